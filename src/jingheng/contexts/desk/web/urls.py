from django.urls import path

from jingheng.contexts.desk.web import views

urlpatterns = [
    path("", views.home, name="desk-home"),
]
