"""What is copied in a spreadsheet and pasted into a page, as the csv file that it might have been."""

from __future__ import annotations

import csv
import io

from jingheng.platform.files.file_guards import refused

FILE_NAME = "从Excel粘贴.csv"


def csv_of(text: str) -> bytes:
    """Cells parted by tabs; a cell with a tab or a line break in it stands in double quotes."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise refused("pasted-too-little", "粘贴的内容不足两行：请连同表头一起复制，表头下面至少有一行。", "pasted")
    if not any("\t" in line for line in lines):
        sentence = "粘贴的内容分不出列：请在 Excel 或 WPS 表格里选中单元格复制，不要从网页或者 Word 里复制。"
        raise refused("pasted-no-columns", sentence, "pasted")
    out = io.StringIO(newline="")
    try:
        csv.writer(out).writerows(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error as error:
        sentence = "粘贴的内容里英文双引号不成对，分不清各列。请改用上传文件。"
        raise refused("pasted-quotes", sentence, "pasted") from error
    return out.getvalue().encode("utf-8", "replace")
