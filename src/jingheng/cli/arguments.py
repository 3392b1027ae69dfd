"""A parser that speaks Chinese and leaves with 3 on wrong use (contract: exit codes)."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

DONE, OUR_FAULT, FINDINGS, WRONG_USE = 0, 1, 2, 3

_KINDS = {"int": "整数", "float": "数"}
#: What argparse says, and what is said instead. Its catalogue has no Chinese, and its sentences are built by pattern.
_SAID = (
    (r"the following arguments are required: (.+)", r"缺少 \1。"),
    (r"unrecognized arguments: (.+)", r"不认识 \1。"),
    (r"one of the arguments (.+) is required", r"\1 中要给一个。"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 不明确，可以是 \2。"),
    (r"argument (.+?): (.+)", None),
    (r"invalid choice: (.+) \(choose from (.+)\)", r"没有 \1 这一种，可以是 \2。"),
    (r"invalid (\w+) value: (.+)", None),
    (r"expected one argument", "后面要跟一个值。"),
    (r"expected at least one argument", "后面至少要跟一个值。"),
    (r"expected at most one argument", "后面最多跟一个值。"),
    (r"expected (\d+) arguments?", r"后面要跟 \1 个值。"),
    (r"ignored explicit argument (.+)", r"后面不跟值，多了 \1。"),
    (r"not allowed with argument (.+)", r"不能和 \1 一起用。"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"formatter_class": _Help} | kwargs | {"add_help": False}))
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}：用法不对：{in_chinese(message)}\n")


def in_chinese(message: str) -> str:
    """A sentence of argparse. What is not known stays as it was said."""
    for pattern, words in _SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found and words is not None:
            return found.expand(words)
        if found and pattern.startswith("argument"):
            return f"{found[1]} {in_chinese(found[2])}"
        if found:
            return f"{found[2]} 不是{_KINDS.get(found[1], found[1])}。"
    return message


class Unreadable(Exception):
    """Input that cannot be read, or a wrong use that the parser cannot see."""


def say(text: str = "") -> None:
    print(text)


def complain(text: str) -> None:
    print(text, file=sys.stderr)
