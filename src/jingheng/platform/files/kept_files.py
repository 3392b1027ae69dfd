"""Keeping a file from outside in a folder of its own until it has been read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

from jingheng.kernel.refusal import Refusal, Refused

_CHUNK = 1 << 20


def readable_name(name: str) -> str:
    """The last part of its path: kept readable, because faults name the file of a csv."""
    return Path(name.replace("\\", "/")).name[-100:] or "table"


def keep_file(file: BinaryIO, size: int, folder: Path, name: str, *, limit: int) -> Path:
    """Write it into a new folder. A full disk or a file too large leaves nothing behind."""
    if size > limit:
        sentence = f"文件有 {size / 2**20:.0f} MB，超过 {limit / 2**20:.0f} MB 的上限。请分成几个文件。"
        raise Refused(Refusal("too-large", sentence, "file"))
    path = folder / name
    try:
        folder.mkdir(parents=True)
        with path.open("xb") as out:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        sentence = f"文件没有保存下来（{error.strerror}），什么都没有导入。请联系系统管理员检查磁盘。"
        raise Refused(Refusal("disk", sentence, "file")) from error
    return path
