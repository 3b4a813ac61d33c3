"""The demo district's staff: who can sign in, one post for every unit that handles, and the 1+N teams."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

from django.db import transaction

from liandong.access.actions import grant_post, open_account
from liandong.access.models import Post
from liandong.forces.actions import Crew, load_teams
from liandong.forces.models import Unit
from liandong.journal.actions import record
from liandong.journal.facts import Fact

PASSWORD: Final = "liandong-demo-96966"
DISTRICT: Final = "510108"
CENTRE: Final = "510108-center"
SIGN_INS: Final = (
    ("0217", "陈静", "dispatcher", "派遣二席", CENTRE, DISTRICT),
    ("0201", "赵刚", "supervisor", "值班长", CENTRE, DISTRICT),
    ("9601", "周敏", "agent", "热线坐席一", CENTRE, DISTRICT),
    ("9601", "周敏", "dispatcher", "派遣三席", CENTRE, DISTRICT),
    ("1201", "何勇", "handler", "桃蹊路环卫所", "510108012-huanwei", "510108012"),
    ("1202", "刘洋", "verifier", "桃蹊路核查员", "510108012-hecha", "510108012"),
    ("1203", "黄芳", "grid_worker", "文德社区网格员", "510108012002-station", "510108012002"),
    ("3001", "王磊", "handler", "区照明所", "510108-zhaoming", DISTRICT),
    ("0001", "林海", "leader", "指挥长", CENTRE, DISTRICT),
    ("0301", "吴霞", "steward", "数据管理员", CENTRE, DISTRICT),
    ("0901", "孙明", "system_admin", "系统管理员", CENTRE, DISTRICT),
    ("0902", "马丽", "security_admin", "安全管理员", CENTRE, DISTRICT),
    ("0903", "胡杰", "audit_admin", "审计管理员", CENTRE, DISTRICT),
)
"""Staff number, name, role, the post's name, unit and area. 9601 holds two posts."""
HEADS: Final = (
    ("1200", "罗伟", "supervisor", "桃蹊路分中心值班长", "510108012-center", "510108012"),
    ("1211", "郑梅", "head", "桃蹊路环卫所负责人", "510108012-huanwei", "510108012"),
    ("3000", "冯涛", "head", "照明监管所负责人", "510108-zhaoming", DISTRICT),
)
"""Those to whom an overdue case climbs, beside the supervisor and the leader of the district's centre."""
FAMILIES: Final = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
GIVEN: Final = "建国志强秀英桂芳晓东文静海燕俊杰红梅玉兰明辉春华"


def load_people(now: datetime, key: str) -> None:
    """Opens the accounts, gives the posts, makes the teams; in one transaction, so that a killed start begins anew."""
    with transaction.atomic():
        for number, name, role, title, code, area in SIGN_INS:
            account = open_account(number, name, PASSWORD, actor="system", now=now)
            grant_post(account, role, name=title, unit=code, area=area, actor="system", now=now)
        held = set(Post.objects.values_list("unit", flat=True))
        for unit in Unit.objects.exclude(code__in=held).order_by("code"):
            staff_unit(unit, now)
        load_teams(crews(), actor="system", now=now, key=key)


def load_heads(now: datetime, key: str) -> None:
    """Opens the accounts of heads and gives them their posts."""
    with transaction.atomic():
        for number, name, role, title, code, area in HEADS:
            account = open_account(number, name, PASSWORD, actor="system", now=now)
            grant_post(account, role, name=title, unit=code, area=area, actor="system", now=now)
        record("demo:heads", Fact("demo.heads_seated", {"posts": len(HEADS)}), actor="system", now=now, key=key)


def staff_unit(unit: Unit, now: datetime) -> None:
    """One post for a unit; nobody can sign in to it, but the demo's own days are worked from it."""
    account = open_account(f"u-{unit.code}", f"{unit.name}值班员", None, actor="system", now=now)
    role = "verifier" if unit.function == "hecha" else "handler"
    grant_post(account, role, name=unit.name, unit=unit.code, area=unit.area, actor="system", now=now)


def crews() -> list[Crew]:
    """For each community a team: one full-time grid worker and four others on the force levels 4 to 6."""
    dice, teams = Random(DISTRICT), []
    for unit in Unit.objects.filter(level="community").order_by("code"):
        leader = (person(dice), None, 3, 1)
        others = [
            (person(dice), None, 4, 2),
            (person(dice), None, 5, 3),
            (person(dice), None, 5, 3),
            (person(dice), None, 6, None),
        ]
        teams.append(
            Crew(
                f"{unit.area}-team", f"{unit.name.partition('社区')[0]}一加四小组", unit.area, unit.code, leader, others
            )
        )
    return teams


def person(dice: Random) -> str:
    at = dice.randrange(0, len(GIVEN), 2)
    return dice.choice(FAMILIES) + GIVEN[at : at + 2]
