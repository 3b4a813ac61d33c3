"""Components and hazards of the grid worker's community, and the rounds that are walked there: made up, like its map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import LOCAL, local_day
from liandong.ledger.actions import Looked, check, draw_round, load_assets
from liandong.ledger.models import Stop
from liandong.ledger.rules import AssetRow, StopLine
from liandong.ledger.states import Finding, Period, Purpose, Sort
from liandong.places.models import Grid
from liandong.site.demo.life_desks import seated
from liandong.site.demo.life_field import COMMUNITY
from liandong.site.demo.people import DISTRICT

STATION: Final = f"{COMMUNITY}-station"
CLASSES: Final = (
    ("0107", "路灯", "zhaoming", None), ("0109", "消火栓", "center", 30), ("0301", "果皮箱", "huanwei", 7), ("0114", "健身器材", "center", 30),
    ("0305", "宣传栏", "center", 90),
)  # fmt: skip
"""Digits of the class, its name, the function of the owner (of the district, where it stands alone), days between two looks."""
HAZARDS: Final = (
    ("WXY-0001", "E0514", "老旧楼道电表箱", "文德社区 12 号院二单元", 7),
    ("WXY-0002", "E0510", "夜间餐饮油烟井", "文德路临街商铺后巷", 30),
)
PATROL: Final = (
    ("文德路 3 号院门口", "消防通道有没有被占"), ("社区广场北侧", "路面有没有坑洼、积水"), ("菜市场后门", "垃圾有没有满溢"),
    ("幼儿园门前", "护栏和标线是不是完好"), ("河边步道", "护栏有没有松动"),
)  # fmt: skip
VISIT: Final = (
    ("1 号院门卫室", "院里有什么要修的"), ("2 号院活动室", "最近反映最多的事"), ("7 号院楼长联系点", "公共设施好不好用"),
    ("临街商铺自治小组", "门前秩序和环境"),
)  # fmt: skip
SERIALS: Final = 12


def stand_assets(now: datetime) -> None:
    """Loads the ledger and draws two rounds, of which some stops are ticked; a second start writes nothing again."""
    if entry_with_key("demo:assets") is not None:
        return
    load_assets(list(assets()), actor="system", now=now, key="demo:assets")
    head, worker = seated("1200", "supervisor"), seated("1203", "grid_worker")
    hydrant = f"{DISTRICT}0109000001"
    patrol = draw_round(
        "文德社区每日巡查", Purpose.PATROL, Period.DAY, [*(StopLine(*each) for each in PATROL), StopLine("", "栓口有没有漏水", hydrant)],
        unit=STATION, area=COMMUNITY, by=head, now=now, key="demo:round:patrol",
    )  # fmt: skip
    draw_round("文德社区每月走访", Purpose.VISIT, Period.MONTH, [StopLine(*each) for each in VISIT], unit=STATION,
               area=COMMUNITY, by=head, now=now, key="demo:round:visit")  # fmt: skip
    today = datetime.combine(local_day(now), time(), LOCAL)
    for at, stop in enumerate(Stop.objects.filter(round=patrol).order_by("order")[:2]):
        check(
            Looked(Finding.FINE, stop=stop.pk),
            by=worker,
            at=max(today, now - timedelta(minutes=20 - at)),
            now=now,
            key=f"demo:tick:{at}",
        )


def assets() -> Iterator[AssetRow]:
    """Components in turn over the grids of the community, and two hazards."""
    grids = list(Grid.objects.filter(code__startswith=COMMUNITY, valid_until=None).order_by("code"))
    for number in range(SERIALS if grids else 0):
        for step, (digits, name, function, every) in enumerate(CLASSES):
            grid = grids[(number * len(CLASSES) + step) % len(grids)]
            yield AssetRow(
                f"{DISTRICT}{digits}{number + 1:06d}", Sort.COMPONENT, f"C{digits}", f"{name} {number + 1} 号", f"文德社区网格 {grid.code[-3:]}",
                grid.lon, grid.lat, f"{DISTRICT}-{function}" if function != "huanwei" else f"{COMMUNITY[:9]}-huanwei", every,
            )  # fmt: skip
    for at, (code, kind, name, place, every) in enumerate(HAZARDS if grids else ()):
        yield AssetRow(code, Sort.HAZARD, kind, name, place, grids[at].lon, grids[at].lat, STATION, every)
