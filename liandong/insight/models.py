"""The hot matters of the district's own cases, as they were found last. They are made anew by a job and are no record of
anything: what happened is in the journal of the cases."""

from __future__ import annotations

from django.db import models

from liandong.cases.models import Case


class HotMatter(models.Model):
    """One problem at one place, inside one subdistrict (or in no known place), over one span of days."""

    span = models.SmallIntegerField()
    area = models.CharField(max_length=15)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=80, blank=True)
    cases = models.SmallIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["span", "area"], name="hot_span_area")]


class HotCase(models.Model):
    """A case of a hot matter."""

    matter = models.ForeignKey(HotMatter, models.CASCADE, related_name="members")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "case"], name="hot_case_once")]
