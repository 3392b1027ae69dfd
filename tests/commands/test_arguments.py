"""What the command line says of itself and of wrong use: Chinese, in this process, without a data folder."""

from __future__ import annotations

import re

import pytest

from jingheng.cli.arguments import WRONG_USE, Parser, in_chinese
from jingheng.cli.main import parser

COMMANDS = [
    [], ["setup"], ["demo"], ["serve"], ["import"], ["template"], ["circular"], ["check-tally"], ["backup"], ["restore"],
    ["doctor"],
]  # fmt: skip
_ENGLISH = re.compile("usage|positional|options|optional|show this|required|invalid|expected|argument|choose")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_in_chinese_and_explains_everything(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args([*command, "--help"])

    said = capsys.readouterr().out
    assert left.value.code == 0
    assert said.startswith("用法：jingheng")
    assert "-h, --help" in said
    assert "显示这份说明" in said
    assert not _ENGLISH.search(said)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ([], "缺少 命令。"),
        (["serve", "--port", "x"], "--port 'x' 不是整数。"),
        (["serve", "--port"], "--port 后面要跟一个值。"),
        (["backup"], "缺少 OUT。"),
        (["backup", "a", "b"], "不认识 b。"),
        (["import", "dogs", "a.xlsx"], "KIND 没有 'dogs' 这一种，可以是 "),
        (["destroy"], "命令 没有 'destroy' 这一种，可以是 "),
        (["circular", "--o", "1"], "--o 不明确，可以是 --office, --out。"),
        (["doctor", "--json=1"], "--json 后面不跟值，多了 '1'。"),
    ],
)
def test_wrong_use_is_told_in_chinese(typed: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(typed)

    usage, _, said = capsys.readouterr().err.partition("用法不对：")
    assert left.value.code == WRONG_USE
    assert usage.startswith("用法：jingheng")
    assert said.startswith(sentence)
    assert not _ENGLISH.search(said)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("one of the arguments -a -b is required", "-a -b 中要给一个。"),
        ("argument -a: not allowed with argument -b", "-a 不能和 -b 一起用。"),
        ("argument -a: expected at least one argument", "-a 后面至少要跟一个值。"),
        ("argument -a: expected at most one argument", "-a 后面最多跟一个值。"),
        ("argument -a: expected 2 arguments", "-a 后面要跟 2 个值。"),
        ("argument -a: invalid Path value: 'x'", "-a 'x' 不是Path。"),
        ("something new", "something new"),
    ],
)
def test_the_rest_of_what_the_parser_may_say(said: str, instead: str) -> None:
    assert in_chinese(said) == instead


def test_what_is_chosen_by_its_maker_stays() -> None:
    assert Parser(usage="自己写的").format_usage() == "用法：自己写的\n"
