"""Contacts of courtyards and communities."""

from __future__ import annotations

from django.db import models

from liandong.access.models import Identity


class CourtyardContact(models.Model):
    """Somebody who looks after an area for its neighbours: what the role is called in public, and a number that may be
    called. Their own number, if any, is sealed; messages go there."""

    area = models.CharField(max_length=15)
    role_name = models.CharField(max_length=30)
    role_name_en = models.CharField(max_length=40)
    relay = models.CharField(max_length=30)
    identity = models.OneToOneField(Identity, models.PROTECT, null=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area"], name="contact_area", condition=models.Q(ended_at=None))]
