"""Units of the four-level network, teams and their members, who works when and, while they work, where."""

from __future__ import annotations

from django.db import models

from liandong.access.models import Account, Post

LEVELS = ("district", "department", "subdistrict", "community", "team")
FORCE_LEVELS = {
    1: "区级部门力量",
    2: "街道力量",
    3: "社区工作者和专职网格员",
    4: "院落专员",
    5: "楼栋志愿者和党员骨干",
    6: "社会组织、物业和驻区单位",
}


class Unit(models.Model):
    """A unit that can hold cases. Its code is the code of its area, "-", and the word of its function."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=12, choices=[(level, level) for level in LEVELS])
    parent = models.CharField(max_length=40, null=True)
    area = models.CharField(max_length=15)
    function = models.CharField(max_length=20)
    duty = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["parent"], name="unit_parent"), models.Index(fields=["area"], name="unit_area")]


class Team(models.Model):
    """A "1+N" team: one full-time grid worker leads N others in an area."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    area = models.CharField(max_length=15)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")


class Member(models.Model):
    """Somebody in a team, on one of the six force levels; grid workers also have a level of 1 to 3. One leads."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, models.PROTECT, null=True)
    name = models.CharField(max_length=40)
    force_level = models.SmallIntegerField()
    worker_level = models.SmallIntegerField(null=True)
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=models.Q(leads=True), name="one_leader_per_team"),
            models.CheckConstraint(condition=models.Q(force_level__range=(1, 6)), name="six_force_levels"),
        ]


class Shift(models.Model):
    """When somebody is to work, in the roster of their unit."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "starts_at"], name="one_shift_at_a_time"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_a_length"),
        ]


class Stint(models.Model):
    """A stretch of work from clocking in to clocking out, within a shift. One that nobody ended is over with its shift."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="stints")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift"], condition=models.Q(ended_at=None), name="one_open_stint")
        ]


class Position(models.Model):
    """Where somebody was during a stint: degrees CGCS2000, `accuracy` in metres. Deleted after 30 days; only they see it."""

    stint = models.ForeignKey(Stint, models.CASCADE, related_name="positions")
    at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stint", "at"], name="one_position_at_an_instant")]
        indexes = [models.Index(fields=["at"], name="position_at")]
