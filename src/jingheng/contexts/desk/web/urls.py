from django.urls import path

from jingheng.contexts.desk.web import case_mappings, help, imports, intakes, search, views

urlpatterns = [
    path("", views.home, name="desk-home"),
    path("help", help.help_page, name="desk-help"),
    path("search", search.search, name="desk-search"),
    path("imports/", imports.imports_page, name="desk-imports"),
    path("imports/<str:uid>", imports.import_page, name="desk-import"),
    path("imports/<str:uid>/report", imports.import_report, name="desk-import-report"),
    path("imports/intakes/<str:uid>", intakes.intake_page, name="desk-intake"),
    path("imports/intakes/<str:uid>/faults", intakes.intake_faults, name="desk-intake-faults"),
    path("imports/intakes/<str:uid>/drop", intakes.drop_page, name="desk-intake-drop"),
    path("imports/intakes/<str:uid>/<str:act>", intakes.intake_act, name="desk-intake-act"),
    path("imports/mappings/<int:mapping_id>", case_mappings.mapping_page, name="desk-case-mapping"),
    path("imports/mappings/<int:mapping_id>/<str:act>", case_mappings.mapping_act, name="desk-case-mapping-act"),
    path("templates/<str:kind>.xlsx", imports.template, name="desk-import-template"),
]
