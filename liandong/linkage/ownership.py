"""Whose it is: decisions about disputes, last resort, copies and precedents. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from liandong.access.rules import Actor
from liandong.cases.rules import inside
from liandong.kernel.refusals import Refused
from liandong.linkage.states import UNDECIDED, DisputeState

SEPARATORS: Final = "、,，;； "


@dataclass(frozen=True, slots=True)
class Terms:
    """How disputes go in an area (see `models.OwnershipRule`)."""

    area: str
    answer_hours: Decimal
    ruling_hours: Decimal
    transfers: int
    unit: str
    sentence: str


USUAL: Final = Terms("", Decimal(4), Decimal(8), 3, "{subdistrict}-office",
                     "转手三次仍无人认领，由属地街道办事处负责到底")  # fmt: skip
"""What holds where no row says otherwise."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A precedent as it can be offered."""

    pk: int
    kind: str
    area: str
    words: str
    unit: str
    sentence: str
    number: str


def terms_for(area: str, rows: Iterable[Terms]) -> Terms:
    """The terms of the smallest area around a place."""
    around = [row for row in rows if area.startswith(row.area)]
    return max(around, key=lambda row: len(row.area), default=USUAL)


def last_resort(terms: Terms, area: str, returned: int, disputed: int) -> str | None:
    """The unit that must keep a case that was passed on so often; None while it was not, or where the place is not known
    well enough."""
    if returned + disputed < terms.transfers:
        return None
    here = {"district": area[:6]}
    if len(area) >= 9:
        here["subdistrict"] = area[:9]
    if len(area) >= 12:
        here["community"] = area[:12]
    try:
        return terms.unit.format_map(here)
    except KeyError:
        return None


def skipped(move: str, giver: str, taker: str, above_giver: Sequence[str], above_taker: Sequence[str]) -> list[str]:
    """The units of the line that were passed over between who gave a case and who got it.

    Upward: those between the giver and the taker. Downward: those above the taker whose area lies truly inside the giver's.
    """
    if move == "report_up":
        return list(above_giver[: above_giver.index(taker)]) if taker in above_giver else []
    return [unit for unit in above_taker if unit != giver and inside(unit, giver)]


def fitting(kind: str | None, area: str, text: str, offers: Iterable[Offer]) -> Offer | None:
    """The precedent for a matter: of its kind and around its place, one whose words are said before one without words,
    the smaller area before the larger, the later before the earlier."""
    found = [(weight(one, text), len(one.area), one.pk, one) for one in offers
             if one.kind == kind and area.startswith(one.area) and weight(one, text) >= 0]  # fmt: skip
    return max(found)[3] if found else None


def weight(one: Offer, text: str) -> int:
    """How many of a precedent's words the text says; -1 when it has words and none of them is said."""
    words = split(one.words)
    said = sum(word in text for word in words)
    return said if said or not words else -1


def split(words: str) -> list[str]:
    for each in SEPARATORS:
        words = words.replace(each, "\n")
    return [word for word in words.split("\n") if word]


def may_answer(state: DisputeState, named: str | None, by: Actor) -> Refused | None:
    """Why this actor cannot answer a claim that names its unit, or None."""
    if not by.may("case.handle") or by.unit != named:
        return Refused("这份异议没有点到您单位，不用答复。", code="not-named")
    if state not in UNDECIDED:
        return Refused("这份异议已经有了结果。", code="decided")
    if state is DisputeState.CONTESTED:
        return Refused("您单位已经答复过，等裁定。", code="answered-before")
    return None


DISPUTE_WORDS: Final = {
    DisputeState.CLAIMED: "等对方答复", DisputeState.CONTESTED: "等裁定", DisputeState.CONCEDED: "对方认领",
    DisputeState.SILENT: "对方逾期未答，视同认领", DisputeState.RULED: "已裁定",
    DisputeState.LAPSED: "逾期未裁定，由原单位续办", DisputeState.DROPPED: "不再争议",
}  # fmt: skip
