"""The journal's one table."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Entry(models.Model):
    """A fact written down. Rows are never changed or deleted: a trigger refuses it.

    `subject` is what it is about ("case:17"), `seq` counts from 1 within the subject, `kind` names the fact
    ("case.assigned"), `actor` who caused it ("post:12", "system", "reporter", "client:3"), `key` the idempotency key
    of the action, `hash` SM3 over the entry before it in the same subject and this one.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.TextField()
    seq = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    actor = models.TextField()
    data = models.JSONField(default=dict)
    key = models.TextField(null=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="one_entry_per_place"),
            models.UniqueConstraint(fields=["key"], name="one_entry_per_key"),
        ]
        indexes = [BrinIndex(fields=["at"], name="entry_at_brin")]
