from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jingheng.platform.web.figures import Figure, FigureRow, Matrix, MatrixCell, MatrixRow
from jingheng.platform.web.parts import Link


def paper(request: HttpRequest) -> dict[str, Any]:
    def rows(*items: tuple[str, int | None, str]) -> list[FigureRow]:
        return [
            FigureRow(name, count, percent, url=f"/gallery/table?q={name}" if count else "")
            for name, count, percent in items
        ]

    by_position = Figure(
        key="position",
        title="一、登记人身份",
        of="身份",
        kind="bars",
        rows=rows(("班子成员", 143, "34.29"), ("部门负责人", 127, "30.46"), ("其他人员", 147, "35.25")),
        total=FigureRow("合计", 417, "100.00"),
        sentence="417 件中，班子成员登记 143 件，占 34.29%；部门负责人登记 127 件，占 30.46%。",
        definition="按登记当日的岗位计；一人多岗的，取较高的一个。一件登记只计一次。",
        source="统计口径第 3 条（本系统设计，待核）",
    )
    by_channel = Figure(
        key="channel",
        title="二、方式",
        of="方式",
        kind="bars",
        other_period="上年同期",
        rows=[
            FigureRow("当面", 148, "35.49", 121, "22.31"),
            FigureRow("电话", 131, "31.41", 140, "-6.43"),
            FigureRow("即时通讯", 64, "15.35", 38, "68.42"),
            FigureRow("来函来文", 39, "9.35", 41, "-4.88"),
            FigureRow("会议汇报", 21, "5.04", 19, "10.53"),
            FigureRow("其他", 14, "3.36", 22, "-36.36"),
        ],
        total=FigureRow("合计", 417, "100.00", 381, "9.45"),
        definition="一件多种方式的，取登记人排在最前的一种。",
    )
    months = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11")
    this, other = (31, 18, 42, 38, 35, 44, 29, 33, 51, 48, 48), (22, 30, 35, 31, 40, 38, 41, 26, 39, 44, 35)
    by_month = Figure(
        key="month",
        title="三、分月",
        of="月份",
        kind="lines",
        period="2026 年",
        other_period="2025 年",
        rows=[FigureRow(f"{month} 月", a, "", b) for month, a, b in zip(months, this, other, strict=True)],
        total=FigureRow("合计", 417, "", 381),
    )
    by_level = Figure(
        key="level",
        title="四、单位层级（公开版）",
        of="层级",
        kind="columns",
        rows=rows(("市级院", 205, "49.16"), ("基层院", 212, "50.84"), ("派出院", None, "")),
        total=FigureRow("合计", 417, "100.00"),
        note="* 人数过少，公开版不显示。",
    )
    return {
        "title": "登记情况通报",
        "figures": [by_position, by_channel, by_month, by_level],
        "crumbs": [Link("通报与统计", "#"), Link("2026 年 1—11 月")],
    }


def matrix(request: HttpRequest) -> dict[str, Any]:
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
            [
                MatrixCell(
                    count,
                    url="#" if count is not None else "",
                    late=office == "白石县院" and month == 9,
                    note="11-19 到期" if office == "白石县院" and month == 9 else "",
                )
                for month, count in enumerate(values)
            ],
            url="#",
            total=sum(value or 0 for value in values),
        )
        for office, values in counts.items()
    ]
    totals = [sum(values[month] or 0 for values in counts.values()) for month in range(11)]
    return {
        "title": "单位月度表",
        "matrix": Matrix("offices", "各单位各月登记数", months, rows, totals, sum(totals)),
        "crumbs": [Link("通报与统计", "#"), Link("单位月度表")],
    }
