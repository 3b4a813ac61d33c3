"""Matters of the demo that several people report through several channels, and that become one case each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.states import ENDS, Move
from liandong.cases.twin_actions import look_for_twins, raise_for_many
from liandong.journal.models import Entry
from liandong.kernel.coordinates import moved
from liandong.kernel.refusals import Refused
from liandong.site.demo.life import World
from liandong.site.demo.life_plan import dice_for
from liandong.site.demo.life_words import person

PREFIX: Final = "demo:twins:"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter: its name, kind, how many minutes ago it was first seen, and what is said of it as (channel, text)."""

    name: str
    kind: str
    minutes: int
    said: Sequence[tuple[str, str]]
    joined_by_hand: bool = False


MATTERS: Final = (
    Matter("heap", "E0102", 150, (
        ("app", "巷口垃圾堆得走不过去，推婴儿车只能走机动车道。"), ("grid", "巡查发现巷口垃圾堆占道约 1.5 米，行人走不过去。"),
        ("hotline", "来电人反映巷口垃圾堆了两天没人收，行人走不过去。"), ("wechat", "巷口垃圾堆得走不过去，味道很大，什么时候清？"),
        ("window", "居民到窗口说巷口垃圾堆了两天，走不过去。"), ("app", "还是巷口那堆垃圾，走不过去，绕路要走车道。"),
    )),
    Matter("lamp", "C0107", 95, (
        ("app", "这一段路灯不亮，晚上看不见路。"), ("wechat", "路灯不亮已经三天，晚上看不见路，老人怕摔。"),
        ("grid", "夜巡发现两盏路灯不亮，晚上看不见路面。"),
    )),
    Matter("water", "E0105", 70, (
        ("hotline", "路口积水到脚踝，学生放学过不去。"), ("app", "下水口堵了，积水漫上人行道，鞋全湿了。"),
    ), joined_by_hand=True),
    Matter("noise", "E0510", 40, (
        ("app", "店门口音箱整天放广告，楼上孩子没法写作业。"), ("hotline", "楼下商铺的喇叭从早响到晚，请管一管。"),
    )),
)  # fmt: skip
"""The last one is left to whoever sits at the desk: its two reports are offered as twins and not joined."""


def tell_together(present: datetime, world: World) -> None:
    """Reports the matters of the hours before the present; a second start finds them there."""
    for matter in MATTERS:
        dice = dice_for("twins", matter.name)
        where = world.ground.somewhere(dice, matter.kind)
        at = present - timedelta(minutes=matter.minutes)
        cases = [case for n, said in enumerate(matter.said)
                 if (case := reported(matter, n, said, where.lon, where.lat, at + timedelta(minutes=11 * n), dice))]  # fmt: skip
        if matter.joined_by_hand and len(cases) > 1:
            join(cases[1], cases[0], present, world)


def reported(
    matter: Matter, n: int, said: tuple[str, str], lon: float, lat: float, at: datetime, dice: Random
) -> Case | None:
    """One report, a few metres from the matter, and what follows from it at once; None where it was there before."""
    channel, text = said
    there = moved(lon, lat, dice.uniform(0, 360), dice.uniform(2, 12))
    draft = Draft(key=f"{PREFIX}{matter.name}:{n}", channel=channel, text=text, reported_at=at, kind=matter.kind,
                  lon=there[0], lat=there[1], person=person(dice, channel) if channel != "grid" else Person())  # fmt: skip
    [got] = receive([draft], actor="system", now=at)
    if not isinstance(got, Received) or got.repeated:
        return None
    case = Case.objects.get(pk=got.case)
    look_for_twins(Entry.objects.get(subject=subject_of(case), kind="case.received"))
    case.refresh_from_db()
    if case.leading_id is not None:
        for entry in Entry.objects.filter(subject=f"case:{case.leading_id}", kind="case.joined").order_by("seq"):
            raise_for_many(entry)
    return case


def join(twin: Case, lead: Case, present: datetime, world: World) -> None:
    """A dispatcher joins what the machine only offered."""
    if twin.state in ENDS:
        return
    try:
        move(
            twin.number,
            Move.MERGE,
            {"lead": lead.number},
            by=world.cast.dispatcher,
            now=present,
            key=f"{PREFIX}join:{twin.pk}",
        )
    except Refused:
        return
