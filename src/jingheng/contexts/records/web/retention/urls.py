from django.urls import path

from jingheng.contexts.records.web.retention import views

urlpatterns = [
    path("retention/", views.page, name="records-retention"),
    path("retention/propose", views.propose, name="records-retention-propose"),
    path("retention/decide", views.decide, name="records-retention-decide"),
]
