"""From the form of a GeoReport request to the same draft that the API makes, with the same checks."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext_noop

from liandong.cases.intake import Draft
from liandong.cases.published import Asked
from liandong.faces.api.clients import Caller
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import ReportIn, complaint, drafted
from liandong.kernel.clock import instant as written
from liandong.kernel.clock import local_day

CHANNEL: Final = "open311"
SPAN: Final = timedelta(days=90)
"""What the standard gives when no span is asked for, and the longest one it allows."""
MOST_NUMBERS: Final = 200
ENDED: Final = {"open": False, "closed": True}


def draft(form: QueryDict, caller: Caller, header_key: str, now: datetime) -> Draft:
    """The draft of a filed request.

    The standard knows no idempotency key: the header Idempotency-Key is taken where it comes, else the same words from the
    same client on the same day are the same request.

    Raises:
        Problem: 400 the service or the place is missing; 403 and 422 as for any report.
    """
    text = form.get("description", "").strip()
    code = form.get("service_code", "").strip()
    if not code:
        raise problem(400, gettext_noop("缺少 {name}。"), "missing", "service_code")
    lon, lat = coordinate(form, "long"), coordinate(form, "lat")
    words = form.get("address_string", "").strip()
    if (lon is None or lat is None) and not words:
        raise problem(400, gettext_noop("要有位置：lat 和 long，或者 address_string。"), "no-place", "lat")
    given = {
        "channel": CHANNEL, "text": text, "kind": code, "lon": lon, "lat": lat, "place": words,
        "key": header_key or said_today(form, now),
        "reporter": {"name": f"{form.get('last_name', '')}{form.get('first_name', '')}", "phone": form.get("phone", "")},
    }  # fmt: skip
    try:
        return drafted(msgspec.convert(given, ReportIn), caller, header_key, now)
    except msgspec.ValidationError as error:
        raise complaint(str(error)) from None


def coordinate(form: QueryDict, name: str) -> float | None:
    """Degrees, WGS 84."""
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise problem(422, gettext_noop("{name} 的类型或写法不对。"), "wrong-type", name)
    return found


def said_today(form: QueryDict, now: datetime) -> str:
    """A key of what was said, on this day."""
    said = sorted((name, form.get(name, "")) for name in form if name != "api_key")
    return hashlib.sha256(f"{local_day(now)}{said}".encode()).hexdigest()[:40]


def asked(given: QueryDict, now: datetime) -> Asked:
    """The wanted part of the list.

    Raises:
        Problem: 400 a date or a state that is none, or a span over 90 days.
    """
    numbers = listed(given.get("service_request_id", ""))
    if len(numbers) > MOST_NUMBERS:
        raise problem(400, gettext_noop("一次最多问 {most} 件。"), "too-many", "service_request_id", most=MOST_NUMBERS)
    if numbers:
        return Asked(numbers=numbers)
    state = given.get("status", "").strip()
    if state and set(listed(state)) - set(ENDED):
        raise problem(400, gettext_noop("status 只有 open 和 closed。"), "bad-choice", "status")
    ended = ENDED.get(state)
    since, until = instant(given, "start_date"), instant(given, "end_date")
    since = since or (until or now) - SPAN
    until = until or min(since + SPAN, now)
    if until - since > SPAN:
        raise problem(400, gettext_noop("一次最多看 90 天。"), "span-too-long", "end_date")
    return Asked(kinds=listed(given.get("service_code", "")), since=since, until=until, ended=ended)


def listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def instant(given: QueryDict, name: str) -> datetime | None:
    text = given.get(name, "").strip().replace(" ", "+")  # an address line turns the plus of a time zone into a space
    if not text:
        return None
    try:
        return written(text)
    except ValueError:
        raise problem(
            400, gettext_noop("{name} 要写明时区，例如 2026-06-12T14:30:00+08:00。"), "bad-time", name
        ) from None
