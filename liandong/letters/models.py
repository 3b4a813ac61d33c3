"""Accounts at message services, what people wrote to them, and what they are answered. Who somebody is lies sealed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from liandong.letters.states import Approval, Sending


class Inlet(models.Model):
    """An account at a message service that people write to. `service`: a name in the slot. Its secrets are a key of `access.SharedKey`.

    `since`: up to where it was asked, where it does not tell by itself; `error`: what the last asking came to.
    """

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=20)
    address = models.CharField(max_length=300)
    options = models.JSONField(default=dict)
    since = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class Conversation(models.Model):
    """One person at one inlet, as it stands now: found by a keyed digest of their name there.

    `draft`: what they said since the last report, sealed; `waits_until`: when it becomes a report however little it says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    inlet = models.ForeignKey(Inlet, models.PROTECT, related_name="conversations")
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    draft = models.BinaryField(null=True)
    waits_until = models.DateTimeField(null=True)
    wrote_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inlet", "digest"], name="one_conversation_per_person")]
        indexes = [
            models.Index(fields=["waits_until"], name="conversation_waits", condition=Q(waits_until__isnull=False))
        ]


class Letter(models.Model):
    """Something that somebody wrote, once. `sealed`: what it says, gone once it is read; `report`: what it became part of."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="heard")
    inlet = models.ForeignKey(Inlet, models.PROTECT)
    message = models.CharField(max_length=200)
    sealed = models.BinaryField(null=True)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    report = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inlet", "message"], name="one_letter_per_message")]
        indexes = [
            models.Index(fields=["conversation", "id"], name="letter_unread", condition=Q(read_at=None)),
            models.Index(fields=["conversation"], name="letter_unreported", condition=Q(report=None)),
        ]


class Reply(models.Model):
    """What somebody is answered. `key` makes it one; `proof`: the service's own number of it; `thread`: what it answers. `noted`: what
    the journal says once it has gone (subject, kind, data), where somebody needs that proved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="replies")
    key = models.CharField(max_length=120, unique=True)
    text = models.TextField()
    thread = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default=Sending.WAITING)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=200, blank=True)
    noted = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="reply_waiting", condition=Q(state__in=("waiting", "sending"))),
            models.Index(fields=["queued_at"], name="reply_stuck", condition=Q(state__in=("held", "unsure", "dead"))),
        ]


class Publication(models.Model):
    """One announcement for several accounts, sent only after somebody else than its author (an account's id) approved it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=60)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=Approval.ASKED)
    author = models.BigIntegerField()
    author_name = models.CharField(max_length=60)
    proposed_at = models.DateTimeField(db_index=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)


class Posting(models.Model):
    """An announcement at one account: the words it carries there, and how it stands. `proof`: the service's own number of it."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="postings")
    inlet = models.ForeignKey(Inlet, models.PROTECT)
    text = models.TextField()
    state = models.CharField(max_length=10, default=Sending.WAITING)
    next_try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=200, blank=True)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "inlet"], name="one_posting_per_account")]
