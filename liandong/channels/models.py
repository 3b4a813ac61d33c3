"""Runs of imports, and the rows that could not become a report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.access.models import Identity


class Run(models.Model):
    """One import of one source. A second run of the same source goes on where a killed one stopped."""

    source = models.CharField(max_length=80, unique=True)
    mapping = models.JSONField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(default=0)


class QuarantinedRow(models.Model):
    """A row that waits for somebody to put it right: what it said, why it was not taken, and what became of it.

    Who reported is not in `raw`: name and number lie sealed under `identity`, as those of every other report do.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="quarantined")
    key = models.CharField(max_length=200)
    line = models.BigIntegerField()
    raw = models.JSONField()
    identity = models.ForeignKey(Identity, models.PROTECT, null=True)
    code = models.CharField(max_length=40)
    sentence = models.TextField()
    at = models.DateTimeField()
    case = models.CharField(max_length=20, null=True)
    dropped = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="one_quarantine_per_row")]
        indexes = [models.Index(fields=["id"], name="quarantine_open", condition=Q(settled_at=None))]
