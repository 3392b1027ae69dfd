"""PDF from the very .docx that the office gets, so that there is one source of truth about a paper's looks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.documents.docx.styles import OFFICIAL_FONTS

FONTS_CONF = Path(__file__).with_name("fonts.conf")
_SAME_FACE = {  # the names under which the same typeface is sold
    "方正小标宋简体": {"方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"},
    "仿宋_GB2312": {"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"},
    "楷体_GB2312": {"楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"},
    "黑体": {"黑体", "SimHei"},
    "宋体": {"宋体", "SimSun"},
}


def pdf_available() -> bool:
    return shutil.which("soffice") is not None


def to_pdf(docx: bytes, *, timeout: float = 120) -> bytes:
    """Convert with headless LibreOffice; `timeout` in seconds.

    Every call has a profile of its own: two calls with one profile wait for each other or fail.
    """
    office = shutil.which("soffice")
    if office is None:
        raise Refused(
            Refusal(
                "no-libreoffice",
                "本机没有安装 LibreOffice，不能生成 PDF；请系统管理员安装 libreoffice-writer-nogui，"
                "或者先导出 docx，用办公软件另存为 PDF。",
            )
        )
    with TemporaryDirectory(prefix="jingheng-pdf-") as folder:
        source, result = Path(folder, "paper.docx"), Path(folder, "paper.pdf")
        source.write_bytes(docx)
        said = _run(
            [
                office,
                f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                "pdf:writer_pdf_Export",
                "--outdir",
                folder,
                str(source),
            ],
            folder,
            timeout,
        )
        if not result.exists():
            raise Refused(
                Refusal(
                    "pdf-failed",
                    f"LibreOffice 没有生成 PDF（它说：{said.strip() or '什么也没说'}）；请再试一次，"
                    "仍不行时先导出 docx，并把这句话告诉系统管理员。",
                )
            )
        return result.read_bytes()


def _run(command: list[str], folder: str, timeout: float) -> str:
    """What the program said. It starts children of its own, so the whole group ends with it."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "HOME": folder, "FONTCONFIG_FILE": str(FONTS_CONF)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Refused(
            Refusal(
                "pdf-timeout",
                f"LibreOffice 在 {timeout:g} 秒内没有完成转换；请稍后再试，急用时先导出 docx，用办公软件另存为 PDF。",
            )
        ) from None
    return said.decode("utf-8", "replace")


def substituted_fonts() -> list[str]:
    """Which official typefaces this machine prints with another one, as sentences' parts: "黑体→Noto Sans CJK SC"."""
    match = shutil.which("fc-match")
    if match is None:
        return [f"{font}→不明（本机没有 fc-match，无法核对）" for font in OFFICIAL_FONTS]
    found = {font: _matched(match, font) for font in OFFICIAL_FONTS}
    return [f"{font}→{families[0]}" for font, families in found.items() if not _SAME_FACE[font] & set(families)]


def _matched(match: str, font: str) -> list[str]:
    done = subprocess.run(
        [match, "-f", "%{family}", font],
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS_CONF)},
        capture_output=True,
        check=True,
        timeout=30,
    )
    return done.stdout.decode("utf-8").split(",")
