"""What Open311 answers, as JSON or XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from xml.etree import ElementTree

import msgspec
from django.http import Http404, HttpResponse
from django.utils.translation import override

from liandong.cases.actions import Received
from liandong.cases.models import Case
from liandong.cases.reference import kinds
from liandong.cases.rules import STATE_WORDS
from liandong.cases.states import ENDS, State
from liandong.faces.api.problems import Problem, language
from liandong.faces.shared.areas import area_path
from liandong.forces.queries import unit_name
from liandong.kernel.clock import LOCAL
from liandong.places.queries import atlas

TYPES: Final = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
Rows = Sequence[Mapping[str, Any]]


def services() -> list[dict[str, Any]]:
    """The kinds that residents choose from."""
    groups = {code: kind.name for code, kind in kinds().items()}
    return [
        {"service_code": kind.code, "service_name": kind.public_name, "description": kind.filing_condition,
         "metadata": False, "type": "realtime", "keywords": kind.name_en, "group": groups.get(kind.parent or "", "")}
        for kind in kinds().values()
        if kind.active and kind.public_name
    ]  # fmt: skip


def request(case: Case, changed_at: datetime | None, text: str | None) -> dict[str, Any]:
    """One case in the standard's words. The place is the middle of its grid; `text` only for whoever brought it."""
    over = State(case.state) in ENDS
    kind = kinds()[str(case.kind)]
    lon, lat = middle(case)
    return {
        "service_request_id": case.number, "status": "closed" if over else "open", "status_notes": STATE_WORDS[State(case.state)],
        "service_name": kind.public_name, "service_code": case.kind, "description": text,
        "agency_responsible": unit_name(case.unit or case.handled_unit) or None, "service_notice": None,
        "requested_datetime": said(case.received_at), "updated_datetime": said(changed_at),
        "expected_datetime": said(case.due_at), "address": area_path(case.grid), "address_id": case.grid,
        "zipcode": None, "lat": lat, "long": lon, "media_url": None,
    }  # fmt: skip


def middle(case: Case) -> tuple[float | None, float | None]:
    """The middle of a case's grid, so that nobody's door is told; where the grid is gone, nothing."""
    outline = atlas().outline(str(case.grid))
    if outline is None:
        return None, None
    point = outline.representative_point()
    return round(point.x, 6), round(point.y, 6)


def receipt(made: Received) -> dict[str, Any]:
    """The answer to a filed request."""
    notice = f"{unit_name(made.unit)} {said(made.due_at) or ''}".strip() if made.unit else ""
    return {"service_request_id": made.number, "service_notice": notice or None, "account_id": None}


def said(at: datetime | None) -> str | None:
    return at.astimezone(LOCAL).isoformat(timespec="seconds") if at else None


def errors(found: Problem, format: str, accept_language: str) -> HttpResponse:
    """The standard's list of errors."""
    status = 403 if found.status == 401 else found.status  # the standard's word for a wrong key
    with override(language(accept_language)):
        body = [{"code": status, "description": found.refused.sentence}]
    answered = answer("errors", "error", body, format if format in TYPES else "json", status=status)
    for name, value in found.headers:
        if name == "Retry-After":
            answered[name] = value
    return answered


def answer(root: str, item: str, body: Rows | Mapping[str, Any], format: str, status: int = 200) -> HttpResponse:
    """A body in the format asked for.

    Raises:
        Http404: the format is neither json nor xml.
    """
    if format not in TYPES:
        raise Http404
    content = msgspec.json.encode(body) if format == "json" else xml(root, item, body)
    return HttpResponse(content, status=status, content_type=TYPES[format], headers={"Cache-Control": "no-store"})


def xml(root: str, item: str, body: Rows | Mapping[str, Any]) -> bytes:
    """The same as elements: a list becomes items, nothing becomes an empty element."""
    top = ElementTree.Element(root)
    for row in [body] if isinstance(body, Mapping) else body:
        above = top if isinstance(body, Mapping) else ElementTree.SubElement(top, item)
        for name, value in row.items():
            ElementTree.SubElement(above, name).text = plain(value)
    return bytes(ElementTree.tostring(top, encoding="utf-8", xml_declaration=True))


def plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or isinstance(value, list) else str(value)
