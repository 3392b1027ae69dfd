"""What every page carries around its content: navigation by what people do, office and role, to-do count."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest

from jingheng.contexts.desk.api import todo_counts, todos
from jingheng.contexts.inbox.api import ToDo
from jingheng.contexts.org.api import DUTIES
from jingheng.kernel.actor import Actor
from jingheng.platform.web.request import Request
from jingheng.platform.web.shell import Acting, NavGroup, NavItem, Role, Shell

#: group, label, icon, address, the permissions of which one is needed (none: everybody)
PLACES: tuple[tuple[str, str, str, str, frozenset[str]], ...] = (
    ("工作", "待办", "home", "/", frozenset()),
    ("记录报告", "我的记录", "file-text", "/records/", frozenset({"record.own"})),
    ("记录报告", "月度报告", "calendar-check", "/statements/", frozenset({"statement.sign"})),
    ("记录报告", "受理台", "inbox", "/inspection/", frozenset({"record.inspect", "record.lead"})),
    ("记录报告", "完成情况", "checklist", "/months/", frozenset({"month.watch", "department.watch"})),
    ("记录报告", "代录", "pencil", "/transcripts/", frozenset({"record.transcribe"})),
    ("记录报告", "离岗与免报", "users", "/absences/", frozenset({"absence.keep"})),
    (
        "记录报告",
        "上报",
        "send",
        "/reports/",
        frozenset(
            {"report.compile", "report.sign", "report.read", "report.deliver", "report.paper", "subordinate.receive"}
        ),
    ),
    ("记录报告", "国家系统对账", "scale", "/national/", frozenset({"national.reconcile"})),
    ("记录报告", "到期材料", "archive", "/retention/", frozenset({"retention.propose", "retention.decide"})),
    ("通报与统计", "通报", "chart-bar", "/circulars/", frozenset({"circular.read"})),
    ("监督检查", "抽查", "list-details", "/draws/", frozenset({"draw.read"})),
    ("数据", "导入", "upload", "/imports/", frozenset({"import.run", "case.import", "org.manage", "duty.grant"})),
    ("设置", "机构与人员", "building", "/org/", frozenset({"org.manage", "duty.grant", "account.manage"})),
    ("设置", "规则参数", "scale", "/norms/", frozenset()),
    ("设置", "账本与见证", "shield-lock", "/ledger/", frozenset({"proof.see", "proof.oversee"})),
    ("设置", "操作日志", "history", "/log/", frozenset({"log.read"})),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """The `shell` of the templates; absent where nobody is signed in."""
    if not isinstance(getattr(request, "actor", None), Actor):
        return {"support": settings.SUPPORT_CONTACT}
    return {"shell": LazyShell(request), "support": settings.SUPPORT_CONTACT}  # type: ignore[arg-type]


class LazyShell:
    """Made when a template first asks for it: a fragment or a download needs none."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._shell: Shell | None = None

    def __getattr__(self, name: str) -> object:
        if self._shell is None:
            self._shell = _shell(self._request)
        return getattr(self._shell, name)


def _todos(request: Request) -> Sequence[ToDo]:
    """The list that the page has asked for already, if it has."""
    return request.todos if hasattr(request, "todos") else todos(request.actor, at=request.at)


def _shell(request: Request) -> Shell:
    actor = request.actor
    count, late = todo_counts(_todos(request))
    return Shell(
        acting=Acting(
            person=actor.name,
            number=actor.number,
            office=next((str(office) for office in request.offices if office.id == actor.office_id), ""),
            role="、".join(DUTIES[duty].name for duty in sorted(actor.duties)) or "检察人员",
            roles=tuple(Role(office.code, office.name, office.id == actor.office_id) for office in request.offices),
            switch_url="/acting",
        ),
        at=request.at,
        navigation=_navigation(request.path, actor, count, late),
        to_do_count=count,
        to_do_late=late,
        help_url=f"/help?page={request.path}",
        support=settings.SUPPORT_CONTACT,
    )


def _navigation(path: str, actor: Actor, count: int, late: int) -> tuple[NavGroup, ...]:
    groups: dict[str, list[NavItem]] = {}
    for group, label, icon, url, needed in PLACES:
        if needed and needed.isdisjoint(actor.permissions):
            continue
        active = path == url if url == "/" else path.startswith(url)
        groups.setdefault(group, []).append(
            NavItem(label, icon, url, active, count if url == "/" else 0, bool(late) and url == "/")
        )
    return tuple(NavGroup(label, tuple(items)) for label, items in groups.items())
