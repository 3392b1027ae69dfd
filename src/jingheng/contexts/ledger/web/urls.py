from django.urls import path

from jingheng.contexts.ledger.web import views

urlpatterns = [path("log/", views.log_page, name="ledger-log")]
