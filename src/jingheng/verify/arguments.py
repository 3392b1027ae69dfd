"""Command lines whose mistakes are no evidence: argparse would leave with 2, which here means tampering."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from jingheng.verify.verdict import UNDECIDED


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(UNDECIDED, f"{self.prog}:参数有误:{message}\n")
