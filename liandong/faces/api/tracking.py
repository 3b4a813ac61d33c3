"""What the holder of a tracking token sees and may do. The token is all that is known of them."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from ninja import Path, Router

from liandong.cases.actions import move
from liandong.cases.models import Report
from liandong.cases.queries import options
from liandong.cases.rules import STATE_WORDS, Reporter
from liandong.cases.states import Move, State
from liandong.cases.told import entries_for, home_of
from liandong.cases.tracking import report_with
from liandong.faces.api.clients import address, limit
from liandong.faces.api.document import problems
from liandong.faces.api.door import header
from liandong.faces.api.reading import one_key
from liandong.faces.api.schemas import MovedOut, RatingIn, ReopeningIn, TrackOut, Words
from liandong.forces.queries import unit_name
from liandong.journal.models import Entry
from liandong.kernel.clock import now

LOOKS_A_MINUTE: Final = 120
STEPS: Final = {
    "case.received": gettext_noop("已收到"), "case.filed": gettext_noop("已受理"), "case.refused": gettext_noop("没有立案"),
    "case.assigned": gettext_noop("已派给{unit}"), "case.delegated": gettext_noop("已派给{unit}"),
    "case.accepted": gettext_noop("已签收，正在处理"), "case.suspended": gettext_noop("暂时缓办"),
    "case.resumed": gettext_noop("恢复处理"), "case.handled": gettext_noop("已处理，等核查"),
    "case.sent_back": gettext_noop("核查没有通过，重新处理"), "case.verified": gettext_noop("核查通过，请评价"),
    "case.rated": gettext_noop("已评价"), "case.reopened": gettext_noop("已重开"), "case.closed": gettext_noop("已办结"),
    "case.voided": gettext_noop("已作废"), "case.answered": gettext_noop("办理单位答复"),
    "case.reassigned": gettext_noop("已派给{unit}"), "case.taken_over": gettext_noop("已派给{unit}"),
    "case.merged": gettext_noop("和编号 {number} 是同一件事，并在一起办"), "case.split": gettext_noop("改为单独办理"),
}  # fmt: skip
"""The facts that a reporter is shown; who did them is not."""
TOLD: Final = {
    "case.handled": "note",
    "case.answered": "note",
    "case.refused": "reason",
    "case.suspended": "reason",
    "case.reopened": "reason",
}
"""What of a fact's text is meant for the reporter."""

router = Router(tags=["tracking"])
Token = Words


def opened(request: HttpRequest, token: str) -> Report:
    """The report of a token; guessing is slow."""
    limit(f"token:{address(request.META)}", LOOKS_A_MINUTE)
    return report_with(token)


@router.get("/reports/{token}", response={200: TrackOut, **problems(404, 422, 429)})
def track(request: HttpRequest, token: Path[Token]) -> dict[str, Any]:
    """How a report's case stands, step by step, without anybody's name."""
    report = opened(request, token)
    case = report.case
    unit = case.unit or case.handled_unit
    return {
        "number": case.number, "title": report.title, "state": case.state, "state_word": gettext(STATE_WORDS[State(case.state)]),
        "unit": {"code": unit, "name": unit_name(unit)} if unit else None, "deadline": case.due_at,
        "stage_deadline": case.stage_due_at, "stars": report.stars,
        "reported_as": home_of(report).number, "reporters": case.reporters,
        "steps": [step(entry, case.number) for entry in entries_for(report) if entry.kind in STEPS],
        "may": [one.move.value for one in options(case, Reporter(report.pk), report) if one.why_not is None],
    }  # fmt: skip


def step(entry: Entry, number: str) -> dict[str, Any]:
    words = gettext(STEPS[entry.kind]).format(unit=unit_name(entry.data.get("unit")), number=number)
    return {
        "kind": entry.kind,
        "words": words,
        "at": entry.at,
        "text": entry.data.get(TOLD.get(entry.kind, ""), ""),
    }


@router.post("/reports/{token}/rating", response={200: MovedOut, **problems(400, 403, 404, 409, 422, 429)})
def rate(request: HttpRequest, token: Path[Token], given: RatingIn) -> dict[str, Any]:
    """Rates what was done, from 5 (very satisfied) to 1 (not at all); the case is closed by it."""
    return made(request, token, Move.RATE, {"stars": given.stars}, given.key)


@router.post("/reports/{token}/reopening", response={200: MovedOut, **problems(400, 403, 404, 409, 422, 429)})
def reopen(request: HttpRequest, token: Path[Token], given: ReopeningIn) -> dict[str, Any]:
    """Says that it is not done after all, with a reason and photos."""
    return made(request, token, Move.REOPEN, {"reason": given.reason, "photos": given.photos}, given.key)


def made(request: HttpRequest, token: str, name: Move, inputs: dict[str, Any], key: str | None) -> dict[str, Any]:
    report = opened(request, token)
    own = f"report:{report.pk}:{one_key(key, header(request.META, 'HTTP_IDEMPOTENCY_KEY'))}"
    moved = move(report.case.number, name, inputs, by=Reporter(report.pk), now=now(), key=own)
    return {"number": moved.case.number, "state": moved.case.state, "repeated": moved.repeated}
