from django.urls import path

from jingheng.platform.web import gallery

urlpatterns = [
    path("gallery/", gallery.page, name="gallery"),
    path("gallery/draft", gallery.draft),
    path("gallery/<str:part>", gallery.page),
]
