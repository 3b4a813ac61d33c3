"""The table of trainings and the models that came of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Training(models.Model):
    """One training. `version` is empty until it has ended well; `refused` says why nothing came of it.

    `figures`: by held-out texts of the training. `compared`: what the new model and the one in use then said of the latest
    month (`asked`, `right`, `accepted`, `accepted_right` of "new" and "old"). `former`: which one it took the place of.
    """

    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=40, blank=True)
    texts = models.IntegerField(default=0)
    kinds = models.IntegerField(default=0)
    learned_until = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)
    compared = models.JSONField(null=True)
    may_replace = models.BooleanField(default=False)
    in_use = models.BooleanField(default=False)
    put_at = models.DateTimeField(null=True)
    put_by = models.CharField(max_length=40, blank=True)
    former = models.ForeignKey("self", models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["in_use"], condition=Q(in_use=True), name="one_model_in_use"),
        ]


class WeekWords(models.Model):
    """Which share (0 to 1) of a week's words the model of a version does not know, the mean over so many `texts` of that week (its
    Monday). The area is the whole district."""

    week = models.DateTimeField(primary_key=True)
    version = models.CharField(max_length=40)
    texts = models.IntegerField()
    unseen = models.FloatField()
    counted_at = models.DateTimeField()


class WeekCount(models.Model):
    """How many cases of a week (its Monday), a subdistrict and a proposed kind's code (empty: none) lay in each part
    (`states.Part`) at `counted_at`."""

    week = models.DateTimeField()
    district_part = models.CharField(max_length=9)
    proposed = models.CharField(max_length=8, blank=True)
    n_proposed = models.IntegerField()
    n_accepted = models.IntegerField()
    n_left = models.IntegerField()
    n_settled = models.IntegerField()
    n_right = models.IntegerField()
    n_wrong = models.IntegerField()
    n_accepted_wrong = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "district_part", "proposed"], name="one_count_of_a_week"),
        ]
