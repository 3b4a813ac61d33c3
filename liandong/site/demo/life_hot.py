"""What stirs the demo district: two matters that many report, over weeks, so that the page of hot matters has something to show.

The reports live through the product's own actions like all others, under keys of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liandong.cases.actions import Received, receive
from liandong.cases.models import Case
from liandong.cases.reference import number_base
from liandong.insight.actions import look
from liandong.insight.models import HotMatter
from liandong.insight.states import Span
from liandong.kernel.clock import local_day
from liandong.site.demo.life import World, answered_if_news, live_on, receiver
from liandong.site.demo.life_plan import Told, dice_for, told
from liandong.site.demo.life_steps import Past

PREFIX: Final = "demo:hot:"


@dataclass(frozen=True, slots=True)
class Stir:
    """A matter: its name, where it is (CGCS2000), its kind, when it was reported (days ago), and what people say."""

    name: str
    place: str
    lon: float
    lat: float
    kind: str
    days_ago: tuple[float, ...]
    said: tuple[tuple[str, str], ...]


STIRS: Final = (
    Stir("site", "望平小区", 104.09080, 30.65820, "E0302",
         (19.6, 17.1, 15.8, 12.3, 11.6, 9.2, 8.4, 6.9, 5.1, 4.3, 3.2, 2.1, 1.4, 0.6), (
        ("望平小区旁工地夜间施工噪音扰民", "望平小区旁边的工地半夜一点还在打桩，娃儿睡不着，请管一下。"),
        ("望平小区旁边工地通宵施工", "望平小区旁工地夜间施工，搅拌车进进出出，噪音大得很，影响休息。"),
        ("望平小区工地半夜打桩太吵", "望平小区旁的工地又在半夜施工，打桩噪音整栋楼都听得到，请来制止。"),
        ("望平小区旁工地夜里施工何时休", "望平小区旁工地连到几天夜间施工，老人娃儿都睡不好，噪音扰民。"))),
    Stir("lamps", "祥和里小区", 104.09300, 30.67180, "C0107",
         (6.3, 5.5, 4.2, 3.6, 2.7, 1.3, 0.8), (
        ("祥和里小区门口路灯不亮", "祥和里小区门口一排路灯都不亮，晚上黑黢黢的，老人摔了一跤。"),
        ("祥和里小区外路灯坏了没人修", "祥和里小区门口的路灯坏起几天了，晚上走路看不清，请来修一下。"),
        ("祥和里小区门口晚上没有路灯", "祥和里小区门口路灯全部不亮，下夜班走起害怕，请尽快修好。"))),
)  # fmt: skip


def stir(present: datetime, world: World) -> None:
    """Tells of the matters and looks for them. A second start tells them once, and leaves looking to the worker."""
    for this in STIRS:
        for at, ago in enumerate(this.days_ago):
            live(this, at, present - timedelta(days=ago), present, world)
    for span in Span if not HotMatter.objects.exists() else ():
        look(span, actor="system", now=present)


def live(stirring: Stir, at: int, when: datetime, present: datetime, world: World) -> None:
    """One report of a matter, and what became of its case until the present."""
    number_base(local_day(when))
    this = report(stirring, at, when, world)
    with transaction.atomic():
        with answered_if_news(when, present):
            [got] = receive([this.draft], actor=receiver(this.draft, world.cast), now=when)
        if isinstance(got, Received) and not got.repeated:
            past = Past(when, got.report, unit=got.unit or "")
            live_on(Case.objects.get(pk=got.case), this, past, present, world)


def report(stirring: Stir, at: int, when: datetime, world: World) -> Told:
    """What one of them says, by the channel and from the person that the dice give."""
    key = f"{PREFIX}{stirring.name}:{at}"
    usual, dice = told(key, when, world.ground), dice_for(key, "beside")
    title, text = stirring.said[at % len(stirring.said)]
    draft = replace(usual.draft, title=title, text=text, kind=stirring.kind, words=stirring.place, photos=(),
                    lon=stirring.lon + dice.gauss(0, 0.0001), lat=stirring.lat + dice.gauss(0, 0.0001))  # fmt: skip
    where = replace(usual.where, lon=stirring.lon, lat=stirring.lat, near=stirring.place, said=stirring.place)
    return Told(draft, when, stirring.kind, where, key, photographed=False)
