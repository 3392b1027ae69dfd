"""What is done once a day, from two in the morning on; what a server that was switched off has missed, when it starts.

One batch at a time, each in a transaction of its own, between the imports: nothing waits for it, and stopped in the middle it
goes on where it was, because what is done is not found again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta

from jingheng.contexts.desk.usecases import remove_imports
from jingheng.contexts.records.api import (
    pseudonymise_next,
    remove_readings,
    remove_reminders,
    squeeze_index,
    sweep_destroyed,
)
from jingheng.kernel.period import local_date
from jingheng.platform.db.overwriting import empty_log

_BEGINS = timedelta(hours=2)
Say = Callable[[str], None]


def _silent(words: str) -> None:
    """Nobody listens."""


class Night:
    """The passes of one server. It has one worker, so that none runs twice at a time."""

    def __init__(self, say: Say = _silent) -> None:
        self._say = say
        self._day: date | None = None
        self._waiting: deque[Callable[[datetime], bool]] = deque()
        self._after = self._changed = 0
        self._squeezes = False  # has begun to

    def work(self, at: datetime) -> bool:
        """One batch; False when nothing is left for today. A piece that fails is left until the next night."""
        today = local_date(at - _BEGINS)
        if self._day != today:
            self._day, self._after, self._changed = today, 0, 0
            self._squeezes = False
            self._waiting = deque(
                [self._pseudonymise, self._readings, self._reminders, self._imports, self._sweep, self._squeeze]
            )
        if not self._waiting:
            return False
        piece = self._waiting[0]
        try:
            goes_on = piece(at)
        except Exception:
            self._waiting.popleft()
            raise
        if not goes_on:
            self._waiting.popleft()
        return True

    def _pseudonymise(self, at: datetime) -> bool:
        passed = pseudonymise_next(at=at, after=self._after)
        self._after = passed.after
        self._changed += passed.changed
        if passed.changed:
            self._say(f"到期记录的第三人姓名已改为化名：今天累计 {self._changed} 件")
        if passed.failed:
            self._say(f"其中 {passed.failed} 件没有成功，明天再试；原因见日志")
        return not passed.is_last

    def _readings(self, at: datetime) -> bool:
        return self._told(remove_readings(at=at), "清除到期的查阅留痕 {} 条")

    def _reminders(self, at: datetime) -> bool:
        return self._told(remove_reminders(at=at), "清除到期的催办 {} 条")

    def _imports(self, at: datetime) -> bool:
        return self._told(remove_imports(at=at), "清除到期的导入 {} 次")

    def _sweep(self, _at: datetime) -> bool:
        self._told(sweep_destroyed(), "补删已批准销毁的文件 {} 份")
        return False

    def _squeeze(self, at: datetime) -> bool:
        """Last: what is freed before is overwritten, and SQLite's log of it emptied."""
        self._squeezes, more = True, squeeze_index(at=at, begin=not self._squeezes)
        if not more:
            empty_log()
        return more

    def _told(self, done: int, words: str) -> bool:
        if done:
            self._say(words.format(done))
        return bool(done)
