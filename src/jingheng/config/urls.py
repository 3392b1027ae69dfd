"""Every address of the product, by context."""

from django.urls import include, path

from jingheng.config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("jingheng.platform.web.urls")),
    path("", include("jingheng.contexts.desk.web.urls")),
    path("", include("jingheng.contexts.org.web.urls")),
    path("", include("jingheng.contexts.norms.web.urls")),
    path("", include("jingheng.contexts.witnesses.web.urls")),
    path("", include("jingheng.contexts.records.web.urls")),
    path("", include("jingheng.contexts.circulars.web.urls")),
    path("", include("jingheng.contexts.draws.web.urls")),
]

handler400 = "jingheng.platform.web.faults.bad_request"
handler403 = "jingheng.platform.web.faults.forbidden"
handler404 = "jingheng.platform.web.faults.not_found"
handler500 = "jingheng.platform.web.faults.server_error"
