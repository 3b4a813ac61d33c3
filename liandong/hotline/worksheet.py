"""The worksheet as values: what an agent has written so far, and the draft of a report in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from liandong.access.vault import Person
from liandong.cases.intake import Draft
from liandong.deadlines.states import Urgency
from liandong.hotline.rules import covered
from liandong.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written of the matter; nothing of who calls. lon, lat in degrees, CGCS2000. `accused`: a unit's code."""

    text: str = ""
    title: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    kind: str = ""
    urgency: str = ""
    confidential: bool = False
    accused: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Sheet:
        return cls(**kept)

    @property
    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller says of themselves and of being called back; name and number go into the vault at once. `text`: they agree to a
    text message with the number of their case."""

    name: str = ""
    phone: str = ""
    call_back: bool = True
    after: time | None = None
    text: bool = False


def draft_of(sheet: Sheet, key: str, reported_at: datetime, person: Person) -> Draft:
    """The report in a worksheet.

    Raises:
        Refused: nothing is written.
    """
    if not sheet.text.strip():
        raise Refused("请写下反映的内容，一句话也行。", code="input-missing", field="text")
    hidden = covered(asked=sheet.confidential, accused=sheet.accused)
    return Draft(
        key=key, channel="hotline", text=sheet.text.strip(), reported_at=reported_at, title=sheet.title.strip(),
        lon=sheet.lon, lat=sheet.lat, words=sheet.words.strip(), person=Person(person.name, person.phone, hidden),
        kind=sheet.kind or None, urgency=sheet.urgency if sheet.urgency in set(Urgency) else None,
    )  # fmt: skip
