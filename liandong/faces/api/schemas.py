"""What goes in and out of the API, apart from reports themselves (`reading.py`, `door.py`)."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from liandong.kernel.clock import in_utc

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """Text without control characters, which PostgreSQL and people cannot take.

    Raises:
        ValueError: there is one in it.
    """
    if CONTROL.search(text):
        raise ValueError("control characters")
    return text


Words = Annotated[str, AfterValidator(plain)]
Line = Annotated[Words, Field(max_length=200)]
Note = Annotated[Words, Field(max_length=2000)]
Key = Annotated[Words, Field(min_length=1, max_length=100, examples=["3f0b8e1c-rating"])]
Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
Longitude = Annotated[float, Field(allow_inf_nan=False, ge=-180, le=180, examples=[104.1093])]
Latitude = Annotated[float, Field(allow_inf_nan=False, ge=-180, le=180, examples=[30.6731])]


class Given(Schema):
    """What is sent to us: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(Schema):
    """Problem details, RFC 9457."""

    type: str = Field(examples=["urn:liandong:problem:not-found"])
    title: str = Field(examples=["没有找到"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["没有找到这件事。请检查查询码有没有输全。"])
    code: str = Field(examples=["not-found"])
    field: str | None = None


class OAuthErrorOut(Schema):
    """How OAuth2 says no (RFC 6749, 5.2)."""

    error: str = Field(examples=["invalid_client"])
    error_description: str | None = None


class UploadOut(Schema):
    id: uuid.UUID = Field(examples=["6f1c2f0e-0d1a-4a57-9d0e-2f4f4d3c1b2a"])


class ClipOut(Schema):
    """A clip: `state` is waiting, ready, failed or expired; it can be seen while it is ready. `why` says in a sentence why it
    failed; `seconds` is its length once that is known."""

    id: uuid.UUID = Field(examples=["6f1c2f0e-0d1a-4a57-9d0e-2f4f4d3c1b2a"])
    state: str = Field(examples=["waiting"])
    state_word: str = Field(examples=["处理中"])
    why: str = Field(examples=[""])
    seconds: float | None = Field(examples=[12.5])
    uploaded_at: datetime
    expires_at: datetime


class TakenIn(Schema):
    """When (naming its time zone) and where (CGCS2000) a photo was taken."""

    at: datetime | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None


class UnitOut(Schema):
    code: str = Field(examples=["510108-zhaoming"])
    name: str = Field(examples=["区照明所"])


class StepOut(Schema):
    """Something that happened, in words for the one who reported it. `text`: what the unit wrote to them, if anything."""

    kind: str = Field(examples=["case.assigned"])
    words: str = Field(examples=["已派给区照明所"])
    at: datetime
    text: str = ""


class TrackOut(Schema):
    """A case as its reporter sees it. `may` names what they may do now. `reported_as`: the number on the receipt, another
    one than `number` where the report was merged into a case that `reporters` people reported."""

    number: str = Field(examples=["260612-0417"])
    title: str
    state: str = Field(examples=["assigned"])
    state_word: str = Field(examples=["待签收"])
    unit: UnitOut | None
    deadline: datetime | None
    stage_deadline: datetime | None
    stars: int | None
    reported_as: str = Field(examples=["260612-0418"])
    reporters: int = Field(examples=[3])
    steps: list[StepOut]
    may: list[str] = Field(examples=[["rate", "reopen"]])


class RatingIn(Given):
    """How satisfied the reporter is: 5 very, 1 not at all."""

    stars: int = Field(examples=[5])
    key: Key | None = None


class ReopeningIn(Given):
    reason: Note = Field(min_length=1, examples=["灯又灭了。"])
    photos: Annotated[list[uuid.UUID], Field(max_length=9)] = []
    key: Key | None = None


class MovedOut(Schema):
    """Where the case stands after a move. `repeated`: the same key had made it before."""

    number: str = Field(examples=["260612-0417"])
    state: str = Field(examples=["closed"])
    repeated: bool


class PlaceIn(Given):
    """A place as a point (CGCS2000) or as words."""

    lon: Longitude | None = None
    lat: Latitude | None = None
    words: Line = ""


class InputsIn(Given):
    """What moves ask. `GET /cases/{number}` says which move asks which.

    `partner`, `matter`: to which centre a case is handed over, and as what. `asked`: the reporter asked for it; `identity`: who
    reported goes along. `lon`, `lat`: where who makes the move stands (CGCS2000); only the distance to the case is kept.
    """

    reason: Note | None = None
    note: Note | None = None
    kind: Annotated[Words, Field(max_length=8)] | None = None
    unit: Annotated[Words, Field(max_length=40)] | None = None
    lead: Annotated[Words, Field(max_length=20, examples=["260612-0417"])] | None = None
    partner: Annotated[Words, Field(max_length=12, examples=["urban"])] | None = None
    matter: Annotated[Words, Field(max_length=12, examples=["city"])] | None = None
    asked: bool | None = None
    identity: bool | None = None
    urgency: Annotated[Words, Field(max_length=8)] | None = None
    hours: Annotated[float, Field(allow_inf_nan=False)] | None = None
    place: PlaceIn | None = None
    photos: Annotated[
        list[uuid.UUID], Field(max_length=9, description="of an answer: the signature of who was told in person")
    ] = []
    lon: Longitude | None = None
    lat: Latitude | None = None


class MoveIn(Given):
    """`at`: when it was done, where that was before it could be sent; the clocks count by when it comes in."""

    move: Words = Field(max_length=20, examples=["accept"])
    inputs: InputsIn = InputsIn()
    key: Key | None = None
    at: datetime | None = Field(None, examples=["2026-06-12T14:30:00+08:00"])


class CaseOut(Schema):
    """A case in a list. Nothing in it says who reported it."""

    number: str = Field(examples=["260612-0417"])
    title: str
    state: str = Field(examples=["assigned"])
    urgency: str = Field(examples=["normal"])
    kind: str | None
    grid: str | None = Field(examples=["510108012002003"])
    area: str = Field(examples=["510108012002003"])
    lon: float | None
    lat: float | None
    place: str
    channel: str = Field(examples=["hotline"])
    unit: str | None = Field(examples=["510108-zhaoming"])
    reporters: int = Field(examples=[3])
    received_at: datetime
    stage_due_at: datetime | None
    due_at: datetime | None


class CasesOut(Schema):
    """A page of cases; `after` is where the next one begins, null at the end."""

    cases: list[CaseOut]
    after: str | None


class EntryOut(Schema):
    kind: str = Field(examples=["case.accepted"])
    at: datetime
    actor: str = Field(examples=["post:12"])
    data: dict[str, Any]


class OptionOut(Schema):
    """A move that may be tried: what it asks, and why it is not possible just now."""

    move: str = Field(examples=["accept"])
    asks: list[str]
    why_not: str | None


class WordsOut(Schema):
    """What one report said."""

    channel: str
    title: str
    text: str
    place_words: str
    reported_at: datetime


class ClockOut(Schema):
    """A clock that runs: a stage's, `overall`, `answer` (the first answer) or `order` (a supervision order)."""

    stage: str = Field(examples=["handle"])
    start: datetime | None
    due_at: datetime


class CaseDetailOut(CaseOut):
    """One case. `leading`: the number of the case into which this one was merged, which has its reports."""

    leading: str | None
    rule: str | None
    pending: str | None
    stars: int | None
    rung: int
    acting_unit: str | None
    acting_role: str | None
    urged: int
    supervised: int
    order_state: str | None
    answered_at: datetime | None
    clocks: list[ClockOut]
    reports: list[WordsOut]
    entries: list[EntryOut]
    options: list[OptionOut]


class KindOut(Schema):
    code: str = Field(examples=["C0101"])
    name: str = Field(examples=["路灯不亮"])
    name_en: str
    category: str = Field(examples=["component"])
    parent: str | None


class DivisionOut(Schema):
    code: str = Field(examples=["510108012"])
    name: str
    level: str = Field(examples=["subdistrict"])
    parent: str
    valid_from: str = Field(examples=["2017-10-01"])
    valid_until: str | None


class LocationOut(Schema):
    """Where a point lies: codes from the grid up, and their names."""

    grid: str = Field(examples=["510108012002003"])
    community: UnitOut
    subdistrict: UnitOut
    lon: float
    lat: float
    remarks: list[str]


class PlaceOut(Schema):
    """A place that words may mean: how sure (0 to 1), how many metres it may be off, and why it was taken."""

    name: str
    kind: str = Field(examples=["road"])
    lon: float
    lat: float
    community: str | None
    confidence: float
    precision_m: float
    reason: str


class AnswerOut(Schema):
    """A public article of the knowledge base."""

    id: int = Field(examples=[7])
    title: str = Field(examples=["路灯不亮多久修好"])
    text: str
    unit: UnitOut
    changed_at: datetime


class GridsOut(Schema):
    """GeoJSON (RFC 7946), CGCS2000."""

    type: str = Field(examples=["FeatureCollection"])
    features: list[dict[str, Any]]


class KeyOut(Schema):
    """A key that counts: its last letters, since when, and until when if it has an end."""

    hint: str = Field(examples=["x7Qk"])
    created_at: datetime
    ends_at: datetime | None


class QuotaOut(Schema):
    """How many requests a span allows, how many are left, and in how many seconds the next span begins."""

    name: str = Field(examples=["minute"])
    most: int = Field(examples=[600])
    left: int = Field(examples=[599])
    reset: int = Field(examples=[42])


class ClientOut(Schema):
    """The program that asks. `scopes`: those of its token, where it came with one."""

    client_id: str = Field(examples=["ld-4f1c09aa3b7e2d10"])
    name: str = Field(examples=["路灯平台"])
    channels: list[str] = Field(examples=[["sensor"]])
    scopes: list[str] = Field(examples=[["cases.read", "reports.write"]])
    area: str = Field(examples=["510108012"])
    keys: list[KeyOut]
    quotas: list[QuotaOut]
