"""Tables of places: divisions and what became of them, grids, and names that people use for places.

Days are local calendar days; `valid_until` is the first day on which a row no longer holds, null before.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

LEVELS = [("district", "区"), ("subdistrict", "街道"), ("community", "社区")]
BASES = [("same_code", "代码未变"), ("same_name", "名称未变"), ("renamed", "更名"), ("assumed", "推定")]
NAME_KINDS = [("road", "道路"), ("courtyard", "院落"), ("landmark", "地标")]


class Division(models.Model):
    """A district (6 digits), subdistrict (9) or community (12) under one name for a span of days."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=11, choices=LEVELS)
    parent = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_until=None), name="division_holds_once"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="division_starts_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="division_ends_later"
            ),
        ]
        indexes = [models.Index(fields=["parent"], name="division_parent")]


class Succession(models.Model):
    """From the day `on`, what belonged to one code belongs to another; `basis` says how that is known."""

    from_code = models.CharField(max_length=12)
    to_code = models.CharField(max_length=12)
    on = models.DateField()
    basis = models.CharField(max_length=9, choices=BASES)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_code", "on"], name="succession_is_one")]


class Grid(models.Model):
    """A unit grid 单元网格: `outline` a GeoJSON Polygon, (lon, lat) a point inside it, both CGCS2000."""

    code = models.CharField(max_length=15)
    community = models.CharField(max_length=12)
    outline = models.JSONField()
    lon = models.FloatField()
    lat = models.FloatField()
    area_m2 = models.FloatField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_until=None), name="grid_holds_once"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="grid_starts_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="grid_ends_later"
            ),
        ]
        indexes = [models.Index(fields=["community"], name="grid_community")]


class PlaceName(models.Model):
    """A name in people's mouths and where it is: a point, for roads also a GeoJSON LineString (CGCS2000)."""

    kind = models.CharField(max_length=9, choices=NAME_KINDS)
    name = models.CharField(max_length=80)
    aliases = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    community = models.CharField(max_length=12, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    line = models.JSONField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name", "community"], name="place_name_is_one")]


class AtlasVersion(models.Model):
    """One row whose token changes with every write of grids, so that every process knows when to load anew.

    A token and not a number: after a restore from a backup a counter could come to the same number twice.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="atlas_version_is_one_row")]
