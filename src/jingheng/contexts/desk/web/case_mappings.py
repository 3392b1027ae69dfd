"""What an office has said once of its exported lists: to be read, and corrected piece by piece."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jingheng.contexts.cases import api as cases
from jingheng.contexts.org.api import Office, Person
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response


@require_GET
def mapping_page(request: Request, mapping_id: int) -> HttpResponse:
    try:
        mapping = cases.find_mapping(request.actor, mapping_id)
    except Refused:
        return not_found(request)
    people = Person.objects.in_bulk({one["person"] for one in mapping.handlers if one["person"]})
    offices = Office.objects.in_bulk()
    kinds = dict(cases.CASE_TYPES.choices)
    names = {str(office.pk): office.name for office in offices.values()}
    words = [
        (f"{field}:{word}", cases.FIELDS[field].name, word, (kinds | names).get(code, "不导入这些行"))
        for field, said in mapping.words.items()
        for word, code in sorted(said.items())
    ]
    handlers = [
        (f"handler:{cases.handler_key(one)}", one, offices[one["office"]], people.get(one["person"]))
        for one in mapping.handlers
    ]
    context = {
        "title": f"列对应：{mapping.name}", "crumbs": (Link("导入", "/imports/"), Link("列对应")), "mapping": mapping,
        "columns": [(cases.FIELDS[code].name, name) for code, name in mapping.columns.items()],
        "kind": kinds.get(mapping.kind, ""), "words": words, "handlers": handlers,
    }  # fmt: skip
    return render(request, "desk/case_mapping.html", context)


@require_POST
def mapping_act(request: Request, mapping_id: int, act: str) -> HttpResponse:
    try:
        if act == "forget":
            what = request.POST.get("what", "")
            cases.forget(mapping_id=mapping_id, what=what, actor=request.actor, at=request.at)
            return redirect("desk-case-mapping", mapping_id=mapping_id)
        if act == "delete":
            cases.delete_mapping(mapping_id=mapping_id, actor=request.actor, at=request.at)
            return redirect("desk-imports")
    except Refused as refused:
        return (
            not_found(request) if refused.refusal.code == "not-found" else refusal_response(request, refused.refusals)
        )
    return not_found(request)
