"""Webhooks of clients and what is pushed to them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from liandong.access.models import Client
from liandong.webhooks.states import Pushing


class Webhook(models.Model):
    """An address of a client that is told some facts of its cases. Secrets are sealed; the one before counts until its end.

    `failures` in a row, and until when it is left alone because of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    client = models.ForeignKey(Client, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=300)
    facts = ArrayField(models.CharField(max_length=20))
    secret = models.BinaryField()
    secret_before = models.BinaryField(null=True)
    before_ends_at = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    failures = models.IntegerField(default=0)
    quiet_until = models.DateTimeField(null=True)


class Push(models.Model):
    """One fact for one webhook. Its id is the message's, however often it is tried."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="pushes")
    case = models.BigIntegerField()
    entry = models.BigIntegerField()
    body = models.JSONField()
    state = models.CharField(max_length=10, default=Pushing.WAITING)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    error = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "entry"], name="one_push_per_entry")]
        indexes = [
            models.Index(fields=["next_try_at"], name="push_waiting", condition=Q(state=Pushing.WAITING)),
            models.Index(fields=["webhook", "case", "entry"], name="push_order", condition=Q(state=Pushing.WAITING)),
            models.Index(fields=["queued_at"], name="push_dead", condition=Q(state=Pushing.DEAD)),
        ]
