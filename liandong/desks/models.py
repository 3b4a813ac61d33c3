"""The tables of how people arrange their desks."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from liandong.access.models import Account, Post
from liandong.desks.states import Outcome


class SavedView(models.Model):
    """A list of cases under a name: `address` holds its filters, columns and order as they stand behind the "?".

    `unit` is set where it is shared with that unit. One that was dropped stays, closed.
    """

    name = models.CharField(max_length=20)
    address = models.CharField(max_length=500)
    account = models.ForeignKey(Account, models.PROTECT)
    unit = models.CharField(max_length=40, null=True)
    saved_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], name="view_account", condition=Q(dropped_at=None)),
            models.Index(fields=["unit"], name="view_unit", condition=Q(dropped_at=None)),
        ]


class Opening(models.Model):
    """The view with which a post opens its desk."""

    post = models.OneToOneField(Post, models.PROTECT)
    view = models.ForeignKey(SavedView, models.PROTECT)


class Batch(models.Model):
    """One act on many cases, or the undoing of one (`undoes`). Its id is the key of the form that asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    post = models.ForeignKey(Post, models.PROTECT)
    act = models.CharField(max_length=12)
    inputs = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undoing")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)


class BatchCase(models.Model):
    """One case of a batch: its turn, what became of it, and why not; `was` and `entry` are what undoing it needs."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="cases")
    number = models.CharField(max_length=20)
    turn = models.IntegerField()
    outcome = models.CharField(max_length=8, default=Outcome.WAITING)
    template = models.TextField(blank=True)
    words = models.JSONField(default=dict)
    was = models.JSONField(default=dict)
    entry = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_turn_per_case")]
        indexes = [
            models.Index(fields=["batch", "turn"], name="batch_waiting", condition=Q(outcome=Outcome.WAITING)),
        ]


class Macro(models.Model):
    """An act with its inputs under a name, one's own or the unit's. One that was dropped stays, closed."""

    name = models.CharField(max_length=20)
    act = models.CharField(max_length=12)
    inputs = models.JSONField(default=dict)
    account = models.ForeignKey(Account, models.PROTECT)
    unit = models.CharField(max_length=40, null=True)
    saved_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], name="macro_account", condition=Q(dropped_at=None)),
            models.Index(fields=["unit"], name="macro_unit", condition=Q(dropped_at=None)),
        ]
