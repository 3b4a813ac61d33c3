"""The tables of the hotline. Who calls lies sealed in the vault; no sound is kept, only where the centre keeps it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.access.models import Account, Identity, Post
from liandong.cases.models import Case, Report
from liandong.hotline.states import AT_HAND, CallBackState, CallState, Outcome, SeatState
from liandong.knowledge.models import Article


class ShiftPlan(models.Model):
    """A shift of every day: from a time of day in China for so many hours; it may end on the next day."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=20)
    name_en = models.CharField(max_length=40, blank=True)
    begins = models.TimeField()
    hours = models.SmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hours__range=(1, 24)), name="shift_within_a_day")]


class Specialty(models.Model):
    """Agents who know one field, such as housing funds; a caller who is passed on to them waits in a queue of its own."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=20)
    name_en = models.CharField(max_length=40, blank=True)


class PhoneCall(models.Model):
    """A call. `centre_call` is the call centre's id of it; `account` and `post` are who answered.

    `sheet` is the worksheet as far as it is written: words of the matter, never the caller's name or number, which go into
    `identity` at once. `accused`: the unit complained about, which must not get the case. `recording`: where the call centre
    keeps the sound. `report`: the row of the report that the call became. `specialty` and `passed_at`: to whom the call was
    passed on last, and since when it waits there; `held_at` and `muted`: what the caller hears meanwhile. `text_agreed`: the
    caller wants the number of their case by text message.
    """

    centre_call = models.CharField(max_length=80, unique=True)
    line = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10)
    identity = models.ForeignKey(Identity, models.PROTECT, null=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True)
    arrived_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrapped_at = models.DateTimeField(null=True)
    recording = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="phone_calls")
    report = models.BigIntegerField(null=True)
    article = models.ForeignKey(Article, models.PROTECT, null=True)
    sheet = models.JSONField(default=dict)
    accused = models.CharField(max_length=40, blank=True)
    call_back = models.BooleanField(default=True)
    call_back_after = models.TimeField(null=True)
    text_agreed = models.BooleanField(default=False)
    specialty = models.ForeignKey(Specialty, models.PROTECT, null=True)
    passed_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    muted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["arrived_at", "id"], name="call_waiting", condition=Q(state=CallState.WAITING)),
            models.Index(fields=["arrived_at", "id"], name="call_arrived"),
            models.Index(fields=["account", "-arrived_at"], name="call_of_an_agent"),
            models.Index(fields=["passed_at"], name="call_passed", condition=Q(passed_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CallState)), name="call_state_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome]), name="call_outcome_known"),
            models.CheckConstraint(
                condition=Q(state__in=[CallState.WAITING, CallState.ABANDONED], answered_at=None)
                | Q(answered_at__isnull=False),
                name="call_answered_or_not",
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(state__in=AT_HAND), name="one_call_at_hand"),
        ]


class Seat(models.Model):
    """What an agent is at. There is one row for each person who ever sat here; it is no history. `specialty`: whose queue they
    take beside that of all."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True)
    post = models.ForeignKey(Post, models.PROTECT)
    extension = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    since = models.DateTimeField()
    call = models.ForeignKey(PhoneCall, models.PROTECT, null=True, related_name="+")
    specialty = models.ForeignKey(Specialty, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(SeatState)), name="seat_state_known"),
            models.UniqueConstraint(fields=["call"], condition=Q(call__isnull=False), name="one_seat_per_call"),
        ]


class CallBack(models.Model):
    """Somebody is to be asked by telephone whether their matter is solved; once for each time it was verified (`entry`).

    `stars` as a rating: 5 very satisfied to 1 very dissatisfied. `unreasonable`: what was asked for cannot be given; counted apart.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    entry = models.BigIntegerField()
    state = models.CharField(max_length=10, default=CallBackState.WAITING.value)
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True)
    taken_at = models.DateTimeField(null=True)
    solved = models.BooleanField(null=True)
    stars = models.SmallIntegerField(null=True)
    unreasonable = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="call_back_due", condition=Q(state=CallBackState.WAITING)),
            models.Index(fields=["done_at"], name="call_back_done", condition=Q(done_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "entry"], name="one_call_back_per_verification"),
            models.CheckConstraint(condition=Q(state__in=list(CallBackState)), name="call_back_state_known"),
        ]
