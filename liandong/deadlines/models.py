"""Tables of deadlines: calendars with their special days, and limits."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from liandong.deadlines.states import Measure, Stage, Urgency


def _choices(words: type[Measure] | type[Stage] | type[Urgency]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Calendar(models.Model):
    """A working calendar: `hours` are [start, end] in minutes since midnight, `weekdays` ISO numbers."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    hours = models.JSONField()
    weekdays = ArrayField(models.SmallIntegerField())


class CalendarDay(models.Model):
    """A day that differs from its weekday; `by_hand` ones stay when the public holidays are loaded again."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days")
    day = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_word_for_a_day")]


class Limit(models.Model):
    """How long a stage may take for matters whose code begins with `matter` ('' is all), and who set it."""

    matter = models.CharField(max_length=16, blank=True)
    stage = models.CharField(max_length=8, choices=_choices(Stage))
    urgency = models.CharField(max_length=8, choices=_choices(Urgency))
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    measure = models.CharField(max_length=13, choices=_choices(Measure))
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "stage", "urgency"], name="one_limit_for_a_place"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_limit_is_some_time"),
        ]


class DeadlinesVersion(models.Model):
    """One row whose token changes with every write here, so that every process knows when to load anew.

    A token and not a number: after a restore from a backup a counter could come to the same number twice.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="deadlines_version_is_one_row")]
