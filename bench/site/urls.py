"""The admin alone, open to whoever is signed in: accounts of the product have no staff flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import path

from jingheng.contexts.records.models import Record, Revision

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Model]
else:
    _ModelAdmin = admin.ModelAdmin


class Site(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active)


class Plain(_ModelAdmin):
    """What `admin.site.register(Model)` gives, with ids instead of lists of all people in its forms."""

    list_per_page = 60  # as many as the product's list shows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return True


class RecordAdmin(Plain):
    """The columns and the search that the product's list has."""

    list_display = (
        "receipt_code", "number", "due_date", "state", "matter", "bucket", "askers", "channel", "filed_at", "triage",
        "happened_at", "position",
    )  # fmt: skip
    search_fields = ("number", "receipt_code")
    raw_id_fields = ("filer", "home_office", "department", "receiving_office", "counting_office", "assignee")
    list_filter = ("state", "desk", "position")


class RevisionAdmin(Plain):
    """To search what records say."""

    list_display = ("record_id", "number", "made_at")
    search_fields = ("payload",)


site = Site()
site.register(Record, RecordAdmin)
site.register(Revision, RevisionAdmin)
urlpatterns = [path("admin/", site.urls)]
