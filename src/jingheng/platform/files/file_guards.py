"""The door for files from outside: what a file is, by its content and not by its name, and what it may cost us."""

from __future__ import annotations

import mmap
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jingheng.kernel.refusal import Refusal, Refused

MIB = 1 << 20

_COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")  # the container of .xls, .et and of encrypted .xlsx
_UTF8_BOM = b"\xef\xbb\xbf"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<head", b"<style")
SAVE_AS = "请在 WPS 或 Excel 中打开，另存为 .xlsx 或“CSV UTF-8（逗号分隔）”，再重新导入。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may weigh, packed and unpacked. Nothing is unpacked before these hold."""

    xlsx_bytes: int = 50 * MIB
    csv_bytes: int = 500 * MIB
    inflated_bytes: int = 1024 * MIB
    inflation: int = 200  # times; asked only of parts above 10 MiB, because short repetitive parts pack very well
    rows: int = 1_000_000
    columns: int = 256


def refused(code: str, sentence: str, field: str = "") -> Refused:
    return Refused(Refusal(code, sentence, field))


def recognise(path: Path, limits: Limits) -> Literal["xlsx", "csv"]:
    """Say what the file is, or refuse it with the way out."""
    size = path.stat().st_size
    if size == 0:
        raise refused("empty-file", "文件是空的（0 字节）。请检查是否上传完整。")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        _ensure_size(size, limits.xlsx_bytes, "xlsx", "请分成几个文件，或另存为“CSV UTF-8（逗号分隔）”后导入。")
        _ensure_sound_workbook(path, limits)
        return "xlsx"
    if head.startswith(_COMPOUND_FILE):
        raise _compound_file_refused(path)
    if head.removeprefix(_UTF8_BOM).lstrip().lower().startswith(_MARKUP):
        raise refused("web-page", f"这是改了扩展名的网页或 XML 文件，不是表格文件。{SAVE_AS}")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 3:
        raise refused(
            "wrong-encoding", f"这不是 UTF-8 或 GB18030（GBK）的文本，可能是 UTF-16（“Unicode 文本”）。{SAVE_AS}"
        )
    _ensure_size(size, limits.csv_bytes, "csv", "请分成几个文件导入。")
    return "csv"


def _ensure_size(size: int, limit: int, name: str, way_out: str) -> None:
    if size > limit:
        raise refused(
            "file-too-large", f"文件有 {size / MIB:.1f} MB，超过 {name} 文件 {limit / MIB:.0f} MB 的上限。{way_out}"
        )


def _compound_file_refused(path: Path) -> Refused:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find("EncryptedPackage".encode("utf-16-le")) >= 0
    if encrypted:
        return refused("locked-workbook", "工作簿设有打开密码。请在 WPS 或 Excel 中去掉密码后保存，再重新导入。")
    return refused("old-workbook", f"这是旧格式的工作簿（.xls 或 .et）。{SAVE_AS}")


def _ensure_sound_workbook(path: Path, limits: Limits) -> None:
    """What the archive says of itself. That it speaks the truth is watched while inflating: `zipfile` never gives
    out more than the declared size, and refuses the part if its checksum then differs."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged_workbook() from error
    names = {part.filename for part in parts}
    if "xl/vbaProject.bin" in names:
        raise refused("macro-workbook", "工作簿带有宏，不能导入。请另存为不带宏的 .xlsx 后重新导入。")
    if "xl/workbook.bin" in names:
        raise refused("binary-workbook", f"这是二进制工作簿（.xlsb）。{SAVE_AS}")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refused("not-a-workbook", f"这是压缩包或其他文档，不是 .xlsx 工作簿。{SAVE_AS}")
    if any(part.flag_bits & 1 for part in parts):
        raise refused("locked-workbook", "压缩包设有密码。请去掉密码后重新导入。")
    methods = {part.compress_type for part in parts}
    if len(names) != len(parts) or methods - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise damaged_workbook()
    swollen = any(part.file_size > max(10 * MIB, limits.inflation * part.compress_size) for part in parts)
    if swollen or sum(part.file_size for part in parts) > limits.inflated_bytes:
        raise refused(
            "zip-bomb",
            "工作簿解压后的体积大得不正常，没有打开。请只保留要导入的工作表，复制到新的工作簿（选择性粘贴为数值）后重新导入。",
        )


def damaged_workbook(place: str = "") -> Refused:
    where = f"（{place}）" if place else ""
    way_out = "请在 WPS 或 Excel 中打开并另存为新的 .xlsx，再重新导入。"
    return refused("damaged-workbook", f"工作簿已损坏，读不出来{where}。{way_out}")
