"""The working calendar's own data: what the office enters when the State Council publishes a new year."""

from __future__ import annotations

from django.db import models

from jingheng.contexts.ledger.api import Bound


class PublishedYear(Bound):
    """A year whose holidays and make-up days an administrator has entered from the notice."""

    year = models.IntegerField(unique=True)
    source = models.CharField(max_length=200)


class CalendarDay(Bound):
    """A statutory holiday, or a weekend day that is worked (调休补班)."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
