"""The demo's days: when reports come and what each of them says. Pure but for the ground they stand on.

A report is a function of the seed and its key alone, so that a history that was killed goes on as if nothing had happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from liandong.cases.intake import Draft
from liandong.kernel.clock import LOCAL, local_day
from liandong.site.demo import life_words as words
from liandong.site.demo.base import SEED
from liandong.site.demo.life_ground import Ground, Where

PREFIX: Final = "demo:life:"
BY_HOUR: Final = (3, 2, 1, 1, 1, 3, 8, 22, 52, 78, 74, 48, 32, 38, 58, 66, 60, 50, 42, 46, 44, 30, 16, 7)
WORKDAY: Final = (92, 118)
WEEKEND: Final = (60, 80)
KEY: Final = re.compile(r"demo:life:(\d{4}-\d\d-\d\d):(\+?\d+)")


@dataclass(frozen=True, slots=True)
class Told:
    """A report to come: what is written, and beside it the truth about kind and place, which a person finds out."""

    draft: Draft
    at: datetime
    kind: str
    where: Where
    dice: str
    photographed: bool


def dice_for(*words_: object) -> Random:
    """Dice that fall the same way for the same words."""
    return Random("/".join(str(word) for word in (SEED, *words_)))


def arrivals(day: date) -> list[datetime]:
    """When the reports of a day come, in order: fewer at the weekend, most in the morning and after lunch."""
    dice = dice_for("day", day)
    count = dice.randint(*(WEEKEND if day.isoweekday() > 5 else WORKDAY))
    hours = dice.choices(range(24), BY_HOUR, k=count)
    moments = sorted((hour * 3600 + dice.randrange(3600)) for hour in hours)
    midnight = datetime.combine(day, time(), LOCAL)
    return [(midnight + timedelta(seconds=second)).astimezone(UTC) for second in moments]


def between(start: datetime, end: datetime) -> Iterator[tuple[str, datetime]]:
    """Key and instant of every report in a span, in order."""
    day = local_day(start)
    while day <= local_day(end):
        for number, at in enumerate(arrivals(day)):
            if start <= at < end:
                yield f"{PREFIX}{day}:{number}", at
        day += timedelta(days=1)


def told(key: str, at: datetime, ground: Ground) -> Told:
    """The report of a key."""
    dice = dice_for(key)
    kind = words.some_kind(dice)
    where = ground.somewhere(dice, kind)
    given = dice.choices(("point", "words", "nothing"), (72, 19, 9))[0]
    row = words.phrase(dice, kind, placed=given != "nothing")
    by = words.channel(dice, kind, row["channel_hint"])
    if by in ("sensor", "grid"):
        given = "point"
    chosen = (
        kind if by in ("sensor", "grid", "window") or (by in ("app", "wechat", "web") and dice.random() < 0.4) else None
    )
    about, said = row["title"], row["text"]
    if chosen is None and dice.random() < words.UNCLEAR_SHARE:
        about, said = dice.choice(words.UNCLEAR)
    text = words.filled(dice, said, where.near if given != "nothing" else "")
    title = f"{where.near}{about}" if given != "nothing" and len(where.near) < 14 else about
    lon, lat = (where.lon, where.lat) if given == "point" else (None, None)
    draft = Draft(
        key=key, channel=by, text=text, title=title, reported_at=at, lon=lon, lat=lat, kind=chosen,
        words=where.said if given == "words" else where.near if given == "point" else "", person=words.person(dice, by),
    )  # fmt: skip
    return Told(draft, at, kind, where, key, photographed=by not in ("hotline", "window") and dice.random() < 0.45)
