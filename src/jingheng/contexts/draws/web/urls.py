from django.urls import path

from jingheng.contexts.draws.web import deeds, setting_up, views

urlpatterns = [
    path("draws/", views.listed, name="draws-list"),
    path("draws/new", setting_up.start, name="draws-new"),
    path("draws/<str:uid>", views.shown, name="draws-draw"),
    path("draws/<str:uid>/observe", views.observed, name="draws-draw-observe"),
    path("draws/<str:uid>/sheet", views.sheet, name="draws-draw-sheet"),
    path("draws/<str:uid>/bundle.zip", views.bundle, name="draws-draw-bundle"),
    path("draws/<str:uid>/commitment", views.commitment, name="draws-draw-commitment"),
    path("draws/<str:uid>/again", setting_up.again, name="draws-draw-again"),
    path("draws/<str:uid>/plan", setting_up.plan, name="draws-draw-plan"),
    path("draws/<str:uid>/shares/<int:share>", setting_up.settle, name="draws-draw-share"),
    path("draws/<str:uid>/commit", deeds.commit, name="draws-draw-commit"),
    path("draws/<str:uid>/abandon", deeds.abandon, name="draws-draw-abandon"),
    path("draws/<str:uid>/reveal/<int:share>", deeds.reveal, name="draws-draw-reveal"),
    path("draws/<str:uid>/value", deeds.value, name="draws-draw-value"),
    path("draws/<str:uid>/confirm", deeds.confirm, name="draws-draw-confirm"),
    path("draws/<str:uid>/withdraw", deeds.withdraw, name="draws-draw-withdraw"),
    path("draws/<str:uid>/replace", deeds.replace, name="draws-draw-replace"),
    path("draws/<str:uid>/enlarge", deeds.enlarge, name="draws-draw-enlarge"),
]
