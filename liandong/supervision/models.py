"""The tables of supervision."""

from __future__ import annotations

from django.db import models

from liandong.cases.models import Case
from liandong.supervision.states import OrderState

RUNNING = models.Q(state__in=[OrderState.OPEN.value, OrderState.ANSWERED.value])


class LadderRung(models.Model):
    """One step of the ladder that an overdue clock climbs; rung 0 is the warning before. See `ladder.Rung`."""

    matter = models.CharField(max_length=16, blank=True)
    urgency = models.CharField(max_length=8)
    stage = models.CharField(max_length=8)
    rung = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    wait = models.CharField(max_length=13)
    whom = models.CharField(max_length=8)
    delivery = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "urgency", "stage", "rung"], name="one_row_for_a_rung"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="a_rung_never_comes_before"),
        ]


class Order(models.Model):
    """A supervision order 督办: somebody above demands an answer from the unit that holds a case, until an instant."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="orders")
    unit = models.CharField(max_length=40)
    state = models.CharField(max_length=9)
    demand = models.TextField()
    ordered_by = models.CharField(max_length=40)
    ordered_from = models.CharField(max_length=40)
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    remark = models.TextField(blank=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=RUNNING, name="one_running_order_per_case"),
        ]
        indexes = [models.Index(fields=["due_at"], name="order_running", condition=RUNNING)]


class Recount(models.Model):
    """Running clocks are counted anew after a change of the calendar or the limits; `before` is the change back.

    `last` is the case that was looked at last, so that a job that was killed goes on where it stopped.
    """

    why = models.CharField(max_length=8)
    before = models.JSONField()
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    total = models.IntegerField()
    last = models.BigIntegerField(default=0)
    done = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
