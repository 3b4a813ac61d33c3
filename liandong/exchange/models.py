"""The tables of the exchange. What is said of a reporter lies sealed, and only until the message has arrived."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from liandong.cases.models import Case
from liandong.exchange.states import OPEN, Sending, Taking, Way


class Partner(models.Model):
    """Another centre: how it is reached, what may pass, and what its words mean.

    `outward`, `inward`: matters that may go to it and come from it. `channel`: by which reports it brings come in.
    `states`: its word for a state to ours. `told`: our state to the word it is told. `number_form`: a regular expression for
    its numbers, empty for any. `kinds`: our kind, or the beginning of its code, to its word for it. `verified`: whether what it says it did is verified by us before the case counts as done.
    """

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    transport = models.CharField(max_length=20)
    address = models.CharField(max_length=300, blank=True)
    outward = models.JSONField(default=list)
    inward = models.JSONField(default=list)
    states = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    number_form = models.CharField(max_length=80, blank=True)
    kinds = models.JSONField(default=dict, db_default={})
    verified = models.BooleanField(default=True)
    active = models.BooleanField(default=True)


class DangerWord(models.Model):
    """A word that means danger to life, and the number to call for it: 110, 119 or 120."""

    word = models.CharField(max_length=20, primary_key=True)
    call = models.CharField(max_length=8)


class HandOver(models.Model):
    """One case between us and a partner: handed out, or handed in. Its id is the thread of its messages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    thread = models.CharField(max_length=80, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="hand_overs")
    partner = models.ForeignKey(Partner, models.PROTECT)
    way = models.CharField(max_length=3)
    matter = models.CharField(max_length=12)
    standing = models.CharField(max_length=10)
    theirs = models.CharField(max_length=60, blank=True)
    their_state = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    last_word_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(way=Way.OUT, standing__in=OPEN), name="one_open_hand_over"
            ),
            models.UniqueConstraint(fields=["partner", "theirs"], condition=Q(way=Way.IN), name="one_case_per_number"),
        ]
        indexes = [
            models.Index(fields=["last_word_at"], name="hand_over_open", condition=Q(way=Way.OUT, standing__in=OPEN)),
        ]


class Outgoing(models.Model):
    """A message of ours. `person`: what is passed on of the reporter, sealed, and gone once the message is settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="outgoing")
    seq = models.IntegerField()
    kind = models.CharField(max_length=10)
    body = models.JSONField(default=dict)
    person = models.BinaryField(null=True)
    urgent = models.BooleanField(default=False)
    entry = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=Sending.WAITING)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    receipt = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)
    took_ms = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "seq"], name="one_message_per_place"),
            models.UniqueConstraint(fields=["hand_over", "entry"], name="one_message_per_entry"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="outgoing_waiting", condition=Q(state=Sending.WAITING)),
            models.Index(fields=["queued_at"], name="outgoing_refused", condition=Q(state=Sending.REFUSED)),
        ]


class Incoming(models.Model):
    """A message of theirs, once. `person`: what it says of the reporter, sealed, and gone once the message is taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partner = models.ForeignKey(Partner, models.PROTECT)
    message = models.CharField(max_length=80)
    thread = models.CharField(max_length=80)
    seq = models.IntegerField()
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=60, blank=True)
    body = models.JSONField(default=dict)
    person = models.BinaryField(null=True)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    held_until = models.DateTimeField(null=True)
    receipt = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "message"], name="one_message_per_id")]
        indexes = [
            models.Index(fields=["partner", "thread", "seq"], name="incoming_thread"),
            models.Index(fields=["held_until"], name="incoming_held", condition=Q(state=Taking.HELD)),
        ]
