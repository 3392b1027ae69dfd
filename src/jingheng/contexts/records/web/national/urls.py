from django.urls import path

from jingheng.contexts.records.web.national import views

urlpatterns = [
    path("national/", views.page, name="records-national"),
    path("national/copy/<str:uid>", views.copy_sheet, name="records-national-copy"),
    path("national/<str:month>", views.page, name="records-national-month"),
    path("national/<str:month>/<str:action>", views.act, name="records-national-act"),
]
