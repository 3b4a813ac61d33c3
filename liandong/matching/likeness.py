"""How alike two matters are by place, time, kind and words: one score, and the parts it was made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liandong.matching.texts import EQUAL, Words, cosine, elsewhere, numbers

REACH_M: Final = 250.0
"""Two reports of one matter lie hardly farther apart: positioning between houses is off by 10 to 50 m, and people stand beside it."""
NEAR_M: Final = 20.0
WINDOW: Final = timedelta(days=14)
SOON: Final = timedelta(hours=2)
PLACE, KIND, WORDS, TIME = 0.45, 0.2, 0.25, 0.1
OFFERED: Final = 0.6
"""The least score at which two located matters are offered to a person as twins."""
REACH_OF_OTHERS_M: Final = NEAR_M + (REACH_M - NEAR_M) * (1.0 - (OFFERED - WORDS - TIME) / PLACE)
"""Two matters of different classes that lie farther apart are not offered, whatever their words and times."""
ALONE: Final = 0.45
"""The least likeness of words at which two matters are offered when one has no place."""
LEAST_SHARED: Final = 6
"""So many words at least must be shared where words decide alone: short texts are alike by chance."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a matter: when it was reported, its kind's code, where (degrees CGCS2000), and its words.

    `pointed`: the reporter gave the position, rather than words in which a name was found.
    """

    at: datetime
    kind: str | None
    lon: float | None
    lat: float | None
    words: Words
    pointed: bool = False
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score and why: metres between (None where one has no place), time between, 1 for the same kind to 0 for
    another one (None where one is not known), and likeness of words."""

    score: float
    metres: float | None
    apart: timedelta
    kind: float | None
    words: float

    @property
    def offered(self) -> bool:
        """True when a person should be shown the two as twins."""
        return self.score >= (ALONE if self.metres is None else OFFERED)


def likeness(one: Matter, other: Matter, weights: Mapping[str, float] = EQUAL) -> Likeness:
    """How alike two matters are; symmetric, and 1 at most."""
    apart = abs(one.at - other.at)
    metres = metres_between(one, other)
    kind = kinds_alike(one.kind, other.kind)
    words = cosine(one.words, other.words, weights)
    soon = fading(apart / WINDOW, SOON / WINDOW)
    if apart > WINDOW or (metres is not None and metres > REACH_M) or elsewhere(one.districts, other.districts):
        return Likeness(0.0, metres, apart, kind, words)
    if metres is None:
        few = len(one.words & other.words) < LEAST_SHARED or kind == 0.0
        return Likeness(0.0 if few else words, metres, apart, kind, words)
    near = fading(metres / REACH_M, NEAR_M / REACH_M)
    score = PLACE * near + KIND * (0.5 if kind is None else kind) + WORDS * words + TIME * soon
    return Likeness(score, metres, apart, kind, words)


def promising(one: Matter, other: Matter) -> bool:
    """False when two located matters could not be offered even with the very same words: their texts need no reading."""
    found = likeness(one, other)
    return found.score + WORDS * (1.0 - found.words) >= OFFERED if found.score else False


def fading(share: float, whole_until: float) -> float:
    """1 up to a share, then falling in a straight line to 0 at the whole."""
    return min(1.0, max(0.0, (1.0 - share) / (1.0 - whole_until)))


def kinds_alike(one: str | None, other: str | None) -> float | None:
    """1 for the same kind, a little for two of one class (the first three letters of the code), 0 for others. Places where much
    goes wrong have many kinds of one class: without like words these are two matters."""
    if not one or not other:
        return None
    return 1.0 if one == other else 0.1 if one[:3] == other[:3] else 0.0


def metres_between(one: Matter, other: Matter) -> float | None:
    """The distance on the ground; None where one of them has no place. Flat: right to 1% within a district."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    north = (other.lat - one.lat) * 111_195.0
    east = (other.lon - one.lon) * 111_195.0 * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(north, east)


@dataclass(frozen=True, slots=True)
class Surely:
    """What two matters must have in common to be joined without a person."""

    metres: float = 30.0
    within: timedelta = timedelta(hours=24)
    words: float = 0.3


def sure(one: Matter, other: Matter, found: Likeness, line: Surely) -> bool:
    """True when two matters may be joined without asking: both positions given by the reporters, within metres and hours,
    the same kind, alike in words, and no numbers in the one that contradict those in the other (entrance 3, entrance 7)."""
    mine, theirs = numbers(one.words), numbers(other.words)
    return (
        one.pointed and other.pointed and found.metres is not None and found.metres <= line.metres
        and found.kind == 1.0 and found.apart <= line.within and found.words >= line.words
        and (not mine or not theirs or bool(mine & theirs))
    )  # fmt: skip
