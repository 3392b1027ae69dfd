from django.urls import path

from jingheng.contexts.norms.web import views

urlpatterns = [path("norms/", views.norms_page, name="norms-list")]
