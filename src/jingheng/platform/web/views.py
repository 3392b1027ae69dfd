"""What the shell itself answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR = 365 * 86_400


@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Dense or roomy rows: a habit of this browser, kept in a cookie."""
    onward = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(onward if ours else "/", status=303)
    wanted = "roomy" if request.POST.get("density") == "roomy" else "dense"
    response.set_cookie("density", wanted, max_age=YEAR, httponly=True, secure=request.is_secure(), samesite="Lax")
    return response
