"""The hot door: `POST /api/v1/reports` before Django, since Django's middleware costs as much as the report itself.

The same `answer` serves under Django too, where the API's document is made and the tests ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec
import structlog
from django.db import DatabaseError, connection
from django.utils.translation import gettext_noop

from liandong.access.limits import Quota
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.tracking import token
from liandong.faces.api import problems
from liandong.faces.api.clients import Caller, caller
from liandong.faces.api.problems import Problem, problem, quota_headers
from liandong.faces.api.reading import drafted, read
from liandong.faces.api.writer import Writer
from liandong.faces.shared.sandbox import sandbox_headers
from liandong.forces.queries import unit_name
from liandong.kernel.clock import LOCAL, now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

PATH: Final = "/api/v1/reports"
MOST_BYTES: Final = 1_000_000
JSON: Final = "application/json"
COMMON: Final = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), *sandbox_headers()]
PHRASES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

Environ: TypeAlias = dict[str, Any]
WSGI: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Receiving: TypeAlias = Callable[[Draft, str], Received]


class UnitOut(msgspec.Struct):
    """A unit by its stable code, and what people call it."""

    code: str
    name: str


class ReportOut(msgspec.Struct):
    """What became of a report. Instants are in China's time; what is not settled yet is null. Sent again after its case
    was merged into another one, it answers with that one's number and how many reported it."""

    number: str
    state: str
    grid: str | None
    area: str
    kind: str | None
    unit: UnitOut | None
    deadline: str | None
    stage_deadline: str | None
    track_token: str
    track_url: str
    repeated: bool
    reporters: int


class Answer(NamedTuple):
    """An HTTP answer, whoever sends it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def door(application: WSGI, writer: Writer | None = None) -> WSGI:
    """Puts the hot door before an application; every other request goes through."""
    put = (writer or Writer()).put

    def entered(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return application(environ, start_response)
        try:
            answered = answer(environ, put, release=connection.close)
        finally:
            connection.close()  # back to the pool: nobody ends this request but us
        start_response(PHRASES[answered.status], answered.headers)
        return [answered.body]

    return entered


def at_once(draft: Draft, actor: str) -> Received:
    """Receives one draft in the calling thread."""
    [outcome] = receive([draft], actor=actor, now=now())
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def answer(environ: Environ, receiving: Receiving, release: Callable[[], None] = lambda: None) -> Answer:
    """The answer to one report; never an exception.

    `release` gives the connection back before each wait for somebody else: a thread that waits for the writer, or for
    reference data that another one loads, must not hold what they need.
    """
    who: Caller | None = None
    try:
        who = caller(environ.get("HTTP_AUTHORIZATION", ""))
        release()
        draft = drafted(read(body_of(environ)), who, header(environ, "HTTP_IDEMPOTENCY_KEY"), now())
        release()
        return accepted(receiving(draft, who.label), who.quotas)
    except Problem as found:
        said = found
    except Refused as refused:
        said = problems.refusal(refused)
    except DatabaseError as lost:
        log.error("the database was lost", error=type(lost).__name__)
        said = problems.unavailable()
    except Exception as error:
        # Its message could quote the report, so only its kind is logged, with the place in our code.
        log.error("a report could not be answered", error=type(error).__name__, at=place_of(error))
        said = problems.unexpected()
    text = said.body(header(environ, "HTTP_ACCEPT_LANGUAGE"))
    known = quota_headers(who.quotas) if who else []
    return Answer(said.status, [("Content-Type", problems.MEDIA_TYPE), *COMMON, *said.headers, *known], text)


def accepted(made: Received, quotas: Sequence[Quota] = ()) -> Answer:
    """201 for a new case, 200 for one that the same key brought before."""
    mark = token(made.report)
    unit = UnitOut(made.unit, unit_name(made.unit)) if made.unit else None
    due, stage = (
        at.astimezone(LOCAL).isoformat(timespec="seconds") if at else None for at in (made.due_at, made.stage_due_at)
    )
    said = ReportOut(
        made.number,
        made.state,
        made.grid,
        made.area,
        made.kind,
        unit,
        due,
        stage,
        mark,
        f"/t/{mark}",
        made.repeated,
        made.reporters,
    )
    headers = [("Content-Type", JSON), ("Location", f"{PATH}/{mark}"), *COMMON, *quota_headers(quotas)]
    return Answer(200 if made.repeated else 201, headers, msgspec.json.encode(said))


def body_of(environ: Environ) -> bytes:
    """The body of a request, never more of it than we take.

    Raises:
        Problem: 415 it is not said to be JSON; 413 it is over a megabyte.
    """
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != JSON:
        raise problem(415, gettext_noop("内容要是 application/json。"), "not-json-type")
    length = environ.get("CONTENT_LENGTH") or ""
    told = int(length) if length.isdecimal() and len(length) < 19 else None
    body: bytes = (
        b"" if told and told > MOST_BYTES else environ["wsgi.input"].read(MOST_BYTES + 1 if told is None else told)
    )
    if max(len(body), told or 0) > MOST_BYTES:
        raise problem(413, gettext_noop("内容最多 1 MB。照片请先用 /api/v1/uploads 上传，再写编号。"), "too-large")
    return body


def header(environ: Environ, name: str) -> str:
    """A header as its sender wrote it: WSGI hands over bytes as Latin letters."""
    return str(environ.get(name, "")).encode("latin-1", "replace").decode("utf-8", "replace")


def place_of(error: Exception) -> str:
    """The last line of code that an exception went through."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""
