"""Who was told what."""

from __future__ import annotations

from django.db import models

from liandong.cases.models import Report
from liandong.journal.models import Entry


class Notice(models.Model):
    """An in-app notice to a unit, or to one role in it: what happened to which case. It is shown in the reader's language."""

    unit = models.CharField(max_length=40)
    role = models.CharField(max_length=20, db_default="")
    entry = models.ForeignKey(Entry, models.PROTECT)
    subject = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "entry"], name="one_notice_per_entry")]
        indexes = [models.Index(fields=["unit", "-at"], name="notice_unread", condition=models.Q(read_at=None))]


class Delivery(models.Model):
    """A message to a reporter about an entry: once per entry and report, by a courier, with what was said."""

    report = models.ForeignKey(Report, models.PROTECT)
    entry = models.ForeignKey(Entry, models.PROTECT)
    text = models.TextField()
    courier = models.CharField(max_length=20, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "entry"], name="one_delivery_per_entry")]
