from django.urls import path

from jingheng.contexts.org.web import sign_in

urlpatterns = [
    path("login", sign_in.sign_in, name="sign-in"),
    path("logout", sign_in.sign_out, name="sign-out"),
    path("password", sign_in.password, name="password"),
    path("acting", sign_in.act_in, name="act-in"),
]
