"""Finds cases that may be about the same matter as a report: by place, time, kind and words.

Two indexed searches give candidates (the grids within reach; rare words where there is no place), the functions of
`liandong.matching` judge them. A case without a place is only ever found by its words.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from liandong.cases.models import Case
from liandong.cases.states import ENDS
from liandong.kernel import bigrams
from liandong.kernel.cached import Cached
from liandong.kernel.sql import load
from liandong.matching.likeness import REACH_M, REACH_OF_OTHERS_M, WINDOW, Likeness, Matter, likeness, promising
from liandong.matching.texts import districts
from liandong.places.queries import atlas

LATELY: Final = timedelta(days=3)
"""A report of a matter that was closed no longer ago is offered to whoever triages, never joined by itself."""
RAREST: Final = 12
"""So many of a text's rarest words are searched for; of two texts alike enough hardly any pair shares none of them."""
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A case that may be about the same matter, with what makes it so and the report that is most alike."""

    case: int
    number: str
    likeness: Likeness
    matter: Matter


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    return frozenset(bigrams.words(text))


def matter(title: str, text: str, place: str, *, at: datetime, kind: str | None, lon: float | None, lat: float | None,
           pointed: bool) -> Matter:  # fmt: skip
    """What is compared of a report."""
    said = f"{title} {text} {place}" if not text.startswith(title.removesuffix("…")) else f"{text} {place}"
    return Matter(at, kind, lon, lat, words_of(said), pointed, districts(said))


def matters_of(case: Case) -> list[Matter]:
    """What the reports of a case say; where and what it is as the case has it."""
    lon, lat = (case.lon, case.lat) if case.grid else (None, None)
    return [matter(each.title, each.text, each.place_words, at=each.reported_at, kind=case.kind, lon=lon, lat=lat,
                   pointed=each.lon is not None) for each in case.reports.order_by("id")]  # fmt: skip


def twins_of(asked: Matter, *, own: int = 0, now: datetime, most: int = MOST) -> list[Found]:
    """The cases most likely about the same matter, best first. `own`: the id of a case that is left out."""
    since, ended = now - WINDOW, sorted(ENDS)
    shared: dict[str, Any] = {"since": since, "lately": now - LATELY, "own": own, "ended": ended}
    rows: list[tuple[Any, ...]] = []
    if asked.lon is not None and asked.lat is not None:
        rows += near(asked.lon, asked.lat, asked.kind, shared)
    if len(asked.words) >= RAREST:
        name = "twins_said" if asked.lon is None else "twins_said_nowhere"
        rows += fetched(name, {**shared, "words": rarest(asked.words)})
    best: dict[int, Found] = {}
    for row in rows:
        found = judged(asked, row)
        if found and (row[0] not in best or found.likeness.score > best[row[0]].likeness.score):
            best[row[0]] = found
    return sorted(best.values(), key=lambda each: (-each.likeness.score, each.case))[:most]


def judged(asked: Matter, row: Sequence[Any]) -> Found | None:
    """A candidate as something to offer, or None. Texts are only read where place and kind leave a chance."""
    case, number, kind, lon, lat, title, text, place, at, pointed = row
    placed = lon is not None and lat is not None and asked.lon is not None
    if placed and not promising(asked, Matter(at, kind, lon, lat, frozenset())):
        return None
    other = matter(title, text, place, at=at, kind=kind, lon=lon, lat=lat, pointed=pointed)
    alike = likeness(asked, other)
    return Found(case, number, alike, other) if alike.offered else None


def near(lon: float, lat: float, kind: str | None, shared: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of reports within reach of a place; the index on area and time finds them by their grids."""
    west, south, east, north = box(lon, lat, REACH_M)
    grids = atlas().grids_within(west, south, east, north)
    edges = {"west": west, "south": south, "east": east, "north": north, "class": kind[:3] if kind else None}
    inner = dict(
        zip(("inner_west", "inner_south", "inner_east", "inner_north"), box(lon, lat, REACH_OF_OTHERS_M), strict=True)
    )
    return fetched("twins_near", {**shared, **edges, **inner, "grids": grids}) if grids else []


def box(lon: float, lat: float, metres: float) -> tuple[float, float, float, float]:
    """West, south, east, north of what lies within metres of a place, in degrees."""
    up = metres / 111_195.0
    across = up / math.cos(math.radians(lat))
    return lon - across, lat - up, lon + across, lat + up


def fetched(name: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(load("liandong.cases", name), values)
        return list(cursor.fetchall())


def rarest(words: Iterable[str]) -> str:
    """A tsquery for any of the rarest words of a text, as far as the database knows which are common."""
    shares = COMMON.get()
    chosen = sorted(words, key=lambda word: (shares.get(word, 0.0), len(word) == 1, word))[:RAREST]
    return " | ".join(f"'{word}'" for word in chosen)


def load_common() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(load("liandong.cases", "common_words"))
        return dict(cursor.fetchall())


COMMON: Final = Cached(load_common, lambda: int(time.monotonic() // 600))
"""How common words are; looked up again every ten minutes."""
