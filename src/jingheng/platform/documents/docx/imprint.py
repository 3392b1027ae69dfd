"""The imprint (版记): at the foot of the last page, its lowest rule on the lower edge of the type area (7.4)."""

from __future__ import annotations

import math

from docx.document import Document
from docx.shared import Pt

from jingheng.platform.documents.docx.styles import FOUR, TYPE_WIDTH, twips
from jingheng.platform.documents.docx.xml import element, quoted, run_element
from jingheng.platform.documents.paper import Paper, full_date
from jingheng.platform.documents.typography import width

_LINE = 22.0
_BELOW = 4.0  # between a text and the rule under it
_RULE = 2.0
_THICK, _THIN = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm


def add_imprint(document: Document, paper: Paper) -> None:
    """Word has no "bottom of the last page". So an empty line as high as the imprint ends the text and holds the room,
    kept with what stands before it, and the imprint itself lies over it at the foot of whatever page that became."""
    rows: list[str] = []
    height = 0.0
    if paper.copied_to:
        copied = paper.copied_to.rstrip("。") + "。"
        rows.append(_copied(copied))
        height += _LINE * math.ceil(width(copied) * FOUR / (TYPE_WIDTH - 5 * FOUR)) + _BELOW
    if paper.printed_by:
        rows.append(_printed(paper))
        height += _LINE + _BELOW
    if not rows:
        return
    rules = [_THICK, *[_THIN] * (len(rows) - 1), _THICK]
    height += _RULE * len(rules)
    content = _rule(rules[0]) + "".join(row + _rule(weight) for row, weight in zip(rows, rules[1:], strict=True))
    room = document.add_paragraph(style="公文版记位")
    room.paragraph_format.line_spacing = Pt(height)
    run_element(room.add_run()).append(element(_box(content, height)))


def _rule(eighths: int) -> str:
    return (
        '<w:p><w:pPr><w:pStyle w:val="公文版记位"/>'
        f'<w:pBdr><w:top w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:line="{twips(_RULE)}" w:lineRule="exact"/></w:pPr></w:p>'
    )


def _row(indents: str, text: str, tabs: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="公文版记"/>{tabs}'
        f'<w:spacing w:after="{twips(_BELOW)}"/><w:ind {indents}/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def _copied(copied_to: str) -> str:
    one = twips(FOUR)
    return _row(f'w:left="{4 * one}" w:right="{one}" w:hanging="{3 * one}"', quoted(f"抄送\uff1a{copied_to}"))


def _printed(paper: Paper) -> str:
    one = twips(FOUR)
    day = f"{full_date(paper.printed_on)}印发" if paper.printed_on else ""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(TYPE_WIDTH) - one}"/></w:tabs>'
    text = f'{quoted(paper.printed_by)}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">{day}'
    return _row(f'w:left="{one}" w:right="{one}"', text, tabs)


def _box(content: str, height: float) -> str:
    """A text box that nothing flows around; tables and frames that float push text away and may chase it for ever."""
    wide, high = round(TYPE_WIDTH * 12700), round(height * 12700)
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="9001" name="版记" descr="版记"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    )
