from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, QueryDict

from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.refusal import Refusal
from jingheng.platform.web import formsets
from jingheng.platform.web.gallery.forms import PersonRows, ReasonForm, SampleForm
from jingheng.platform.web.parts import Answer, Happening, Link, Reader, Term


def form(request: HttpRequest) -> dict[str, Any]:
    rows_data: QueryDict | None = request.POST if request.method == "POST" else None
    quiet = False
    if rows_data is not None and (prefix := formsets.wants_another(rows_data)):
        rows_data, quiet = formsets.one_more(rows_data, prefix), True
    form = SampleForm(rows_data, request.FILES or None)
    return {
        "title": "新登记",
        "lead": "两分钟可以填完。不清楚的先空着，草稿会自动保存。",
        "form": form,
        "rows": PersonRows(rows_data, prefix="people"),
        "quiet": quiet,
        "readers": [Reader("本人"), Reader("督察部门 1 人", "随机分办，只有承办的这一位"), Reader("督察部门负责人")],
        "shut_out": [
            Reader("第三部门负责人", "您填写的人里有他"),
            Reader("第三部门其他人员"),
            Reader("内勤、联络员", "只看到“已完成”"),
        ],
        "what_next": ["系统给您一个回执码。", "督察部门 5 个工作日内决定是否受理。", "需要补充的，只找您本人。"],
        "crumbs": [Link("登记", "/gallery/table"), Link("新登记")],
        "status": 422 if form.is_bound and not quiet else 200,
    }


def thing(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": "DJ-2026-0417 工程款结算来访",
        "offers": [
            Offer("accept", "受理", None),
            Offer("return", "退回补充", None),
            Offer("transfer", "移送", Refusal("not-yet", "先受理，才能移送。")),
            Offer("exclude", "认定为不属登记", None),
        ],
        "terms": [
            Term("登记人", "陆文清", "第三部门"),
            Term("登记时间", "2026-11-02 09:14", "发生于 2026-09-28，补报"),
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
            Happening(
                datetime(2026, 9, 28, 7, 0, tzinfo=UTC), "事情发生", "", "", datetime(2026, 11, 2, 1, 14, tzinfo=UTC)
            ),
        ],
        "readers": [Reader("登记人 陆文清"), Reader("承办 沈知远"), Reader("督察部门负责人")],
        "shut_out": [Reader("第三部门负责人", "被登记人之一"), Reader("其他所有人")],
        "old": "来访人称工程款拖欠两年，请求关照进度，我答复按程序提出。",
        "new": "来访人称工程款拖欠两年多，由第三部门负责人带来，请求尽快办理，我答复按程序向窗口提出。",
        "crumbs": [Link("登记", "/gallery/table"), Link("办理中的登记", "/gallery/table"), Link("DJ-2026-0417")],
    }


def confirm(request: HttpRequest) -> dict[str, Any]:
    return {
        "template": "web/confirm.html",
        "question": "退回 DJ-2026-0417？",
        "form": ReasonForm(request.POST or None),
        "terms": [Term("登记人", "陆文清"), Term("登记时间", "2026-11-02 09:14")],
        "consequences": [
            "登记人收到一条待办，3 个工作日内补充。",
            "补充之前不计入本月已受理数。",
            "这次退回会留痕，不能撤销。",
        ],
        "confirm_label": "退回",
        "cancel_url": "/gallery/thing",
        "crumbs": [Link("登记", "#"), Link("DJ-2026-0417", "/gallery/thing"), Link("退回")],
    }


def progress(request: HttpRequest) -> dict[str, Any]:
    work = {
        "label": "正在核对 2026 年 11 月的数据",
        "done": 37,
        "total": 120,
        "left": "2 分钟",
        "url": "/gallery/progress",
        "finished": False,
    }
    return {"template": "web/progress.html", "title": "后台工作", "work": work}


def question(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": "要不要登记？",
        "question": "对方问的是您手上正在办的事吗？",
        "help": "只要提到了具体的人或具体的事，就算。",
        "answers": [
            ("yes", Answer("是，问到了具体的事", "进度、结果、能不能快一点，都算")),
            ("no", Answer("不是，只是一般咨询", "例如怎么递材料、几点上班")),
            ("unsure", Answer("说不准", "先记下来，由督察部门判断，不影响您")),
        ],
        "back_url": "/gallery/form",
        "step": "第 2 问，最多 4 问",
    }
