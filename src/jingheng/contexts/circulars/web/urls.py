from django.urls import path

from jingheng.contexts.circulars.web import deeds, views

urlpatterns = [
    path("circulars/", views.listed, name="circulars-list"),
    path("circulars/new", deeds.create, name="circulars-new"),
    path("circulars/<str:uid>", views.shown, name="circulars-circular"),
    path("circulars/<str:uid>/edit", deeds.edit, name="circulars-circular-edit"),
    path("circulars/<str:uid>/recompile", deeds.recompile, name="circulars-circular-recompile"),
    path("circulars/<str:uid>/submit", deeds.submit, name="circulars-circular-submit"),
    path("circulars/<str:uid>/sign", deeds.sign, name="circulars-circular-sign"),
    path("circulars/<str:uid>/return", deeds.send_back, name="circulars-circular-return"),
    path("circulars/<str:uid>/discard", deeds.discard, name="circulars-circular-discard"),
    path("circulars/<str:uid>/number", deeds.number, name="circulars-circular-number"),
    path("circulars/<str:uid>/review", deeds.review, name="circulars-circular-review"),
    path("circulars/<str:uid>/publish", deeds.publish, name="circulars-circular-publish"),
    path("circulars/<str:uid>/as/<str:form>", views.paper, name="circulars-circular-paper"),
]
