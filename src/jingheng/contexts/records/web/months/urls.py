from django.urls import path

from jingheng.contexts.records.web.months import ledger, views

urlpatterns = [
    path("statements/", views.own_months_page, name="records-statements"),
    path("statements/<str:month>", views.statement_page, name="records-statement"),
    path("statements/<str:month>/sign", views.sign, name="records-statement-sign"),
    path("months/", views.watch_page, name="records-months"),
    path("months/<str:month>", views.watch_page, name="records-month"),
    path("months/<str:month>/list", views.list_page, name="records-month-list"),
    path("months/<str:month>/ledger", ledger.page, name="records-month-ledger"),
    path("months/<str:month>/ledger/sheet", ledger.sheet, name="records-month-ledger-sheet"),
    path("months/<str:month>/ledger.xlsx", ledger.export, name="records-month-ledger-export"),
    path("months/<str:month>/remind", views.remind, name="records-month-remind"),
]
