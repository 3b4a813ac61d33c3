"""Bulletins and columns."""

from __future__ import annotations

from django.db import models


class Bulletin(models.Model):
    """Something that an area is told on a topic, from a day to a day. `area`: a code of a division or a grid."""

    area = models.CharField(max_length=15)
    topic = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    text = models.TextField()
    unit = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["valid_until", "area"], name="bulletin_in_force", condition=models.Q(withdrawn_at=None)
            )
        ]


class Column(models.Model):
    """A part of the residents' first page. `words`: what answers are looked for; `links`: [{"name", "name_en", "address"}]."""

    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    name_en = models.CharField(max_length=40)
    shows = models.CharField(max_length=20)
    words = models.CharField(max_length=60, blank=True)
    links = models.JSONField(default=list)
    on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="one_column_per_name")]
