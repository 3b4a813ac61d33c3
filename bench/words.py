"""How long words of place take to find their place, beside asking every name; and how long working days take to count."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from statistics import median
from typing import Any, Final

from rapidfuzz import fuzz, process

from bench.district import district
from bench.report import spread

ASKED: Final = 400
SMALL: Final = 100
ROUNDS: Final = 3
SAYINGS: Final = ("{name}门口", "成华区{name}旁边的路灯不亮", "{name}3号", "我家楼下{name}天天有人占道", "{name}")
"""As people say it on the telephone; the place is somewhere in it."""


def run(small: bool = False) -> dict[str, Any]:
    """Milliseconds for the words of one report, over names of the demo district said in five ways, one after the other.

    The limit is `rapidfuzz` comparing the words with every name (partial ratio), which knows neither where the name ends nor
    which of two is meant. The figure at a tenth is over a tenth of the names. `working_day_us`: microseconds to add five
    working days to an instant over a calendar with all public holidays.
    """
    with district():
        # Names and their index bring the models, which wait for the settings.
        from liandong.places.gazetteer import Gazetteer
        from liandong.places.models import PlaceName
        from liandong.places.named import gazetteer

        names = list(PlaceName.objects.order_by("id").values_list("name", flat=True))
        dice = Random(1)
        asked = [dice.choice(SAYINGS).replace("{name}", dice.choice(names)) for _ in range(SMALL if small else ASKED)]
        whole = gazetteer()
        found = rounds(lambda words: whole.find(words, 1), asked)
        bare = rounds(lambda words: process.extractOne(words, names, scorer=fuzz.partial_ratio), asked)
        tenth = rounds(Gazetteer(tenth_of()).find, asked)
        days = working_day_us()
    figure, limit = median(found), median(bare)
    return {
        "name": "words", "figure": round(figure, 3), "unit": "ms", "limit": round(limit, 3), "ratio": round(limit / figure, 2),
        "goal": None, "met": None, "spread": spread(found), "figure_at_a_tenth": round(median(tenth), 3), "names": len(names),
        "working_day_us": round(days, 1),
    }  # fmt: skip


def tenth_of() -> list[Any]:
    """Every tenth name."""
    from liandong.places.gazetteer_names import Named  # beside the models it stands for
    from liandong.places.models import PlaceName

    rows = PlaceName.objects.order_by("id")[::10]
    return [
        Named(row.kind, row.name, tuple(row.aliases), row.community, row.lon, row.lat, None)  # type: ignore[arg-type]
        for row in rows
    ]


def rounds(find: Callable[[str], object], asked: list[str]) -> list[float]:
    """Milliseconds for one, of each round; the first asking of all warms up what is kept."""
    for words in asked[:20]:
        find(words)
    found = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for words in asked:
            find(words)
        found.append(1000 * (time.perf_counter() - begun) / len(asked))
    return found


def working_day_us(times: int = 2000) -> float:
    """Microseconds to add five working days."""
    from liandong.deadlines.calendar import MONDAY_TO_FRIDAY, OFFICE_HOURS, WorkingCalendar
    from liandong.deadlines.holidays import public_days
    from liandong.deadlines.states import Measure

    calendar, start = (
        WorkingCalendar(OFFICE_HOURS, frozenset(MONDAY_TO_FRIDAY), public_days()),
        datetime(2026, 2, 13, 6, tzinfo=UTC),
    )
    five = Decimal(5)
    calendar.add(start, five, Measure.WORKING_DAYS)
    begun = time.perf_counter()
    for _ in range(times):
        calendar.add(start, five, Measure.WORKING_DAYS)
    return 1e6 * (time.perf_counter() - begun) / times
