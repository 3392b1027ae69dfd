from django.urls import path

from jingheng.platform.web import views

app_name = "web"
urlpatterns = [path("preferences/density", views.density, name="density")]
