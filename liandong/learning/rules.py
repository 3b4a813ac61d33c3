"""Decisions of learning: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liandong.learning.states import CONDITIONS, FEWEST_ASKED, Condition

LATEST: Final = timedelta(days=30)
"""The latest month: asked about, never learned from."""
ENOUGH_NEW: Final = 50
"""So many cases must have been settled since the last training before the calendar trains again."""
FEWEST_TEXTS: Final = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """What a model said of settled cases: how many were asked, right, accepted, and accepted and right."""

    asked: int = 0
    right: int = 0
    accepted: int = 0
    accepted_right: int = 0

    def share(self, name: str) -> float | None:
        """A share in points of a hundred; None of nothing."""
        some, of = {
            "right": (self.right, self.asked),
            "accepted": (self.accepted, self.asked),
            "accepted_right": (self.accepted_right, self.accepted),
        }[name]
        return 100 * some / of if of else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A condition with both shares, and whether it holds."""

    condition: Condition
    new: float | None
    old: float | None
    holds: bool


def tallied(answers: Iterable[tuple[str | None, bool, str]]) -> Tally:
    """Counts answers: (proposed kind, accepted, settled kind)."""
    asked = right = accepted = both = 0
    for proposed, sure, settled in answers:
        asked += 1
        right += proposed == settled
        accepted += sure
        both += sure and proposed == settled
    return Tally(asked, right, accepted, both)


def verdicts(new: Tally, old: Tally | None) -> list[Verdict]:
    """Each condition, judged. Where no model is in use, or it accepts nothing, nothing can be worse than it."""
    found = []
    for condition in CONDITIONS:
        ours, theirs = new.share(condition.name), old.share(condition.name) if old else None
        holds = theirs is None or (new.accepted == 0 and condition.name == "accepted_right")
        found.append(Verdict(condition, ours, theirs, holds or (ours or 0.0) >= (theirs or 0.0) - condition.tolerance))
    return found


def may_replace(new: Tally, old: Tally | None) -> bool:
    """Whether the new model may be put in use: asked about enough cases, and worse in nothing."""
    return new.asked >= FEWEST_ASKED and all(one.holds for one in verdicts(new, old))


def learned_until(now: datetime) -> datetime:
    """Where the latest month begins; what came in before may be learned from."""
    return now - LATEST


def drift(mix: Mapping[str, int], before: Mapping[str, int]) -> float | None:
    """How differently two mixes of kinds are made up, 0 to 100: half the sum of the differences of their shares.

    None where either is empty.
    """
    whole, past = sum(mix.values()), sum(before.values())
    if not whole or not past:
        return None
    kinds = mix.keys() | before.keys()
    return 50 * sum(abs(mix.get(kind, 0) / whole - before.get(kind, 0) / past) for kind in kinds)
