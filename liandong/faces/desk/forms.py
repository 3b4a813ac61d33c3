"""Reads what the desk's forms send. A word that makes no sense is refused with a sentence, never guessed."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from liandong.access.rules import Actor
from liandong.cases.closure import AT_THE_PLACE
from liandong.cases.states import MOVES, Move
from liandong.faces.desk.case.triage import Wanted
from liandong.files.actions import store
from liandong.files.models import File
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

MOST_AMOUNT: Final = 9999


def degrees(text: str, most: int, field: str) -> float | None:
    """A coordinate, or None when the field is empty."""
    if not text.strip():
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        raise Refused("坐标要写成度数，例如 104.101 和 30.662。", code="bad-coordinates", field=field)
    return found


def wanted(given: QueryDict) -> Wanted:
    """What the triage form asks for."""
    lon, lat = degrees(given.get("lon", ""), 180, "lon"), degrees(given.get("lat", ""), 90, "lat")
    if (lon is None) != (lat is None):
        raise Refused("坐标要写成度数，例如 104.101 和 30.662。", code="bad-coordinates", field="lon")
    words = {name: given.get(name, "").strip() for name in ("kind", "words", "grid", "unit")}
    return Wanted(lon=lon, lat=lat, **words)


def number(text: str, field: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Refused("“{text}”不是数字。", code="bad-number", field=field, text=text)
    return found


def amount(text: str, *, zero: bool = False) -> None:
    """Refuses what is no length of a limit, in the words of a form and not of a table's line; `zero`: at once may be meant.

    Raises:
        Refused: it is no number, or one that nobody could mean.
    """
    found = number(text, "amount")
    if found > MOST_AMOUNT or found < 0 or (found == 0 and not zero):
        raise Refused(
            "“{text}”不行：要写 0 以上、不超过 {most} 的数。",
            code="bad-number",
            field="amount",
            text=text,
            most=MOST_AMOUNT,
        )


def day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("“{text}”不是日期，要写成 2026-06-12 这样。", code="bad-date", field=field, text=text) from None


TEXTS: Final = ("reason", "note", "unit", "kind", "lead", "urgency", "partner", "matter", "asked", "identity")


def inputs(move: Move, given: QueryDict, photos: list[uuid.UUID]) -> dict[str, Any]:
    """The inputs of a move from its form."""
    found: dict[str, Any] = {name: given.get(name, "").strip() for name in TEXTS}
    if "hours" in MOVES[move].asks and given.get("hours"):
        found["hours"] = float(number(given.get("hours", ""), "hours"))
    if photos:
        found["photos"] = photos
    if move in AT_THE_PLACE:
        found |= {
            "lon": degrees(given.get("here-lon", ""), 180, "lon"),
            "lat": degrees(given.get("here-lat", ""), 90, "lat"),
        }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def photos(given: QueryDict, uploaded: list[UploadedFile[bytes]], actor: Actor) -> list[uuid.UUID]:
    """The ids of photos: those that were sent ahead by the page, and those that came with the form itself."""
    found = []
    for text in given.getlist("photo"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return [*found, *(stored(each, given.get("key", ""), actor).pk for each in uploaded)]


def stored(uploaded: UploadedFile[bytes], key: str, actor: Actor) -> File:
    """Stores a photo; the same bytes under the same key of a form or an upload are the same photo.

    Raises:
        Refused: it is no photo that can be taken.
    """
    data = uploaded.read()
    mark = hashlib.sha256(key.encode() + data).hexdigest()[:32]
    return store(data, actor=actor.label, now=now(), key=f"{actor.label}:photo:{mark}" if key else None)
