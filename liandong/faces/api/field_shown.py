"""What telephones in the field are given and what they send."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from liandong.faces.api.schemas import (
    CaseOut,
    Given,
    Key,
    KindOut,
    Latitude,
    Line,
    Longitude,
    OptionOut,
    UnitOut,
    Words,
)


class MeOut(Schema):
    """Who is signed in, and the post they work from. `csrf` goes back in X-CSRFToken with every write; `at` is our clock."""

    account: int
    number: str = Field(examples=["1203"])
    name: str
    post: int
    post_name: str = Field(examples=["文德社区网格员"])
    role: str = Field(examples=["grid_worker"])
    role_word: str = Field(examples=["网格员"])
    unit: UnitOut
    area: str = Field(examples=["510108012002"])
    may: list[str] = Field(examples=[["case.handle", "case.receive"]])
    csrf: str
    at: datetime


class CasePhotoOut(Schema):
    """A photo of a case: what it shows of it, when it was taken (or came in), and how many metres from the case."""

    id: uuid.UUID
    role: str = Field(examples=["report"])
    at: datetime
    metres: int | None


class FieldCaseOut(CaseOut):
    """A case as a telephone keeps it: enough to handle or verify it without a network."""

    state_word: str = Field(examples=["待签收"])
    kind_name: str
    unit_name: str
    said: list[str]
    closing: str = Field(examples=["垃圾清走"])
    answer: str
    sampled: bool
    farthest: int | None
    photos: list[CasePhotoOut]
    options: list[OptionOut]


class FieldMoveOut(Schema):
    """A row of the procedure: a move, the states from which it is possible, the one it leads to (null: it stays)."""

    move: str = Field(examples=["accept"])
    word: str = Field(examples=["签收"])
    sources: list[str]
    target: str | None
    asks: list[str]


class DayOut(Schema):
    """A day's work: the cases to accept, handle or verify, what is due first; `more`: there are others beyond these.

    `often`: the kinds that are reported most. `danger`: words that mean danger to life, and the number to call.
    """

    at: datetime
    cases: list[FieldCaseOut]
    more: bool
    kinds: list[KindOut]
    often: list[str] = Field(examples=[["E0102"]])
    moves: list[FieldMoveOut]
    danger: dict[str, str] = Field(examples=[{"冒烟": "119"}])


class FieldReportIn(Given):
    """A report by somebody of the staff on the spot. `at`: when it was seen, by the telephone's clock. Without `text` the name
    of the kind is what is said."""

    key: Key | None = None
    text: Annotated[Words, Field(max_length=5000)] = ""
    kind: Annotated[Words, Field(max_length=8, examples=["E0102"])] | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    place: Line = ""
    photos: Annotated[list[uuid.UUID], Field(max_length=9)] = []
    at: datetime | None = None


class FieldReportedOut(Schema):
    """What became of it. `repeated`: the same key had brought it before."""

    number: str = Field(examples=["260612-0417"])
    state: str
    state_word: str
    unit: UnitOut | None
    repeated: bool
