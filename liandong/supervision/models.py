"""The tables of supervision."""

from __future__ import annotations

from django.db import models


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
