"""A day in the field for those of the demo who can sign in: what waits in the grid worker's community."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from liandong.access.models import Post
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.states import Move
from liandong.files.actions import store
from liandong.forces.shift_actions import plan_shift
from liandong.kernel.clock import LOCAL, local_day
from liandong.places.models import Grid
from liandong.site.demo.life import World, unanswered
from liandong.site.demo.pictures import picture

ON_THE_GROUND: Final = ("1201", "1202", "1203")
COMMUNITY: Final = "510108012002"
SEEN: Final = (
    ("E0514", "二单元三楼过道堆了旧沙发，搬家具的人说改天来拿。", 220, True),
    ("C0305", "院门口的宣传栏玻璃裂了，边上翘起来。", 150, True),
    ("E0112", "五栋背后养了几只鸡，早上四点就叫。", 95, False),
    ("E0514", "一楼楼梯下面堆着纸箱和电瓶车。", 60, True),
    ("E0514", "顶楼平台口被杂物挡住，门打不开。", 25, False),
)
"""Kind, words, minutes ago, whether there is a photo. The first is accepted already."""


def roster(now: datetime) -> None:
    """Those who can sign in on the ground work every day from eight to eight."""
    midnight = datetime.combine(local_day(now), time(), LOCAL)
    for number in ON_THE_GROUND:
        post = Post.objects.filter(account__username=number).earliest("id")
        for day in range(7):
            begin = midnight + timedelta(days=day, hours=8)
            plan_shift(post.pk, begin, begin + timedelta(hours=12), actor="system", now=now)


def give_a_day(now: datetime, world: World) -> None:
    """Reports of today in the community of the grid worker who can sign in; a second start of a day tells them once."""
    grids = list(Grid.objects.filter(code__startswith=COMMUNITY, valid_until=None).order_by("code"))
    worker = world.cast.handlers.get(f"{COMMUNITY}-station")
    if not grids or worker is None:
        return
    with unanswered():
        for at, (kind, text, ago, photographed) in enumerate(SEEN):
            key, seen = f"demo:field:{local_day(now)}:{at}", now - timedelta(minutes=ago)
            bytes_ = picture(key, kind, mended=False)
            photos = [store(bytes_, actor="reporter", now=seen, key=f"{key}:photo").pk] if photographed else []
            grid = grids[at * len(grids) // len(SEEN)]
            draft = Draft(key=key, channel="app", text=text, reported_at=seen, lon=grid.lon, lat=grid.lat, kind=kind,
                          photos=tuple(photos))  # fmt: skip
            [made] = receive([draft], actor="reporter", now=seen)
            if at == 0 and isinstance(made, Received) and not made.repeated:
                move(made.number, Move.ACCEPT, {}, by=worker, now=seen + timedelta(minutes=20), key=f"{key}:accept")
