"""Decisions about views: what may stand in one, and who may change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from liandong.access.rules import Actor
from liandong.kernel.refusals import Refused

LONGEST_NAME: Final = 20
MOST_VIEWS: Final = 12
"""How many views one person, or one unit, may have: more do not fit beside the queues."""

WORDS: Final = ("tab", "area", "kind", "channel", "urgency", "unit", "q", "sort", "look", "col")
"""What of an address belongs to a view: not the place in the list, nor what is ticked."""


def kept(address: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The words of an address that a view keeps, in a fixed order."""
    return [(name, value[:80]) for name in WORDS for value in address.get(name, ()) if value]


def refuse_bad_name(name: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("视图的名字要有 1 到 {most} 个字。", code="bad-name", field="name", most=LONGEST_NAME)


def refuse_one_more(there: int) -> None:
    if there >= MOST_VIEWS:
        raise Refused("已经有 {most} 个视图，先去掉一个不用的。", code="too-many", most=MOST_VIEWS)


def may_drop(account: int, unit: str | None, by: Actor) -> bool:
    """Whose own it is; a shared one also anybody of the unit, so that it does not outlive its maker."""
    return account == by.account or (unit is not None and unit == by.unit)
