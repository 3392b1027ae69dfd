from django.urls import path

from jingheng.contexts.records.web.reports import beginning, deeds, delivering, lists, papers, report, signing

urlpatterns = [
    path("reports/", lists.own_page, name="records-reports"),
    path("reports/received/", lists.received_page, name="records-reports-received"),
    path("reports/duty", lists.duty_page, name="records-reports-duty"),
    path("reports/open/<str:kind>/<str:first>", beginning.open_report, name="records-report-open"),
    path("reports/urgent/<str:record_uid>", beginning.urgent, name="records-report-urgent"),
    path("reports/delegation", signing.delegation, name="records-report-delegation"),
    path("reports/delegation/<int:holding_id>/end", signing.end, name="records-report-delegation-end"),
    path("reports/<str:uid>", report.page, name="records-report"),
    path("reports/<str:uid>/papers/<str:form>", papers.page, name="records-paper"),
    path("reports/<str:uid>/papers/<str:form>/file.<str:kind>", papers.file, name="records-paper-file"),
    path("reports/<str:uid>/papers/<str:form>/scan", delivering.scan, name="records-paper-scan"),
    path("reports/<str:uid>/papers/<str:form>/<int:revision>/<str:action>", delivering.act, name="records-paper-act"),
    path("reports/<str:uid>/sheet", signing.sheet, name="records-report-sheet"),
    path("reports/<str:uid>/sheet/<str:record_uid>/unmask", signing.unmask, name="records-report-sheet-unmask"),
    path("reports/<str:uid>/scans/<str:scan>", signing.scan, name="records-report-scan"),
    path("reports/<str:uid>/<int:revision>/paper", signing.paper, name="records-report-paper"),
    path("reports/<str:uid>/<int:revision>/<str:action>", deeds.act, name="records-report-act"),
]
