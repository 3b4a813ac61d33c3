"""What stands in the district, rounds past it, and what was found there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.access.models import Post
from liandong.ledger.states import Finding, Period, Purpose, Sort


class Asset(models.Model):
    """A component or a hazard. `kind`: of the case that a fault of it is. `area`: its grid, where it lies in one.

    Degrees CGCS2000. `every_days`: after how many days it is to be looked at again; null is never. `checked_at`: the last look.
    """

    code = models.CharField(max_length=20, primary_key=True)
    sort = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Sort])
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    area = models.CharField(max_length=15, blank=True)
    unit = models.CharField(max_length=40)
    every_days = models.IntegerField(null=True)
    active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "code"], name="asset_area"),
            models.Index(fields=["unit", "code"], name="asset_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sort=Sort.COMPONENT) | Q(code__regex=r"^[0-9]{16}$"), name="component_has_sixteen_digits"
            )
        ]


class Round(models.Model):
    """A list of stops of an area that a unit's people go through once a period."""

    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Purpose])
    period = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Period])
    unit = models.CharField(max_length=40)
    area = models.CharField(max_length=15)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area"], name="round_area", condition=Q(dropped_at=None))]


class Stop(models.Model):
    """One line of a round: a place, what to look for, the asset that stands there."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="stops")
    order = models.IntegerField()
    place = models.CharField(max_length=120)
    look_for = models.CharField(max_length=120, blank=True)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "order"], name="one_stop_per_line")]


class Check(models.Model):
    """A stop or an asset was looked at. `metres`: how far off the post was, where that is known. `case`: the number of the
    case that a fault became. There is no field for words."""

    stop = models.ForeignKey(Stop, models.PROTECT, null=True, related_name="checks")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="checks")
    post = models.ForeignKey(Post, models.PROTECT)
    at = models.DateTimeField()
    finding = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Finding])
    metres = models.IntegerField(null=True)
    case = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["stop", "-at"], name="check_of_a_stop"),
            models.Index(fields=["asset", "-at"], name="check_of_an_asset"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stop__isnull=False) | Q(asset__isnull=False), name="check_is_of_something"
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.FAULT) & ~Q(case="") | ~Q(finding=Finding.FAULT) & Q(case=""),
                name="fault_is_a_case",
            ),
        ]
