"""Units of the four-level network, teams and their members."""

from __future__ import annotations

from django.db import models

from liandong.access.models import Account

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
