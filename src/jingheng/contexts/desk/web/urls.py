from django.urls import path

from jingheng.contexts.desk.web import help, imports, search, views

urlpatterns = [
    path("", views.home, name="desk-home"),
    path("help", help.help_page, name="desk-help"),
    path("search", search.search, name="desk-search"),
    path("imports/", imports.imports_page, name="desk-imports"),
    path("imports/<str:uid>", imports.import_page, name="desk-import"),
    path("imports/<str:uid>/report", imports.import_report, name="desk-import-report"),
    path("templates/<str:kind>.xlsx", imports.template, name="desk-import-template"),
]
