from django.urls import path

from jingheng.contexts.records.web.reports import beginning, deeds, lists, report

urlpatterns = [
    path("reports/", lists.own_page, name="records-reports"),
    path("reports/received/", lists.received_page, name="records-reports-received"),
    path("reports/duty", lists.duty_page, name="records-reports-duty"),
    path("reports/open/<str:kind>/<str:first>", beginning.open_report, name="records-report-open"),
    path("reports/urgent/<str:record_uid>", beginning.urgent, name="records-report-urgent"),
    path("reports/<str:uid>", report.page, name="records-report"),
    path("reports/<str:uid>/receipt", deeds.receipt, name="records-report-receipt"),
    path("reports/<str:uid>/<int:revision>/<str:action>", deeds.act, name="records-report-act"),
]
