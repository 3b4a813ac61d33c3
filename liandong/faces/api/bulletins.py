"""What residents are told, and how their first page is arranged: open data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from liandong.bulletins.queries import columns, in_force
from liandong.bulletins.states import Shows, Topic
from liandong.faces.api.document import problems
from liandong.faces.api.ground import counted
from liandong.faces.api.schemas import UnitOut, Words
from liandong.forces.queries import unit_name
from liandong.kernel.clock import local_day, now

MOST = 200
router = Router(tags=["bulletins"])


class BulletinsAsked(Schema):
    """Those for an area (a code of 6 to 15 digits: what is told to it, inside it or around it), on a topic."""

    area: Words = Field("", max_length=15, examples=["510108012"])
    topic: Topic | None = Field(None, examples=["supply"])


class BulletinOut(Schema):
    """A bulletin that holds today. `area`: the code of a division or a grid."""

    id: int = Field(examples=[7])
    area: str = Field(examples=["510108012002"])
    topic: Topic
    title: str = Field(examples=["周五上午停水"])
    text: str
    unit: UnitOut
    valid_from: date
    valid_until: date
    published_at: datetime


class LinkOut(Schema):
    """A link of a column; the address is one of this site, of another by HTTPS, or a telephone number."""

    name: str
    name_en: str
    address: str = Field(examples=["/answers"])


class ColumnOut(Schema):
    """A column of the residents' first page. `words`: what answers are looked for, where it shows answers."""

    name: str = Field(examples=["公告"])
    name_en: str = Field(examples=["Bulletins"])
    shows: Shows
    words: str
    links: list[LinkOut]


@router.get("/bulletins", response={200: list[BulletinOut], **problems(422, 429)})
def bulletins(request: HttpRequest, asked: Query[BulletinsAsked]) -> list[dict[str, Any]]:
    """What residents are told today, the newest first; at most 200."""
    counted(request)
    rows = in_force(local_day(now()), asked.area, [asked.topic] if asked.topic else [])[:MOST]
    return [
        {"id": row.pk, "area": row.area, "topic": row.topic, "title": row.title, "text": row.text,
         "unit": {"code": row.unit, "name": unit_name(row.unit)}, "valid_from": row.valid_from, "valid_until": row.valid_until,
         "published_at": row.published_at} for row in rows
    ]  # fmt: skip


@router.get("/columns", response={200: list[ColumnOut], **problems(429)})
def first_page(request: HttpRequest) -> list[Any]:
    """The columns of the residents' first page, in their order."""
    counted(request)
    return list(columns())
