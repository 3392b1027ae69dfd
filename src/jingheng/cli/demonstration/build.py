"""`jingheng demo`: Tongchuan's published figures with invented offices and people, and a present to work in.

Everything is one transaction: what breaks off leaves an empty data folder. Contents follow one seed; dates of the
present follow `at`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tqdm import tqdm

from jingheng.cli.arguments import say
from jingheng.cli.demonstration import accounts, scenes
from jingheng.cli.demonstration.authors import Author, Written
from jingheng.cli.demonstration.books import Books, enter
from jingheng.cli.demonstration.docket import Docket
from jingheng.cli.demonstration.filings import Filing, plan
from jingheng.cli.demonstration.handling import work_on
from jingheng.cli.demonstration.issues import issue_circulars
from jingheng.cli.demonstration.office_reports import report_past
from jingheng.cli.demonstration.reports_now import report_last_month, report_urgent_ones
from jingheng.cli.demonstration.signatures import sign_months
from jingheng.cli.demonstration.staff import hire
from jingheng.cli.demonstration.stage import Stage, asked
from jingheng.contexts.ledger.api import recording
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import SHANGHAI, Month, local_date

_SEED = 417
_STAGES = 8
_MUST_BE_OVER = timedelta(days=75)  # what is newer is not verified: its end would lie in the future


def build(*, at: datetime) -> None:
    at = at.astimezone(SHANGHAI)
    rng = random.Random(_SEED)  # noqa: S311 - contents of a demonstration, not secrets
    with recording(actor=SYSTEM, at=at) as ledger, _announcing() as begin:
        begin("机构和人员")
        roster = hire(rng)
        ledger("demonstration.built", subject="demonstration", office_id=roster.city.pk)
        docket = Docket(rng, roster, local_date(at))
        author, books = Author(rng, roster, docket), Books(rng, roster)
        begin("历年记录")
        _write_history(author, books, at)
        begin("近期记录")
        stage = Stage(author, at)
        scenes.play(stage)
        docket.save()
        begin("月度签署")
        sign_months(books, at=at, owing={member.person.pk for member in scenes.owing(stage)})
        begin("院月报、季报、年报")
        report_past(books, until=Month.of(at).plus(-2))
        report_urgent_ones(stage)
        report_last_month(stage)
        begin("通报")
        issue_circulars(stage)
        begin("账号")
        accounts.open_accounts(stage, at=at)
        begin("操作日志")
        enter(books.events)
        ledger.entries.sort(key=lambda entry: entry.at)


def demo_accounts(*, at: datetime) -> list[str]:
    return accounts.lines(at=at)


def _write_history(author: Author, books: Books, at: datetime) -> None:
    one_cleared = False
    for filing in plan(author.rng, author.roster, author.calendar, Month.of(at).plus(-2)):
        written = _write(author, filing, at)
        clear = not one_cleared and written.profile.askers[0] == "P23"
        work_on(books, books.file(written), written, cleared=clear)
        one_cleared = one_cleared or clear
    books.write()


def _write(author: Author, filing: Filing, at: datetime) -> Written:
    if filing.about:
        return author.write(filing.filer, filing.at, profile=asked("N1", "P21"), about=filing.about)
    return author.write(filing.filer, filing.at, plain=filing.at > at - _MUST_BE_OVER)


@contextmanager
def _announcing() -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, a line for each stage elsewhere."""
    with tqdm(total=_STAGES, unit="步", disable=None) as bar:

        def begin(what: str) -> None:
            if bar.disable:
                say(f"正在写入：{what}")
            bar.set_description(what)
            bar.update()

        yield begin
