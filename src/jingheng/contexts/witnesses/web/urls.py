from django.urls import path

from jingheng.contexts.witnesses.web import machine, views

urlpatterns = [
    path("witness/add-checkpoint", machine.add_checkpoint, name="witness-add-checkpoint"),
    path("ledger/", views.overview_page, name="witnesses-overview"),
    path("ledger/keys.txt", views.keys_file, name="witnesses-keys"),
    path("ledger/witnesses/new", views.add, name="witnesses-add"),
    path("ledger/witnesses/<int:witness_id>/remove", views.remove, name="witnesses-remove"),
    path("ledger/watched/new", views.watch, name="witnesses-watch"),
    path("ledger/watched/<int:watched_id>/remove", views.unwatch, name="witnesses-unwatch"),
]
