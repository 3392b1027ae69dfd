"""Files as evidence comes: PDFs with a text layer and particulars, photographs that know where they were taken."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from jingheng.contexts.records.models import Attachment, Record
from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.usecases.attachments import attach
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content

TELEPHONE = "13912345678"
AUTHOR = "Gan Lin"
CAMERA = "camera of Gan Lin"
THUMBNAIL = b"thumbnail of a face"
#: On a page of `pdf`, in hundredths of a percent: all of the telephone number, with room around it.
OVER_TELEPHONE = (1500, 1000, 5000, 1000)


def filed_with(
    cast: Cast, data: bytes, name: str = "甘霖的名片.pdf", said: Any = None, at: datetime = NOON
) -> Attachment:
    """Evidence filed by the prosecutor, dealt to the inspector."""
    draft, actor = new_uid(), cast.actor("prosecutor", at)
    save_draft(uid=draft, payload=payload_of(said or content(at)), version=1, actor=actor, at=at)
    attachment = attach(draft_uid=draft, upload=SimpleUploadedFile(name, data), actor=actor, at=at)
    record = file_draft(uid=draft, actor=actor, at=at)
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    return Attachment.objects.select_related("record").get(pk=attachment.pk)


def record_of(attachment: Attachment) -> Record:
    assert attachment.record is not None
    return attachment.record


def pdf(*, pages: int = 1, telephone: str = TELEPHONE, box: str = "[0 0 595 842]", trailer: str = "") -> bytes:
    """A line with a telephone number at the top of each page and its page number below, as text."""
    bodies = [
        "<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{' '.join(f'{6 + 2 * number} 0 R' for number in range(pages))}]>>",
        f"<</Author({AUTHOR})/Title({telephone})/Producer(a scanner)>>",
        _stream(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{AUTHOR}</x:xmpmeta>", "/Type/Metadata/Subtype/XML"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(1, pages + 1):
        bodies += [
            f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Resources<</Font<</F 5 0 R>>>>/Contents {5 + 2 * number} 0 R>>",
            _stream(f"BT /F 30 Tf 120 720 Td ({telephone}) Tj 0 -300 Td (page {number}) Tj ET"),
        ]
    out, places = "%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    end = (
        f"trailer\n<</Size {len(places) + 1}/Root 1 0 R/Info 3 0 R{trailer}>>\nstartxref\n{out.index('xref')}\n%%EOF\n"
    )
    return (out + end).encode()


def locked_pdf() -> bytes:
    """A password is wanted: what stands here for its proof fits none."""
    nonsense = "<" + "41" * 32 + ">"
    return pdf(trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/O{nonsense}/U{nonsense}/P -4>>/ID[<41><41>]")


def text_of(data: bytes) -> str:
    """The text layer of all pages."""
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def pictures_of(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def picture(telephone: str = TELEPHONE, *, size: tuple[int, int] = (600, 400)) -> Image.Image:
    """A photograph of a slip of paper: left half yellowish, the number at the upper left, a red corner lower right."""
    image = Image.new("RGB", size, (250, 250, 240))
    draw = ImageDraw.Draw(image)
    draw.text((100, 50), telephone, fill="black", font_size=40)
    draw.rectangle([size[0] - 60, size[1] - 60, size[0], size[1]], fill=(200, 0, 0))
    return image


def photograph(telephone: str = TELEPHONE, *, orientation: int = 1, **saved: Any) -> bytes:
    """A JPEG with camera, comment, colour profile and a thumbnail of what it shows."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = CAMERA, orientation
    exif[0x927C] = THUMBNAIL
    return saved_as(
        picture(telephone), "JPEG", exif=exif, comment=AUTHOR.encode(), icc_profile=b"profile of " + AUTHOR.encode(),
        **saved,
    )  # fmt: skip


def saved_as(image: Image.Image, kind: str, **saved: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **saved)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def _stream(body: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(body)}>>\nstream\n{body}\nendstream"
