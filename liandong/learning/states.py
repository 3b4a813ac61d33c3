"""The words of learning: parts of the proposals that are counted and listed, and what a new model must not be worse in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop as word


class Part(StrEnum):
    """A set of cases for which the classifier proposed a kind."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    LEFT = "left"
    SETTLED = "settled"
    RIGHT = "right"
    WRONG = "wrong"
    ACCEPTED_WRONG = "accepted_wrong"


PART_WORDS: Final = {
    Part.PROPOSED: word("有建议"),
    Part.ACCEPTED: word("自动立案"),
    Part.LEFT: word("留给人"),
    Part.SETTLED: word("由人定下"),
    Part.RIGHT: word("建议对了"),
    Part.WRONG: word("建议错了"),
    Part.ACCEPTED_WRONG: word("自动立案错了"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A share in which a new model may be at most `tolerance` (in points of a hundred) below the one in use."""

    name: str
    word: str
    tolerance: float


CONDITIONS: Final = (
    Condition("right", word("猜对的份额"), 0.5),
    Condition("accepted_right", word("自动立案里对的份额"), 0.5),
    Condition("accepted", word("自动立案的份额"), 2.0),
)
FEWEST_ASKED: Final = 50
"""Fewer settled cases of the latest month show nothing."""
