from django.urls import path

from jingheng.contexts.records.web.absences import views

urlpatterns = [
    path("absences/", views.page, name="records-absences"),
    path("absences/<int:absence_id>/back", views.back, name="records-absence-back"),
    path("absences/<int:absence_id>/withdraw", views.withdraw, name="records-absence-withdraw"),
]
