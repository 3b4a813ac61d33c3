"""Decisions about messages: values in, values out. No clock is asked, nothing is read or written here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from liandong.exchange.states import FROM_GIVER, FROM_TAKER, NEVER_IN, ON_REQUEST, Kind, Matter, Way
from liandong.kernel.refusals import Refused

SKEW: Final = timedelta(minutes=5)
"""How far a partner's clock may be from ours."""
HELD_FOR: Final = timedelta(minutes=10)
"""How long a message waits for one that belongs before it."""
PATIENCE: Final = timedelta(minutes=15)
"""A message that waits longer is stuck, however often it was tried."""
MOST_TRIES: Final = 6
SILENCE: Final = timedelta(hours=24)
"""A partner who has a case and says nothing for so long is asked by a person."""
AT_ONCE_WITHIN: Final = 0.8
"""Seconds that somebody at a screen waits for the receipt of an emergency."""
WITHIN: Final = 10.0


def pause(tries: int, *, urgent: bool) -> timedelta:
    """How long to wait after so many tries: 10 s, 20 s, 40 s … half an hour; an emergency every 2 to 10 s."""
    if urgent:
        return timedelta(seconds=min(10, 2 * tries))
    return timedelta(seconds=min(1800, 10 * 2 ** min(tries - 1, 10)))


def stuck(tries: int, waited: timedelta, *, urgent: bool) -> bool:
    """Whether a person should look at a message that has not arrived."""
    return tries >= (1 if urgent else MOST_TRIES) or waited >= PATIENCE


class Turn(StrEnum):
    """What is to be done with a message by its place in the order."""

    NEXT = "next"
    AHEAD = "ahead"  # one that belongs before it is missing
    LATE = "late"  # one that belongs after it was taken already


def turn(seq: int, last: int) -> Turn:
    """`last`: the highest place taken so far, 0 for none."""
    if seq == last + 1:
        return Turn.NEXT
    return Turn.AHEAD if seq > last else Turn.LATE


def counts_late(kind: Kind) -> bool:
    """Whether a message still says something after its successor was taken: an old state does not."""
    return kind is not Kind.STATE


def refuse_speaker(kind: Kind, way: Way) -> None:
    """Refuses a message of theirs that only the other side of such a hand-over may send."""
    if kind not in (FROM_TAKER if way is Way.OUT else FROM_GIVER):
        raise Refused("这次移交里，对方不能发“{kind}”。", code="wrong-side", field="kind", kind=kind.value)


def refuse_inward(matter: str, allowed: Collection[str]) -> None:
    """Only service matters flow in: police work, and what a partner's row does not name, stays where it is."""
    if matter in NEVER_IN or matter not in allowed:
        raise Refused("只接收非警务的服务事项，这一件请按原来的渠道办理。", code="matter-not-taken", field="matter")


def refuse_outward(matter: str, allowed: Collection[str], *, asked: bool, name: str) -> None:
    """Refuses to pass on what the partner is not there for, or what nobody asked to have passed on."""
    if matter not in allowed:
        raise Refused("{partner}不接这类事。请选别的中心，或者派给本区单位。", code="matter-not-passed", field="matter",
                      partner=name)  # fmt: skip
    if matter in ON_REQUEST and not asked:
        raise Refused("报警和险情只在反映人要求时转。请先问清，再勾选“反映人要求转”。", code="not-asked", field="asked")


def meant(states: Mapping[str, str], theirs: str) -> str:
    """Our word for a state of theirs, empty where the partner's row does not say."""
    return states.get(theirs, "")


def kind_there(kinds: Mapping[str, str], ours: str) -> str:
    """A partner's word for a kind of ours: that of the longest beginning of its code that the partner's row names, "" for none."""
    named = [start for start in kinds if ours.startswith(start)]
    return kinds[max(named, key=len)] if named else ""


def matter_of(words: Any) -> Matter:
    """The matter that an input names.

    Raises:
        Refused: there is none of that name.
    """
    try:
        return Matter(words)
    except ValueError:
        raise Refused(
            "请选为什么移交：险情、报警、服务事项，还是城管事项。", code="bad-matter", field="matter"
        ) from None


def danger(text: str, words: Mapping[str, str]) -> tuple[str, str] | None:
    """The word of danger in a text and the number to call for it, the longest first; None where there is none."""
    return next(((word, words[word]) for word in sorted(words, key=len, reverse=True) if word in text), None)
