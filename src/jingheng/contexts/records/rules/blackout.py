"""What is blacked out on a copy of evidence before it is shown to somebody else (decisions §5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jingheng.kernel.refusal import Refusal

WHOLE = 10_000  # hundredths of a percent
_BY_HAND = "打印出来遮盖后再扫描"
#: What stands in the way, and what to do instead.
_UNFIT = {
    "UNSUPPORTED": f"这个附件不是图片或 PDF（按内容判断，不看文件名），系统不能直接遮盖。文档、表格请{_BY_HAND}；"
    "录音、录像请整理成文字，遮盖后再用。",
    "BROKEN": f"这个文件已损坏或者格式不规范，系统读不出来。请先下载，用阅读软件能打开的，{_BY_HAND}。",
    "ENCRYPTED": f"这份 PDF 要密码才能打开，系统读不出来。请向提供人问得密码，打开后{_BY_HAND}。",
    "TOO_MUCH": f"这个文件超出了服务器一次能处理的时间、内存或者存储空间。请{_BY_HAND}；反复出现的，告知技术部门。",
}


class Box(NamedTuple):
    """A part of a page, in hundredths of a percent of its width and height."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A box as it was drawn or typed: on which page, and in which row of the table."""

    page: int
    box: Box
    row: int = 0


def refuse_unfit(fault: str, *, most_megapixels: int) -> Refusal:
    """BLK-1. Pictures and PDFs are blacked out here, everything else on paper; the content says what it is
    (own design, decisions §5).
    """
    if fault == "TOO_MANY_PIXELS":
        return Refusal("BLK-1", f"图片超过 {most_megapixels} 百万像素，系统不处理。请{_BY_HAND}。")
    return Refusal("BLK-1", _UNFIT[fault])


def refuse_many_pages(pages: int, *, most: int) -> Refusal | None:
    """BLK-2. A file has no more pages than one person blacks out with care (own design)."""
    if pages > most:
        return Refusal("BLK-2", f"这个文件有 {pages} 页，一次最多遮盖 {most} 页。请只打印要用的几页，遮盖后再扫描。")
    return None


def refuse_rectangles(rectangles: Sequence[Rectangle], *, pages: int, most: int) -> tuple[Refusal, ...]:
    """BLK-3. At least one part is blacked out; each has an area and lies on a page that there is
    (own design, decisions §5).
    """
    if not rectangles:
        return (Refusal("BLK-3", "还没有画要遮盖的地方。请在图上按住鼠标拖出方框，或者在表里填写位置。", "left-0"),)
    if len(rectangles) > most:
        return (Refusal("BLK-3", f"一份遮盖件最多 {most} 处。相邻的请合成一个大框。"),)
    return tuple(refusal for rectangle in rectangles if (refusal := _misplaced(rectangle, pages)))


def _misplaced(rectangle: Rectangle, pages: int) -> Refusal | None:
    box, row = rectangle.box, rectangle.row
    if not 1 <= rectangle.page <= pages:
        return Refusal("BLK-3", f"第 {row + 1} 处：没有第 {rectangle.page} 页，本件共 {pages} 页。", f"page-{row}")
    if box.width <= 0 or box.height <= 0:
        return Refusal("BLK-3", f"第 {row + 1} 处：宽和高都要大于 0。", f"width-{row}")
    if box.left < 0 or box.left + box.width > WHOLE:
        return Refusal("BLK-3", f"第 {row + 1} 处：左边界加宽不能超过 100%。", f"left-{row}")
    if box.top < 0 or box.top + box.height > WHOLE:
        return Refusal("BLK-3", f"第 {row + 1} 处：上边界加高不能超过 100%。", f"top-{row}")
    return None


def refuse_purpose(purpose: str, *, longest: int) -> Refusal | None:
    """BLK-4. Whoever makes a copy says for whom and why (own design, decisions §5)."""
    if not purpose.strip():
        return Refusal("BLK-4", "请写明给谁看、为什么遮盖。", "purpose")
    if len(purpose.strip()) > longest:
        return Refusal("BLK-4", f"“给谁看、为什么遮盖”有 {len(purpose.strip())} 个字，最多 {longest} 个。", "purpose")
    return None


def by_page(rectangles: Sequence[Rectangle]) -> Mapping[int, list[Box]]:
    found: defaultdict[int, list[Box]] = defaultdict(list)
    for rectangle in rectangles:
        found[rectangle.page].append(rectangle.box)
    return dict(found)
