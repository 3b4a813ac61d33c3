"""Tables of what several units do about one case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.cases.models import Case
from liandong.linkage.states import LIVE, UNDECIDED, AssistState, DisputeState


class Assist(models.Model):
    """What an assisting unit does for a case, with a clock of its own. How it came to stand so is in the case's journal."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assists")
    unit = models.CharField(max_length=40)
    task = models.CharField(max_length=300)
    required = models.BooleanField()
    state = models.CharField(max_length=10)
    invited_by = models.CharField(max_length=40)
    invited_at = models.DateTimeField()
    answered_account = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(state__in=sorted(LIVE)), name="one_live_assist_of_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AssistState]), name="assist_state_known"
            ),
        ]


class Copy(models.Model):
    """A unit was passed over when a case went up or down the line; it gets a copy 抄送 and sees the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="copies")
    unit = models.CharField(max_length=40)
    move = models.CharField(max_length=10)
    to = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "unit", "move", "at"], name="one_copy_for_a_move")]


class OwnershipRule(models.Model):
    """How disputes go in an area: working hours for the named unit's answer and for the ruling, and after how many
    transfers the unit of last resort (a template over the place's codes) gets the case and keeps it."""

    area = models.CharField(max_length=15, primary_key=True)
    answer_hours = models.DecimalField(max_digits=5, decimal_places=1)
    ruling_hours = models.DecimalField(max_digits=5, decimal_places=1)
    transfers = models.SmallIntegerField()
    unit = models.CharField(max_length=60)
    sentence = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_hours__gt=0, ruling_hours__gt=0, transfers__gt=0), name="ownership_rule_is_real"
            )
        ]


class Dispute(models.Model):
    """The holder says that a case is not its own; `due_at` is when the one whose answer is awaited has lost its say."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="disputes")
    unit = models.CharField(max_length=40)
    named = models.CharField(max_length=40, null=True)
    reason = models.TextField()
    state = models.CharField(max_length=10)
    claimed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    ruled_unit = models.CharField(max_length=40, null=True)
    sentence = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="dispute_due", condition=Q(state__in=sorted(UNDECIDED))),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=sorted(UNDECIDED)), name="one_open_dispute_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DisputeState]), name="dispute_state_known"
            ),
        ]


class Precedent(models.Model):
    """A ruling as it is offered the next time: this kind in this area, where one of the words is said (none: always),
    is this unit's, for this reason."""

    kind = models.CharField(max_length=8)
    area = models.CharField(max_length=15)
    words = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=40)
    against = models.CharField(max_length=40)
    sentence = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="precedents")
    number = models.CharField(max_length=20)
    ruled_by = models.CharField(max_length=40)
    ruled_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)


class Whistle(models.Model):
    """Several units are called to one place at one time about a case (街乡吹哨). `held_at` null: it has no result yet."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="whistles")
    unit = models.CharField(max_length=40)
    called_by = models.CharField(max_length=40)
    place = models.CharField(max_length=200)
    meet_at = models.DateTimeField()
    reason = models.TextField()
    called_at = models.DateTimeField()
    outcome = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-meet_at"], name="whistle_meet")]


class Call(models.Model):
    """One called unit: what it answered, and whether it was there."""

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="calls")
    unit = models.CharField(max_length=40)
    answer = models.CharField(max_length=10, null=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    attendance = models.CharField(max_length=8, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whistle", "unit"], name="one_call_of_a_unit")]
        indexes = [models.Index(fields=["unit"], name="call_unit")]
