"""The hottest matters among messages: put together by `clusters`, weighed by `rules`, named by `titles`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.insight.clusters import matters
from liandong.insight.likeness import Likeness, likeness
from liandong.insight.messages import Message
from liandong.insight.rules import Figures, Voice, figures, heat
from liandong.insight.titles import place_and_title


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """One problem at one place, with the keys of its messages in order of time."""

    title: str
    place: str
    figures: Figures
    messages: tuple[str, ...]


def hottest(messages: Sequence[Message], top: int) -> list[FoundMatter]:
    """The `top` matters by heat, hottest first. The same messages give the same matters, in whatever order they come."""
    told = sorted(messages, key=lambda one: (one.at, one.key))
    if not told:
        return []
    return hottest_of(told, likeness(told), top)


def hottest_of(told: Sequence[Message], found: Likeness, top: int) -> list[FoundMatter]:
    """The same where the messages stand in order of time and are likened already, maybe among many more."""
    groups = [[told[at] for at in group] for group in matters(found, len(told))]
    weighed = [(figures(voices(group)), group) for group in groups]
    weighed.sort(key=lambda one: (-heat(one[0]), one[0].first, one[1][0].key))
    return [named(of, group) for of, group in weighed[:top]]


def voices(messages: Sequence[Message]) -> list[Voice]:
    return [Voice(one.author, one.at, one.likes, one.dislikes) for one in messages]


def named(of: Figures, group: Sequence[Message]) -> FoundMatter:
    place, title = place_and_title(group)
    return FoundMatter(title, place, of, tuple(one.key for one in group))
