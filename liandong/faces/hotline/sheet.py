"""The worksheet: kept while it is typed, with what the product makes of it beside; made a report, an answer, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST

from liandong.cases.intake import offered
from liandong.cases.ports import PORTS, Spot
from liandong.cases.reference import district
from liandong.exchange.queries import danger
from liandong.faces.hotline.pages import AgentRequest, hotline, key_of
from liandong.faces.shared.names import kind_groups, kind_said, partner_said, unit_choices, unit_said
from liandong.faces.shared.pages import STATUS
from liandong.forces.queries import units
from liandong.hotline.emergency_actions import Passed, pass_emergency
from liandong.hotline.models import PhoneCall
from liandong.hotline.queries import call_at_hand
from liandong.hotline.states import EMERGENCIES
from liandong.hotline.worksheet import Sheet, Wishes
from liandong.hotline.worksheet_actions import answer_on_the_spot, file_report, keep_sheet, note_outcome
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.knowledge.models import Article
from liandong.knowledge.queries import found

LONGEST: Final = 5000
ANSWERS: Final = 3
LEAST_LETTERS: Final = 2
ANSWER_KEYS: Final = ("alt+4", "alt+5", "alt+6")


def degrees(text: str, most: int, field: str) -> float | None:
    """A coordinate, or None when the field is empty."""
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise Refused("坐标要写成度数，例如 104.101 和 30.662。", code="bad-coordinates", field=field)
    return value


def after(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("回访时间要写成 18:00 这样。", code="bad-time", field="after") from None


def read(given: QueryDict) -> tuple[Sheet, Wishes]:
    """What the form holds.

    Raises:
        Refused: a word makes no sense.
    """
    words = {name: given.get(name, "").strip() for name in ("title", "words", "kind", "urgency", "accused")}
    lon, lat = degrees(given.get("lon", ""), 180, "lon"), degrees(given.get("lat", ""), 90, "lat")
    sheet = Sheet(
        text=given.get("text", "").strip()[:LONGEST], title=words["title"][:120], words=words["words"][:200],
        lon=lon if lat is not None else None, lat=lat if lon is not None else None, kind=words["kind"][:8],
        urgency=words["urgency"][:8], confidential="confidential" in given, accused=words["accused"][:40],
    )  # fmt: skip
    wishes = Wishes(given.get("name", "").strip()[:40], given.get("phone", "").strip()[:20], given.get("call_back", "1") == "1",
                    after(given.get("after", "")), "text_me" in given)  # fmt: skip
    return sheet, wishes


def kept(request: AgentRequest) -> PhoneCall:
    """Keeps what the form holds, and gives the call at hand."""
    call = call_at_hand(request.actor)
    if call.case_id is None:
        sheet, wishes = read(request.POST)
        call = keep_sheet(call.pk, sheet, wishes, by=request.actor, now=now())
    return call


@dataclass(frozen=True, slots=True)
class Seen:
    """What the product makes of a worksheet: where, what kind and why, who would get it and by which rule."""

    spot: Spot | None
    kind: str
    kind_reason: str
    others: list[str]
    confidential: bool
    unit: str
    rule: str
    kept_out: bool


def seen(sheet: Sheet, at: datetime) -> Seen | None:
    """Looks at what is written so far; nothing is kept of it."""
    if len(sheet.text) < LEAST_LETTERS:
        return None
    known = district()
    [spot] = PORTS.locator.locate([(sheet.lon, sheet.lat, sheet.words, f"{sheet.title} {sheet.text}")])
    [candidates] = PORTS.classifier.classify([f"{sheet.title} {sheet.text}"])
    options = offered(candidates, known)
    kind, reason = sheet.kind, gettext("您选的") if sheet.kind else ""
    if not kind and options:
        best = options[0]
        sure = best["confidence"] >= known.threshold_of(best["kind"])
        kind = best["kind"]
        why = gettext("根据“%(words)s”") % {"words": gettext("、").join(best["words"])} if best["words"] else ""
        reason = why if sure else " ".join([why, gettext("把握不足，请您选定")]).strip()
    others = [kind_said(each["kind"]) for each in options[1:3]] if not sheet.kind else []
    row = known.kinds.get(kind)
    route = known.route(kind, spot.area, known.office.calendar.at_work(at)) if row and spot.found else None
    hidden = sheet.confidential or bool(sheet.accused) or bool(row and row.confidential)
    unit = route[0] if route else ""
    return Seen(spot, kind if row else "", reason, others, hidden, unit, f"{route[1].code}：{route[1].sentence}" if route else "",
                bool(unit) and unit == sheet.accused)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """An article that may answer, and the key that says it did."""

    article: Article
    key: str


def beside(call: PhoneCall) -> dict[str, Any]:
    """What stands beside the worksheet."""
    sheet, at = Sheet.of(call.sheet), now()
    rows = found(sheet.text[:60], local_day(at), most=ANSWERS) if len(sheet.text) >= LEAST_LETTERS else []
    return {
        "call": call, "seen": seen(sheet, at), "danger": danger(f"{sheet.title} {sheet.text}"),
        "answers": [Answer(row, hot) for row, hot in zip(rows, ANSWER_KEYS, strict=False)],
    }  # fmt: skip


@require_POST
@hotline
def keep(request: AgentRequest) -> HttpResponseBase:
    """Keeps what is typed so far and shows what the product makes of it. The fields under the agent's hands are not touched."""
    try:
        return render(request, "hotline/beside.html", beside(kept(request)))
    except Refused as refused:
        return render(request, "desk/refused_part.html", {"refused": refused}, status=STATUS.get(refused.code, 200))


