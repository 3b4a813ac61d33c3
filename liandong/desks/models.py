"""The tables of how people arrange their desks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.access.models import Account, Post


class SavedView(models.Model):
    """A list of cases under a name: `address` holds its filters, columns and order as they stand behind the "?".

    `unit` is set where it is shared with that unit. One that was dropped stays, closed.
    """

    name = models.CharField(max_length=20)
    address = models.CharField(max_length=500)
    account = models.ForeignKey(Account, models.PROTECT)
    unit = models.CharField(max_length=40, null=True)
    saved_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], name="view_account", condition=Q(dropped_at=None)),
            models.Index(fields=["unit"], name="view_unit", condition=Q(dropped_at=None)),
        ]


class Opening(models.Model):
    """The view with which a post opens its desk."""

    post = models.OneToOneField(Post, models.PROTECT)
    view = models.ForeignKey(SavedView, models.PROTECT)
