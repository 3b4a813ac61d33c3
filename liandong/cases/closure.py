"""Honest closure, as decisions: which cases must be looked at on the spot, and how far off the one who looked stood.

A share of what a unit hands in is drawn for verification at the place. The draw follows from the case's number alone, so
that nobody can try again for a better one. The more of a unit's work had to be done again, the larger the share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from liandong.cases.states import Move
from liandong.kernel.coordinates import metres_between
from liandong.kernel.refusals import Refused

AT_THE_PLACE: Final = frozenset({Move.HANDLE, Move.VERIFY, Move.REWORK, Move.RECHECK, Move.RECHECK_FAILED})
"""Moves of somebody who stands, or should stand, at the place."""
FEWEST: Final = 10
"""Cases that a unit must have handled before its share of rework says anything."""
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Checking:
    """The row that holds for a unit: percent of its cases that are drawn, and from which percent of rework on how many more;
    from how many metres off on a verification needs a reason."""

    share: int
    reworked_from: int
    raised_share: int
    farthest: int


def share_now(row: Checking, handled: int, reworked: int) -> tuple[int, int]:
    """(percent drawn, percent reworked) of a unit that handled so many cases lately."""
    percent = 100 * reworked // handled if handled >= FEWEST else 0
    raised = percent >= row.reworked_from and handled >= FEWEST
    return (max(row.share, row.raised_share) if raised else row.share), percent


def drawn(number: str, share: int) -> bool:
    """Whether a case is drawn when so many percent are; a case drawn at a share is drawn at every larger one."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4]) % 100 < share


def position(given: Mapping[str, Any]) -> Position | None:
    """Where somebody's telephone was, in CGCS2000 degrees; None where it did not say.

    Raises:
        Refused: the numbers are no position on the earth.
    """
    lon, lat = given.get("lon"), given.get("lat")
    if lon is None and lat is None:
        return None
    if not all(isinstance(one, int | float) and isfinite(one) for one in (lon, lat)):
        raise Refused("定位要写成经度和纬度两个度数。", code="bad-coordinates", field="lon")
    if not (-180 <= float(lon or 0) <= 180 and -90 <= float(lat or 0) <= 90):
        raise Refused("定位要写成经度和纬度两个度数。", code="bad-coordinates", field="lon")
    return float(lon or 0), float(lat or 0)


def apart(here: Position | None, place: Position | None) -> int | None:
    """Whole metres between where somebody stood and the place; None where either is not known."""
    return round(metres_between(*here, *place)) if here and place else None


def refuse_unproved(*, sampled: bool, here: Position | None, metres: int | None, photos: bool, reason: bool,
                    farthest: int | None) -> None:  # fmt: skip
    """Refuses a verification that proves nothing.

    Raises:
        Refused: the case is drawn and there is no position or no photo of the place; or whoever verifies stood far off and
            does not say why.
    """
    if sampled and here is None:
        raise Refused("这件抽中现场核查，要在现场定位。请到现场点“用我现在的位置”。", code="needs-site", field="lon")
    if sampled and not photos:
        raise Refused("这件抽中现场核查，要有现场照片。请在现场拍一张。", code="needs-site", field="photos")
    if metres is not None and farthest is not None and metres > farthest and not reason:
        raise Refused("您的定位离案卷 {metres} 米，超过 {most} 米。请写明为什么。", code="far-away", field="reason",
                      metres=metres, most=farthest)  # fmt: skip
