"""What a blacked-out copy is made of: pixels, and of those under a rectangle nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from PIL import Image

from jingheng.platform.pictures import apart
from jingheng.platform.pictures.job import Box, Fault, Limits, Unreadable
from jingheng.platform.pictures.kinds import Kind, kind_of
from tests.factories.evidence import (
    AUTHOR,
    CAMERA,
    OVER_TELEPHONE,
    TELEPHONE,
    THUMBNAIL,
    locked_pdf,
    opened,
    pdf,
    photograph,
    picture,
    pictures_of,
    saved_as,
    text_of,
)

LIMITS = Limits(pixels=4_000_000, dpi=100, seconds=30)
#: On a `picture`: all of the number.
OVER_NUMBER = (1000, 1000, 8000, 2000)


def burnt(data: bytes, boxes: Mapping[int, Sequence[Box]] | None = None, limits: Limits = LIMITS) -> bytes:
    with apart.blacked_out(data, {1: [OVER_TELEPHONE]} if boxes is None else boxes, limits) as result:
        return result.read()


def fault_of(data: bytes, limits: Limits = LIMITS) -> Fault:
    with pytest.raises(Unreadable) as unreadable:
        burnt(data, limits=limits)
    return unreadable.value.fault


def share_black(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    part = image.crop(box).convert("L")
    return sum(part.histogram()[:30]) / (part.width * part.height)


# --- a PDF ------------------------------------------------------------------------------------------------------------
def test_a_pdf_loses_text_layer_and_particulars() -> None:
    original = pdf(pages=3)
    for told in (TELEPHONE, AUTHOR, "xmpmeta", "Helvetica"):
        assert told.encode() in original
    assert TELEPHONE in text_of(original)

    copy = burnt(original)

    for told in (TELEPHONE, AUTHOR, "xmp", "Helvetica", "/Font", "/Info", "/Metadata", "/ID", "Date", "Producer"):
        assert told.encode() not in copy, told
    assert text_of(copy) == ""
    assert len(pictures_of(copy)) == 3


def test_what_lay_under_a_rectangle_changes_no_byte_of_the_copy() -> None:
    """Two files that differ only there become one and the same: so nothing can be got back."""
    every = {page: [OVER_TELEPHONE] for page in (1, 2)}

    assert burnt(pdf(pages=2), every) == burnt(pdf(pages=2, telephone="13700000000"), every)
    assert burnt(pdf(pages=2), {1: [OVER_TELEPHONE]}) != burnt(pdf(pages=2, telephone="13700000000"))


def test_only_what_is_under_a_rectangle_is_black_and_pages_keep_their_size() -> None:
    first, second = pictures_of(burnt(pdf(pages=2)))

    over = (90, 85, 385, 168)  # fifteen to sixty-five hundredths of 595 points, ten to twenty of 842
    assert first.size == (595, 842)
    assert share_black(first, over) == 1
    assert share_black(first, (0, 180, 595, 842)) < 0.01
    assert share_black(first, (100, 350, 300, 450)) > 0  # the page's number is still there
    assert 0 < share_black(second, over) < 0.3  # the telephone number, legible


def test_a_page_of_enormous_size_is_drawn_within_the_limit() -> None:
    copy = burnt(pdf(box="[0 0 14400 14400]"))

    assert b"/Width 2000/Height 2000" in copy


def test_a_pdf_is_found_a_little_after_the_beginning() -> None:
    assert text_of(burnt(b"\n" * 40 + pdf())) == ""


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (locked_pdf(), Fault.ENCRYPTED),
        (b"%PDF-1.7\nand then nothing of the kind", Fault.BROKEN),
        (pdf(box="[0 0 0 0]"), None),
        (photograph()[:400], Fault.BROKEN),
        (saved_as(picture(), "PNG")[:300], Fault.BROKEN),
        (b"\xff\xd8\xff\xe0", Fault.BROKEN),
        (b"PK\x03\x04 a document of an office suite", Fault.UNSUPPORTED),
        (b"ID3\x04 what was said on the telephone", Fault.UNSUPPORTED),
        (b"", Fault.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_is_told_apart(data: bytes, fault: Fault | None) -> None:
    if fault is None:
        assert burnt(data)  # a page without a size gets the usual one
    else:
        assert fault_of(data) == fault


# --- a picture --------------------------------------------------------------------------------------------------------
def test_a_photograph_loses_all_that_it_says_about_itself() -> None:
    original = photograph()
    for told in (CAMERA.encode(), THUMBNAIL, AUTHOR.encode()):
        assert told in original

    copy = burnt(original, {1: [OVER_NUMBER]})

    for told in (CAMERA.encode(), THUMBNAIL, AUTHOR.encode(), b"Exif", b"ICC_PROFILE", b"http"):
        assert told not in copy, told
    image = opened(copy)
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (600, 400), {})
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert share_black(image, (60, 40, 540, 120)) == 1
    assert image.crop((580, 380, 590, 390)).resize((1, 1)).tobytes()[0] > 150  # the red corner


def test_what_lay_under_it_changes_no_byte_of_a_picture() -> None:
    for kind in ("PNG", "BMP", "WEBP"):
        one, other = (saved_as(picture(number), kind, lossless=True) for number in (TELEPHONE, "a face"))
        assert burnt(one, {1: [OVER_NUMBER]}) == burnt(other, {1: [OVER_NUMBER]})
        assert opened(burnt(one, {1: [OVER_NUMBER]})).info == {}


def test_a_photograph_taken_upright_is_blacked_out_where_it_is_seen() -> None:
    turned = opened(burnt(photograph(orientation=6), {1: [(0, 0, 10_000, 1000)]}))

    assert turned.size == (400, 600)
    assert share_black(turned, (0, 0, 400, 56)) == 1
    assert share_black(turned, (0, 64, 60, 600)) < 0.5


def test_a_rectangle_takes_every_pixel_that_it_touches() -> None:
    white = saved_as(Image.new("RGB", (10, 10), "white"), "PNG")

    copy = opened(burnt(white, {1: [(1100, 1100, 1, 1), (9999, 9999, 1, 1)]}))

    assert [xy for xy in ((x, y) for x in range(10) for y in range(10)) if copy.getpixel(xy) == (0, 0, 0)] == [
        (1, 1), (9, 9),
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16", "CMYK"])
def test_every_way_of_keeping_colours_comes_out_plain(mode: str) -> None:
    plain = Image.new("L", (20, 20), 255)
    image = Image.new("I;16", (20, 20), 65_535) if mode == "I;16" else plain.convert("RGB").convert(mode)

    copy = opened(burnt(saved_as(image, "TIFF" if mode == "CMYK" else "PNG"), {1: [(0, 0, 5000, 10_000)]}))

    assert copy.mode == "RGB"
    assert (copy.getpixel((2, 10)), copy.getpixel((15, 10))) == ((0, 0, 0), (255, 255, 255))


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (20, 20), (10, 10, 10, 0))

    assert opened(burnt(saved_as(clear, "PNG"), {1: [(0, 0, 5000, 10_000)]})).getpixel((15, 10)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["TIFF", "GIF"])
def test_several_pictures_in_one_file_become_pages(kind: str) -> None:
    shades = [Image.new("RGB", (100, 100), (shade, shade, shade)) for shade in (250, 150)]
    data = saved_as(shades[0], kind, save_all=True, append_images=shades[1:])

    assert apart.look(data, LIMITS) == apart.Looked(Kind(kind), 2)
    pages = pictures_of(burnt(data, {2: [(0, 0, 5000, 10_000)]}))

    assert [page.size for page in pages] == [(72, 72)] * 2
    assert share_black(pages[0], (0, 0, 30, 72)) == 0
    assert share_black(pages[1], (0, 0, 30, 72)) == 1


def test_what_a_telephone_hides_behind_its_photograph_is_left_out() -> None:
    data = saved_as(picture(), "MPO", save_all=True, append_images=[picture("behind")])

    assert apart.look(data, LIMITS).pages == 1
    assert burnt(data, {1: [OVER_NUMBER]}) == burnt(saved_as(picture(), "JPEG"), {1: [OVER_NUMBER]})


# --- limits -----------------------------------------------------------------------------------------------------------
def test_a_small_file_with_too_many_pixels_is_refused() -> None:
    bomb = saved_as(Image.new("1", (3000, 3000)), "PNG")
    assert len(bomb) < 10_000

    assert fault_of(bomb) == Fault.TOO_MANY_PIXELS
    assert fault_of(saved_as(Image.new("1", (1600, 2600)), "PNG")) == Fault.TOO_MANY_PIXELS  # only just


def test_what_needs_too_much_memory_ends_its_own_process() -> None:
    bomb = saved_as(Image.new("1", (20_000, 20_000)), "PNG")

    assert fault_of(bomb, Limits(pixels=10**9, dpi=100, seconds=60)) == Fault.TOO_MUCH


def test_what_takes_too_long_is_given_up() -> None:
    assert fault_of(pdf(), Limits(pixels=4_000_000, dpi=100, seconds=0)) == Fault.TOO_MUCH


# --- looking ----------------------------------------------------------------------------------------------------------
def test_a_page_is_shown_no_larger_than_a_screen_and_with_its_rectangles() -> None:
    wide = saved_as(Image.new("RGB", (2000, 1000), "white"), "PNG")

    shown = opened(apart.picture_of(wide, 1, LIMITS, [(0, 0, 5000, 10_000)]))

    assert (shown.format, shown.size) == ("PNG", (1400, 700))
    assert (shown.getpixel((300, 300)), shown.getpixel((1000, 300))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize(
    ("data", "ending"),
    [(pdf(), "pdf"), (photograph(), "jpg"), (saved_as(picture(), "PNG"), "png"), (saved_as(picture(), "BMP"), "png")],
)
def test_the_content_says_what_becomes_of_it(data: bytes, ending: str) -> None:
    assert apart.look(data, LIMITS).ending == ending


def test_a_wave_file_is_no_picture() -> None:
    assert kind_of(b"RIFF\x00\x00\x00\x00WAVE") is None
    assert kind_of(b"RIFF\x00\x00\x00\x00WEBP") is Kind.WEBP
