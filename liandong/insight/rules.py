"""How hot a matter is: its figures in, points out. The formula is published in docs/reference/hot-matters.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log2
from typing import Final

from django.utils.translation import gettext_noop as word

WEEK: Final = timedelta(days=7)
FEWEST: Final = 3
"""Reports that a matter of the district's own cases must have to be shown."""
PART_WORDS: Final = {
    "many": word("人数"), "supported": word("支持"), "fast": word("集中"), "long": word("持续"),
}  # fmt: skip
WHY: Final = word(
    "{people} 人说过 {messages} 次；最集中的七天里有 {busiest} 人；前后有 {weeks} 周有人说；点赞减反对为 {support}。"
    "热度 {heat} = 人数 {many} + 支持 {supported} + 集中 {fast} + 持续 {long}。"
)
WHY_CASES: Final = word(
    "{messages} 份上报；最集中的七天里有 {busiest} 份；前后有 {weeks} 周有人报。热度 {heat} = 数量 {many} + 集中 {fast} + 持续 {long}。"
)
"""Of the district's own cases: each report is counted, nobody who made it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One message, as far as heat is concerned. `author` only tells people apart."""

    author: str
    at: datetime
    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What heat is made of.

    Args:
        people: different authors; who writes ten times is one.
        busiest: most different authors within any seven days.
        weeks: weeks, counted from the first message, in which somebody wrote.
        first, last: local days of the first and the last message.
    """

    messages: int
    people: int
    likes: int
    dislikes: int
    busiest: int
    weeks: int
    first: date
    last: date

    @property
    def support(self) -> int:
        """Likes minus dislikes, and never less than nothing."""
        return max(0, self.likes - self.dislikes)


def figures(voices: Iterable[Voice]) -> Figures:
    """The figures of a matter's messages, of which there is at least one."""
    told = sorted(voices, key=lambda voice: voice.at)
    start = told[0].at
    return Figures(
        messages=len(told),
        people=len({voice.author for voice in told}),
        likes=sum(voice.likes for voice in told),
        dislikes=sum(voice.dislikes for voice in told),
        busiest=busiest(told),
        weeks=len({(voice.at - start) // WEEK for voice in told}),
        first=start.date(),
        last=told[-1].at.date(),
    )


def busiest(told: list[Voice]) -> int:
    """Most different authors of messages, in order of time, within any seven days."""
    most, begin = 0, 0
    within: dict[str, int] = {}
    for voice in told:
        within[voice.author] = within.get(voice.author, 0) + 1
        while voice.at - told[begin].at >= WEEK:
            gone = told[begin].author
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            begin += 1
        most = max(most, len(within))
    return most


def parts(of: Figures) -> dict[str, float]:
    """The points of each part, to one place. Each grows by its weight whenever what it counts doubles."""
    points = {
        "many": 10 * log2(1 + of.people),
        "supported": 6 * log2(1 + of.support / 5),
        "fast": 4 * log2(1 + of.busiest),
        "long": 4 * log2(1 + of.weeks),
    }
    return {name: round(value, 1) for name, value in points.items()}


def heat(of: Figures) -> float:
    """The sum of the parts as they are shown."""
    return round(sum(parts(of).values()), 1)


def why(of: Figures) -> Mapping[str, object]:
    """What the sentence WHY is filled with."""
    return {"people": of.people, "messages": of.messages, "busiest": of.busiest, "weeks": of.weeks,
            "support": of.support, "heat": heat(of), **parts(of)}  # fmt: skip