@require_POST
@hotline
def file(request: AgentRequest) -> HttpResponseBase:
    """Makes a report of the worksheet."""
    try:
        call = file_report(kept(request).pk, by=request.actor, now=now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("hotline:work")
    call.refresh_from_db()
    case = call.case
    if case is not None:
        said = gettext("已登记，编号 %(number)s") % {"number": case.number}
        messages.success(request, f"{said}·{unit_said(case.unit)}" if case.unit else said)
    return redirect("hotline:work")


@require_POST
@hotline
def close(request: AgentRequest, what: str) -> HttpResponseBase:
    """No case comes of it: answered from an article, asked how a case stands, or no matter."""
    call = kept(request)
    key = key_of(request)
    try:
        if what == "told":
            pk = request.POST.get("article", "")
            answer_on_the_spot(
                call.pk, int(pk) if pk.isdecimal() else 0, by=request.actor, now=now(), key=f"{key}:told:{pk}"
            )
            messages.success(request, gettext("记下了：当场答复，知识库多一次引用"))
        else:
            note_outcome(call.pk, what, by=request.actor, now=now(), key=f"{key}:{what}")
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("hotline:work")


@require_POST
@hotline
def emergency(request: AgentRequest) -> HttpResponseBase:
    """The red key: hands over at once with whatever is known; says whom to ring where nobody answers."""
    call = kept(request)
    service = request.POST.get("service", "")
    if service not in EMERGENCIES:
        named = danger(str(call.sheet.get("text", "")))
        service = named[1] if named else "110"
    try:
        tell(request, pass_emergency(call.pk, service, by=request.actor, now=now(), key=key_of(request)))
    except Refused as refused:
        messages.error(
            request, refused.sentence + gettext("请马上拨 %(service)s，来电人不要挂。") % {"service": service}
        )
    return redirect("hotline:work")


def tell(request: AgentRequest, passed: Passed) -> None:
    if passed.message is None:
        messages.error(
            request, gettext("没有接通收险情的中心。请马上拨 %(service)s，来电人不要挂。") % {"service": passed.service}
        )
        return
    partner = passed.message.hand_over.partner
    words = {"partner": partner_said(partner.code), "phone": partner.phone, "service": passed.service,
             "seconds": f"{(passed.message.took_ms or 0) / 1000:.2f}"}  # fmt: skip
    if passed.received:
        messages.success(
            request, gettext("已移交%(partner)s，用时 %(seconds)s 秒；正在接入 %(service)s，来电人不要挂") % words
        )
    else:
        messages.error(
            request,
            gettext("%(partner)s没有应答。请马上拨 %(service)s，再打值班电话 %(phone)s；系统在不停重发") % words,
        )


def choices() -> dict[str, Any]:
    """What the form lets choose."""
    return {
        "groups": kind_groups(),
        "units": unit_choices(sorted((unit for unit in units().values() if unit.active), key=lambda unit: (len(unit.code), unit.code))),
        "services": [(number, gettext(word), f"alt+{hot}") for hot, (number, word) in enumerate(EMERGENCIES.items(), start=1)],
        "urgency_choices": [("", gettext_noop("按类别")), ("normal", gettext_noop("一般")), ("urgent", gettext_noop("紧急")),
                            ("critical", gettext_noop("特急"))],
    }  # fmt: skip
