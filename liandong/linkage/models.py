"""Tables of what several units do about one case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.cases.models import Case
from liandong.linkage.states import LIVE, AssistState


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
