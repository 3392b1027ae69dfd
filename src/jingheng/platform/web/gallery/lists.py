from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from jingheng.platform.web.gallery.forms import FilterForm
from jingheng.platform.web.keyset import Page
from jingheng.platform.web.parts import Light, Link, Tile, ToDoLine
from jingheng.platform.web.tables import Bulk, Cell, Column, Row, Table


def to_do(request: HttpRequest) -> dict[str, Any]:
    lines = [
        ToDoLine(
            Light.LATE,
            "退回白石县院 10 月汇总后未重报",
            "#1",
            "本人",
            date(2026, 11, 19),
            "退回后应在 3 个工作日内重新报送。",
            "本院办法第 12 条（待核）",
            -1,
            "个工作日",
        ),
        ToDoLine(
            Light.SOON,
            "受理 DJ-2026-0412 等 3 件登记",
            "#2",
            "本人",
            date(2026, 11, 24),
            "收到后 5 个工作日内作出是否受理的决定。",
            "工作细则第 9 条（待核）",
            2,
            "个工作日",
        ),
        ToDoLine(
            Light.SOON,
            "签署 11 月个人报告",
            "#3",
            "本人",
            date(2026, 12, 3),
            "每月最后 5 天至次月第 3 个工作日签署。",
            "实施办法第 7 条",
            8,
            "个工作日",
        ),
        ToDoLine(Light.FINE, "复核第四季度抽查名单", "#4", "第三部门", date(2026, 12, 18), "", "", 19, "个工作日"),
        ToDoLine(Light.FINE, "补充 2 件登记的来访人单位", "#5", "本人", None),
    ]
    tiles = [
        Tile("逾期", 1, "件", "白石县院", "#", tone="late"),
        Tile("本周到期", 3, "件", "最近一件 11-24", "#"),
        Tile("本月新登记", 26, "件", "上月 31 件"),
        Tile("本月已签", "118 / 131", "人", "还差 13 人", "#"),
    ]
    return {"title": "待办", "lead": "按到期先后排列。", "lines": lines, "tiles": tiles, "crumbs": ()}


def table(request: HttpRequest) -> dict[str, Any]:
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
        totals=[Cell("合计（筛选下全部 417 件）"), *[Cell(" ")] * 5, Cell(1204), Cell(3981)],
        total_count=417,
        page=Page(rows=[], previous="a", next="b"),
        export_url="/gallery/table.xlsx",
        saved=[Link("本周到期", "?state=open"), Link("第三部门未办结", "?department=2&state=open")],
        save_url="/gallery/",
        bulk=[Bulk("accept", "受理"), Bulk("remind", "催办")],
        bulk_url="/gallery/",
        empty_next="下一批登记在每月最后 5 天集中到达。",
    )
    refused = [
        (Link("DJ-2026-0412", "#"), "已退回，要等登记人重报后才能受理。"),
        (Link("DJ-2026-0408", "#"), "已办结。"),
    ]
    return {
        "title": "办理中的登记",
        "table": table,
        "done": 6,
        "refused": refused,
        "crumbs": [Link("登记", "/gallery/table"), Link("办理中的登记")],
    }
