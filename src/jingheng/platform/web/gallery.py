"""Every component on sample pages, for those who build pages and for the browser tests. Routed in DEBUG and tests only."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.refusal import Refusal
from jingheng.platform.web import faults, formsets
from jingheng.platform.web.figures import Figure, FigureRow, Matrix, MatrixCell, MatrixRow
from jingheng.platform.web.keyset import Page
from jingheng.platform.web.parts import Answer, Happening, Light, Link, Reader, Term, Tile, ToDoLine
from jingheng.platform.web.responses import refusal_response
from jingheng.platform.web.shell import Acting, NavGroup, NavItem, Role, Shell
from jingheng.platform.web.tables import Bulk, Cell, Column, Row, Table

AT = datetime(2026, 11, 22, 9, 50, tzinfo=UTC)
FAULTS = {
    "400": faults.NOT_UNDERSTOOD, "403": faults.FORBIDDEN, "404": faults.NOT_FOUND, "413": faults.TOO_LARGE,
    "429": faults.TOO_MANY, "500": faults.BROKEN, "csrf": faults.CSRF,
}  # fmt: skip


def shell(here: str) -> Shell:
    def item(label: str, icon: str, part: str, badge: int = 0, late: bool = False) -> NavItem:
        return NavItem(label, icon, f"/gallery/{part}", active=part == here, badge=badge, late=late)

    return Shell(
        acting=Acting(
            person="沈知远",
            number="990217",
            office="澄明市人民检察院",
            role="督察员",
            roles=(Role("1", "澄明市院 · 督察员", True), Role("2", "澄明市院 · 第三部门负责人")),
            switch_url="/gallery/",
        ),
        at=AT,
        navigation=(
            NavGroup("", (item("待办", "checklist", "to-do", 7, late=True),)),
            NavGroup("登记", (item("新登记", "file-plus", "form"), item("办理中的登记", "inbox", "table", 12), item("一件登记", "file-text", "thing"))),
            NavGroup("通报与统计", (item("通报", "chart-bar", "paper"), item("单位月度表", "calendar-event", "matrix"))),
            NavGroup("设置", (item("人员与岗位", "users", "confirm"), item("后台工作", "clock", "progress"), item("分步问答", "help-circle", "question"))),
        ),
        to_do_count=7,
        to_do_late=1,
        support="内线 8120(信息技术科)",
    )  # fmt: skip


class SampleForm(forms.Form):
    visitor = forms.CharField(label="来访人姓名", max_length=40, help_text="只写姓名;身份证号、电话不要写。")
    visited_on = forms.DateField(label="来访日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="记不清的,写大致日期并在内容里说明。")
    channel = forms.ChoiceField(
        label="方式",
        widget=forms.RadioSelect,
        choices=[("VISIT", Answer("当面", "走廊、办公室、饭局都算")), ("PHONE", Answer("电话")), ("PAPER", Answer("来函来文", "含批示、批条"))],
    )
    said_by = forms.CharField(label="通话时长", required=False)
    kinds = forms.MultipleChoiceField(
        label="属于哪一类",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("本单位", [("A1", "在职人员"), ("A2", Answer("退休人员", "退休三年以内也算"))]),
            ("外单位", [("B1", "机关干部"), ("B2", "企业人员"), ("B3", "律师"), ("B4", "其他")]),
        ],
    )
    narrative = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 5}), help_text="按先后写:谁、什么时候、怎么说的、您怎么回答的。")
    office = forms.ChoiceField(label="来自单位", required=False, choices=[("", "请选择"), ("1", "澄明市"), ("2", "白石县")])
    scan = forms.FileField(label="附件", required=False, help_text="PDF 或图片,每个不超过 20 MB;不要上传涉密材料。")
    true = forms.BooleanField(label="以上内容是本人如实填写")


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名")
    post = forms.CharField(label="职务", required=False)


PersonRows = forms.formset_factory(PersonForm, extra=1, can_delete=False)


class FilterForm(forms.Form):
    q = forms.CharField(label="关键词", required=False)
    number = forms.CharField(label="编号", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("open", "办理中"), ("done", "已办结")])
    department = forms.ChoiceField(label="部门", required=False, choices=[("", "全部"), ("1", "第一部门"), ("2", "第三部门")])


def page(request: HttpRequest, part: str = "to-do") -> HttpResponse:
    if part in FAULTS:
        return faults.page(request, FAULTS[part])
    if part == "login":
        form = LoginForm(request.POST or None)
        return render(request, "web/login.html", {"form": form, "office": "澄明市人民检察院", "support": "内线 8120", "expired": request.GET.get("expired")})
    if part == "refused":
        return refusal_response(request, Refusal("too-late", "本月的汇总已经签发,不能再退回。需要更正的,请办理“更正”。"))
    builder = PARTS.get(part)
    if builder is None:
        raise Http404
    context = builder(request)
    template = context.pop("template", f"web/gallery/{part.replace('-', '_')}.html")
    return render(request, template, {"shell": shell(part), **context}, status=context.pop("status", 200))


def draft(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"saved_at": "17:50"})


class LoginForm(forms.Form):
    username = forms.CharField(label="人员编号", widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "numeric"}))
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


def _to_do(request: HttpRequest) -> dict[str, Any]:
    lines = [
        ToDoLine(Light.LATE, "退回白石县院 10 月汇总后未重报", "#1", "本人", date(2026, 11, 19), "退回后应在 3 个工作日内重新报送。", "本院办法第 12 条(待核)", -1, "个工作日"),
        ToDoLine(Light.SOON, "受理 DJ-2026-0412 等 3 件登记", "#2", "本人", date(2026, 11, 24), "收到后 5 个工作日内作出是否受理的决定。", "工作细则第 9 条(待核)", 2, "个工作日"),
        ToDoLine(Light.SOON, "签署 11 月个人报告", "#3", "本人", date(2026, 12, 3), "每月最后 5 天至次月第 3 个工作日签署。", "实施办法第 7 条", 8, "个工作日"),
        ToDoLine(Light.FINE, "复核第四季度抽查名单", "#4", "第三部门", date(2026, 12, 18), "", "", 19, "个工作日"),
        ToDoLine(Light.FINE, "补充 2 件登记的来访人单位", "#5", "本人", None),
    ]  # fmt: skip
    tiles = [
        Tile("逾期", 1, "件", "白石县院", "#", tone="late"),
        Tile("本周到期", 3, "件", "最近一件 11-24", "#"),
        Tile("本月新登记", 26, "件", "上月 31 件"),
        Tile("本月已签", "118 / 131", "人", "还差 13 人", "#"),
    ]
    return {"title": "待办", "lead": "按到期先后排列。", "lines": lines, "tiles": tiles, "crumbs": ()}


def _table(request: HttpRequest) -> dict[str, Any]:
    columns = (
        Column("number", "编号", "code", sortable=True),
        Column("light", "时限", "light"),
        Column("title", "事由"),
        Column("state", "状态", sortable=True),
        Column("department", "部门", optional=True),
        Column("filed", "登记时间", "date", sortable=True),
        Column("days", "已用", "number", unit="工作日", optional=True),
        Column("pages", "页数", "number", unit="页"),
    )
    samples = [
        ("DJ-2026-0417", Light.LATE, "工程款结算来访", "办理中", "第三部门", "2026-11-02 09:14", 14, 12, "补报"),
        ("DJ-2026-0416", Light.SOON, "询问审查进度", "待受理", "第一部门", "2026-11-16 17:42", 4, 3, ""),
        ("DJ-2026-0415", Light.SOON, "转递书面材料", "待受理", "第三部门", "2026-11-17 08:05", 4, 28, ""),
        ("DJ-2026-0413", Light.FINE, "电话了解听证安排", "办理中", "第二部门", "2026-11-18 10:30", 3, 2, ""),
        ("DJ-2026-0412", Light.FINE, "当面反映执行困难", "已退回", "第一部门", "2026-11-18 15:21", 3, 7, "更正"),
        ("DJ-2026-0409", Light.FINE, "来函要求复制卷宗", "办理中", "第四部门", "2026-11-19 11:02", 2, 1, ""),
        ("DJ-2026-0408", Light.DONE, "会议期间口头询问", "已办结", "第三部门", "2026-11-19 16:48", 2, 4, ""),
        ("DJ-2026-0405", Light.DONE, "短信询问开庭时间", "已办结", "第一部门", "2026-11-20 09:00", 1, 1, ""),
    ]
    rows = [
        Row(
            [
                Cell(number, mark=mark),
                Cell(light=light),
                Cell(title),
                Cell(state),
                Cell(department),
                Cell(filed),
                Cell(days),
                Cell(pages),
            ],
            url=f"/gallery/thing#{number}",
            key=number,
            tone="late" if light is Light.LATE else "muted" if light is Light.DONE else "",
        )
        for number, light, title, state, department, filed, days, pages, mark in samples
    ]
    empty = "empty" in request.GET
    table = Table(
        caption="办理中的登记",
        columns=columns,
        rows=[] if empty else rows,
        params=request.GET,
        filters=FilterForm(request.GET, auto_id="filter_%s"),
        totals=[Cell("合计(筛选下全部 417 件)"), *[Cell(" ")] * 5, Cell(1204), Cell(3981)],
        total_count=417,
        page=Page(rows=[], previous="a", next="b"),
        export_url="/gallery/table.xlsx",
        saved=[Link("本周到期", "?state=open"), Link("第三部门未办结", "?department=2&state=open")],
        save_url="/gallery/",
        bulk=[Bulk("accept", "受理"), Bulk("remind", "催办")],
        bulk_url="/gallery/",
        empty_next="下一批登记在每月最后 5 天集中到达。",
    )
    refused = [(Link("DJ-2026-0412", "#"), "已退回,要等登记人重报后才能受理。"), (Link("DJ-2026-0408", "#"), "已办结。")]
    return {"title": "办理中的登记", "table": table, "done": 6, "refused": refused, "crumbs": [Link("登记", "/gallery/table"), Link("办理中的登记")]}


def _form(request: HttpRequest) -> dict[str, Any]:
    rows_data = request.POST if request.method == "POST" else None
    quiet = False
    if rows_data is not None and (prefix := formsets.wants_another(rows_data)):
        rows_data, quiet = formsets.one_more(rows_data, prefix), True
    form = SampleForm(rows_data, request.FILES or None)
    return {
        "title": "新登记",
        "lead": "两分钟可以填完。不清楚的先空着,草稿会自动保存。",
        "form": form,
        "rows": PersonRows(rows_data, prefix="people"),
        "quiet": quiet,
        "readers": [Reader("本人"), Reader("督察部门 1 人", "随机分办,只有承办的这一位"), Reader("督察部门负责人")],
        "shut_out": [Reader("第三部门负责人", "您填写的人里有他"), Reader("第三部门其他人员"), Reader("内勤、联络员", "只看到“已完成”")],
        "what_next": ["系统给您一个回执码。", "督察部门 5 个工作日内决定是否受理。", "需要补充的,只找您本人。"],
        "crumbs": [Link("登记", "/gallery/table"), Link("新登记")],
        "status": 422 if form.is_bound and not quiet else 200,
    }


def _thing(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": "DJ-2026-0417 工程款结算来访",
        "offers": [
            Offer("accept", "受理", None),
            Offer("return", "退回补充", None),
            Offer("transfer", "移送", Refusal("not-yet", "先受理,才能移送。")),
            Offer("exclude", "认定为不属登记", None),
        ],
        "terms": [
            Term("登记人", "陆文清", "第三部门"),
            Term("登记时间", "2026-11-02 09:14", "发生于 2026-09-28,补报"),
            Term("方式", "当面"),
            Term("来访人", "某建设公司法务"),
            Term("回执码", "7K3M-92QF"),
            Term("附件", "材料清单.pdf", "12 页", "#"),
            Term("关联案件", ""),
            Term("处理", "告知按程序提出"),
        ],
        "happenings": [
            Happening(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), "催办", "系统", "已超过 5 个工作日。", tone="late"),
            Happening(datetime(2026, 11, 3, 1, 20, tzinfo=UTC), "分办", "系统", "随机分给 沈知远。"),
            Happening(datetime(2026, 11, 2, 1, 14, tzinfo=UTC), "登记", "陆文清"),
            Happening(datetime(2026, 9, 28, 7, 0, tzinfo=UTC), "事情发生", "", "", datetime(2026, 11, 2, 1, 14, tzinfo=UTC)),
        ],
        "readers": [Reader("登记人 陆文清"), Reader("承办 沈知远"), Reader("督察部门负责人")],
        "shut_out": [Reader("第三部门负责人", "被登记人之一"), Reader("其他所有人")],
        "old": "来访人称工程款拖欠两年,请求关照进度,我答复按程序提出。",
        "new": "来访人称工程款拖欠两年多,由第三部门负责人带来,请求尽快办理,我答复按程序向窗口提出。",
        "crumbs": [Link("登记", "/gallery/table"), Link("办理中的登记", "/gallery/table"), Link("DJ-2026-0417")],
    }


def _paper(request: HttpRequest) -> dict[str, Any]:
    def rows(*items: tuple[str, int | None, str]) -> list[FigureRow]:
        return [FigureRow(name, count, percent, url=f"/gallery/table?q={name}" if count else "") for name, count, percent in items]

    by_position = Figure(
        key="position", title="一、登记人身份", of="身份", kind="bars",
        rows=rows(("班子成员", 143, "34.29"), ("部门负责人", 127, "30.46"), ("其他人员", 147, "35.25")),
        total=FigureRow("合计", 417, "100.00"),
        sentence="417 件中,班子成员登记 143 件,占 34.29%;部门负责人登记 127 件,占 30.46%。",
        definition="按登记当日的岗位计;一人多岗的,取较高的一个。一件登记只计一次。", source="统计口径第 3 条(本系统设计,待核)",
    )  # fmt: skip
    by_channel = Figure(
        key="channel", title="二、方式", of="方式", kind="bars", other_period="上年同期",
        rows=[
            FigureRow("当面", 148, "35.49", 121, "22.31"), FigureRow("电话", 131, "31.41", 140, "-6.43"),
            FigureRow("即时通讯", 64, "15.35", 38, "68.42"), FigureRow("来函来文", 39, "9.35", 41, "-4.88"),
            FigureRow("会议汇报", 21, "5.04", 19, "10.53"), FigureRow("其他", 14, "3.36", 22, "-36.36"),
        ],
        total=FigureRow("合计", 417, "100.00", 381, "9.45"),
        definition="一件多种方式的,取登记人排在最前的一种。",
    )  # fmt: skip
    months = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11")
    this, other = (31, 18, 42, 38, 35, 44, 29, 33, 51, 48, 48), (22, 30, 35, 31, 40, 38, 41, 26, 39, 44, 35)
    by_month = Figure(
        key="month", title="三、分月", of="月份", kind="lines", period="2026 年", other_period="2025 年",
        rows=[FigureRow(f"{month} 月", a, "", b) for month, a, b in zip(months, this, other, strict=True)],
        total=FigureRow("合计", 417, "", 381),
    )  # fmt: skip
    by_level = Figure(
        key="level", title="四、单位层级(公开版)", of="层级", kind="columns",
        rows=rows(("市级院", 205, "49.16"), ("基层院", 212, "50.84"), ("派出院", None, "")),
        total=FigureRow("合计", 417, "100.00"), note="* 人数过少,公开版不显示。",
    )  # fmt: skip
    return {"title": "登记情况通报", "figures": [by_position, by_channel, by_month, by_level], "crumbs": [Link("通报与统计", "#"), Link("2026 年 1—11 月")]}


def _matrix(request: HttpRequest) -> dict[str, Any]:
    months = [f"2026-{month:02d}" for month in range(1, 12)]
    counts: dict[str, list[int | None]] = {
        "澄明市院": [12, 8, 15, 11, 9, 14, 10, 12, 18, 16, 15],
        "白石县院": [3, 0, 4, 2, 5, 3, 0, 1, 6, None, None],
        "临江区院": [6, 5, 9, 8, 7, 11, 6, 9, 10, 12, 13],
        "云溪县院": [None, None, None, 2, 1, 0, 0, 0, 1, 0, 2],
        "望湖区院": [7, 4, 9, 10, 8, 11, 9, 7, 12, 14, 12],
    }
    rows = [
        MatrixRow(
            office,
            [MatrixCell(count, url="#" if count is not None else "", late=office == "白石县院" and month == 9, note="11-19 到期" if office == "白石县院" and month == 9 else "") for month, count in enumerate(values)],
            url="#", total=sum(value or 0 for value in values),
        )
        for office, values in counts.items()
    ]  # fmt: skip
    totals = [sum(values[month] or 0 for values in counts.values()) for month in range(11)]
    return {
        "title": "单位月度表", "matrix": Matrix("offices", "各单位各月登记数", months, rows, totals, sum(totals)),
        "crumbs": [Link("通报与统计", "#"), Link("单位月度表")],
    }  # fmt: skip


def _confirm(request: HttpRequest) -> dict[str, Any]:
    class Reason(forms.Form):
        reason = forms.CharField(label="退回的原因", widget=forms.Textarea(attrs={"rows": 3}), help_text="登记人会看到这段话。")

    return {
        "template": "web/confirm.html", "question": "退回 DJ-2026-0417?", "form": Reason(request.POST or None),
        "terms": [Term("登记人", "陆文清"), Term("登记时间", "2026-11-02 09:14")],
        "consequences": ["登记人收到一条待办,3 个工作日内补充。", "补充之前不计入本月已受理数。", "这次退回会留痕,不能撤销。"],
        "confirm_label": "退回", "cancel_url": "/gallery/thing", "crumbs": [Link("登记", "#"), Link("DJ-2026-0417", "/gallery/thing"), Link("退回")],
    }  # fmt: skip


def _progress(request: HttpRequest) -> dict[str, Any]:
    work = {"label": "正在核对 2026 年 11 月的数据", "done": 37, "total": 120, "left": "2 分钟", "url": "/gallery/progress", "finished": False}
    return {"template": "web/progress.html", "title": "后台工作", "work": work}


def _question(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": "要不要登记?",
        "question": "对方问的是您手上正在办的事吗?",
        "help": "只要提到了具体的人或具体的事,就算。",
        "answers": [
            ("yes", Answer("是,问到了具体的事", "进度、结果、能不能快一点,都算")),
            ("no", Answer("不是,只是一般咨询", "例如怎么递材料、几点上班")),
            ("unsure", Answer("说不准", "先记下来,由督察部门判断,不影响您")),
        ],
        "back_url": "/gallery/form",
        "step": "第 2 问,最多 4 问",
    }


PARTS = {
    "to-do": _to_do, "table": _table, "form": _form, "thing": _thing, "paper": _paper, "matrix": _matrix,
    "confirm": _confirm, "progress": _progress, "question": _question,
}  # fmt: skip
