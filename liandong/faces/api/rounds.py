"""Rounds and assets for telephones in the field: what to look at today, and what was found."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from ninja import Router, Schema
from pydantic import Field

from liandong.access.rules import Actor
from liandong.cases.actions import Received, receive
from liandong.cases.reference import kinds
from liandong.faces.api.document import problems
from liandong.faces.api.door import header
from liandong.faces.api.field import became, drafted
from liandong.faces.api.field_shown import FieldReportedOut, FieldReportIn
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import one_key, reported
from liandong.faces.api.schemas import Given, Key, Latitude, Longitude, Words
from liandong.faces.api.staff import Desk, acting
from liandong.faces.shared.names import kind_said
from liandong.forces.queries import unit_name
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.ledger.actions import Looked, check
from liandong.ledger.models import Asset, Check, Stop
from liandong.ledger.queries import asset as asset_with
from liandong.ledger.queries import kept_assets, rounds, standing
from liandong.ledger.queries import stop as stop_with
from liandong.ledger.rules import due_on
from liandong.ledger.states import FINDING_WORDS, PERIOD_WORDS, PURPOSE_WORDS, Finding, Period, Purpose

router = Router(tags=["field"], auth=Desk())


class CheckedOut(Schema):
    """The last look of this period: when, what was found, and the case that a fault became ("" for none)."""

    at: datetime
    finding: str = Field(examples=["fine"])
    finding_word: str = Field(examples=["完好"])
    case: str = Field(examples=[""])


class StopOut(Schema):
    id: int
    place: str = Field(examples=["文德路 3 号院门口"])
    look_for: str = Field(examples=["消防通道有没有被占"])
    asset: str | None = Field(examples=["5101080107000012"])
    checked: CheckedOut | None


class RoundOut(Schema):
    """A list to go through once in a period that began on `since`."""

    id: int
    name: str = Field(examples=["文德社区夜间巡查"])
    purpose: str = Field(examples=["patrol"])
    purpose_word: str = Field(examples=["巡查"])
    period_word: str = Field(examples=["每天一遍"])
    since: date
    stops: list[StopOut]


class AssetOut(Schema):
    """A component or a hazard by its code. `due_on`: when it is to be looked at again; null is never."""

    code: str = Field(examples=["5101080107000012"])
    name: str = Field(examples=["路灯"])
    kind: str = Field(examples=["C0107"])
    place: str
    lon: float
    lat: float
    unit_name: str
    due_on: date | None


class RoundsOut(Schema):
    """The rounds of one's area or unit, and the assets there (the 2000 that were looked at longest ago)."""

    at: datetime
    rounds: list[RoundOut]
    assets: list[AssetOut]


class CheckIn(Given):
    """One look, at a stop or at an asset. With the finding "fault" it becomes a report, for which `text`, `kind` and `photos` are.

    `at`: when, by the telephone's clock. `lon`, `lat`: where one stood; only the distance is kept.
    """

    finding: Literal["fine", "fault", "closed"]
    stop: Annotated[int, Field(ge=1, le=2**53)] | None = None
    asset: Annotated[Words, Field(min_length=1, max_length=20)] | None = None
    text: Annotated[Words, Field(max_length=2000)] = ""
    kind: Annotated[Words, Field(max_length=8, examples=["C0107"])] | None = None
    photos: Annotated[list[uuid.UUID], Field(max_length=9)] = []
    lon: Longitude | None = None
    lat: Latitude | None = None
    at: datetime | None = None
    key: Key | None = None


class CheckOut(Schema):
    """What was kept, and the case that a fault became."""

    id: int
    finding: str
    metres: int | None
    case: FieldReportedOut | None


@router.get("/field/rounds", response={200: RoundsOut, **problems(401, 403)})
def listed(request: HttpRequest) -> dict[str, Any]:
    """What there is to look at, to be kept for where there is no network."""
    actor, at = acting(request), now()
    refuse_others(actor)
    return {
        "at": at, "rounds": [told(one) for one in standing(rounds(actor), at)],
        "assets": list(kept(kept_assets(actor), local_day(at))),
    }  # fmt: skip


def refuse_others(actor: Actor) -> None:
    if not actor.may("round.walk"):
        raise problem(403, gettext_noop("您的岗位不走访、不巡查。"), "no-permission")


def told(one: Any) -> dict[str, Any]:
    row = one.round
    return {
        "id": row.pk, "name": row.name, "purpose": row.purpose, "purpose_word": gettext(PURPOSE_WORDS[Purpose(row.purpose)]),
        "period_word": gettext(PERIOD_WORDS[Period(row.period)]), "since": one.since,
        "stops": [stop_told(stop, found) for stop, found in one.stops],
    }  # fmt: skip


def stop_told(stop: Stop, found: Check | None) -> dict[str, Any]:
    checked = found and {"at": found.at, "finding": found.finding, "finding_word": gettext(FINDING_WORDS[Finding(found.finding)]),
                         "case": found.case}  # fmt: skip
    return {"id": stop.pk, "place": stop.place, "look_for": stop.look_for, "asset": stop.asset_id, "checked": checked}


def kept(found: list[Asset], today: date) -> Iterator[dict[str, Any]]:
    for row in found:
        seen = local_day(row.checked_at) if row.checked_at else None
        yield {"code": row.pk, "name": row.name or kind_said(row.kind), "kind": row.kind, "place": row.place, "lon": row.lon,
               "lat": row.lat, "unit_name": unit_name(row.unit), "due_on": due_on(seen, row.every_days, today)}  # fmt: skip


@router.post("/field/checks", response={200: CheckOut, **problems(400, 401, 403, 404, 409, 422)})
def checked(request: HttpRequest, given: CheckIn) -> dict[str, Any]:
    """Keeps what was found. A fault is a report first; sent again with its key, neither comes twice."""
    actor = acting(request)
    refuse_others(actor)
    key = one_key(given.key, header(request.META, "HTTP_IDEMPOTENCY_KEY"))
    at, finding = reported(given.at, now(), "at"), Finding(given.finding)
    answer = reported_fault(request, given, actor, key) if finding is Finding.FAULT else None
    made = check(
        Looked(finding, given.stop, given.asset, given.lon, given.lat), by=actor, at=at, now=now(),
        case=answer.number if answer else "", key=f"{actor.label}:{key}:check",
    )  # fmt: skip
    return {"id": made.pk, "finding": made.finding, "metres": made.metres, "case": became(answer) if answer else None}


def reported_fault(request: HttpRequest, given: CheckIn, actor: Actor, key: str) -> Received:
    """The report that a fault is: at the place of the asset, of its kind where no other was chosen.

    Raises:
        Problem: this post may not report, or a field is not as it should be.
        Refused: the stop or asset is not within sight.
    """
    if not actor.may("case.receive"):
        raise problem(403, gettext_noop("您的岗位不能上报。"), "no-permission")
    stop = stop_with(given.stop, actor) if given.stop is not None else None
    found = asset_with(given.asset, actor) if given.asset else stop.asset if stop else None
    kind = given.kind or (found.kind if found and found.kind in kinds() else None)
    said = given.text.strip() or (found.name if found else "")
    report = FieldReportIn(
        key=key, text=f"{said}（编码 {found.pk}）".strip() if found else said, kind=kind, photos=given.photos, at=given.at,
        lon=found.lon if found else given.lon, lat=found.lat if found else given.lat,
        place=found.place if found else stop.place if stop else "",
    )  # fmt: skip
    [answer] = receive([drafted(request, report, actor)], actor=actor.label, now=now())
    if isinstance(answer, Refused):
        raise answer
    return answer
