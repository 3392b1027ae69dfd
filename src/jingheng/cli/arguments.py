"""A parser that speaks Chinese and leaves with 3 on wrong use (contract: exit codes)."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

DONE, OUR_FAULT, FINDINGS, WRONG_USE = 0, 1, 2, 3


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}：用法不对：{message}\n")


class Unreadable(Exception):
    """Input that cannot be read, or a wrong use that the parser cannot see."""


def say(text: str = "") -> None:
    print(text)


def complain(text: str) -> None:
    print(text, file=sys.stderr)
