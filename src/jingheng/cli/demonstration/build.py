"""`jingheng demo`: Tongchuan's published figures with invented offices and people, and a present to work in.

Everything is one transaction: what breaks off leaves an empty data folder. Contents follow one seed; dates of the
present follow `at`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from tqdm import tqdm

from jingheng.cli.demonstration import accounts, scenes
from jingheng.cli.demonstration.authors import Author
from jingheng.cli.demonstration.books import Books, enter
from jingheng.cli.demonstration.docket import Docket
from jingheng.cli.demonstration.filings import Filing, plan
from jingheng.cli.demonstration.handling import work_on
from jingheng.cli.demonstration.issues import issue_circulars
from jingheng.cli.demonstration.signatures import sign_months
from jingheng.cli.demonstration.stage import Stage, asked
from jingheng.cli.demonstration.staff import hire
from jingheng.contexts.ledger.api import recording
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import SHANGHAI, Month, local_date

_SEED = 417
_STAGES = ("机构和人员", "历年记录", "近期记录", "月度签署", "院月报", "通报", "账号", "写入操作日志")
_MUST_BE_OVER = timedelta(days=75)  # what is newer is not verified: its end would lie in the future


def build(*, at: datetime) -> None:
    at = at.astimezone(SHANGHAI)
    rng = random.Random(_SEED)  # noqa: S311 - contents of a demonstration, not secrets
    with recording(actor=SYSTEM, at=at) as ledger, _progress() as stages:
        next(stages)
        roster = hire(rng)
        ledger("demonstration.built", subject="demonstration", office_id=roster.city.pk)
        docket = Docket(rng, roster, local_date(at))
        author, books = Author(rng, roster, docket), Books(rng, roster)

        next(stages)
        _history(author, books, at)
        next(stages)
        stage = Stage(author, at)
        scenes.play(stage)
        docket.save()
        next(stages)
        sign_months(books, at=at, owing={member.person.pk for member in scenes.owing(stage)})
        next(stages)
        next(stages)
        issue_circulars(stage)
        next(stages)
        accounts.open_accounts(stage, at=at)
        next(stages)
        enter(books.events)
        ledger.entries.sort(key=lambda entry: entry.at)


def demo_accounts() -> list[str]:
    return accounts.lines()


def _history(author: Author, books: Books, at: datetime) -> None:
    cleared = False
    for filing in plan(author.rng, author.roster, author.calendar, Month.of(at).plus(-2)):
        written = _write(author, filing, at)
        record = books.file(written)
        clear = not cleared and written.profile.askers[0] == "P23"
        work_on(books, record, written, cleared=clear)
        cleared = cleared or clear
    books.write()
