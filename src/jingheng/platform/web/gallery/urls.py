from django.urls import path

from jingheng.platform.web.gallery import views

urlpatterns = [
    path("gallery/", views.page, name="gallery"),
    path("gallery/draft", views.draft),
    path("gallery/<str:part>", views.page, name="gallery-part"),
]
