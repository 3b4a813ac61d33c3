"""Cases that go to another centre, or came from one: the danger banner, the panel of a hand-over, and what they send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by, seen_by
from liandong.cases.states import MOVES, Move
from liandong.exchange.actions import hand_over_now, say
from liandong.exchange.models import HandOver, Outgoing, Partner
from liandong.exchange.queries import danger, last_hand_over, partners, partners_for
from liandong.exchange.rules import meant
from liandong.exchange.states import Matter, Sending
from liandong.faces.desk.pages import DeskRequest, back, desk, key_of
from liandong.faces.shared.names import partner_said
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

MATTERS: Final = {
    Matter.EMERGENCY: gettext_noop("险情"), Matter.CRIME: gettext_noop("报警"), Matter.SERVICE: gettext_noop("服务事项"),
    Matter.CITY: gettext_noop("城管事项"),
}  # fmt: skip
STANDINGS: Final = {
    "asked": gettext_noop("等对方接收"), "taken": gettext_noop("对方在办"), "refused": gettext_noop("对方不接"),
    "done": gettext_noop("办完了"), "withdrawn": gettext_noop("已收回"),
}  # fmt: skip
KINDS: Final = {
    "case": gettext_noop("移交案卷"), "accepted": gettext_noop("接收"), "refused": gettext_noop("不接"),
    "state": gettext_noop("办理状态"), "result": gettext_noop("办理结果"), "asked": gettext_noop("要补充情况"),
    "note": gettext_noop("留言"), "withdrawn": gettext_noop("收回"),
}  # fmt: skip
FAILURES: Final = {
    "unreachable": gettext_noop("连不上对方"), "no-answer": gettext_noop("对方没有应答"),
    "error": gettext_noop("对方系统报错"), "bad-receipt": gettext_noop("对方的回执不对"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over on a case's page. `unanswered`: an emergency that nobody has acknowledged; `failed` says why."""

    hand_over: HandOver
    partner: Partner
    name: str
    matter: str
    standing: str
    meant: str
    waiting: str
    unanswered: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Danger:
    """A word of danger to life in a case that is still here: what to call, and to whom one key hands it over."""

    word: str
    call: str
    partner: Partner
    name: str


def handed(case: Case) -> Handed | None:
    """The newest hand-over of a case: one statement where the case's row says there is one, none otherwise."""
    found = last_hand_over(case)
    if found is None:
        return None
    partner = partners()[found.partner_id]
    waiting = getattr(found, "waiting", None)
    return Handed(
        found, partner, partner_said(partner.code), gettext(MATTERS[Matter(found.matter)]),
        gettext(STANDINGS[found.standing]), meant(partner.states, found.their_state), str(waiting or ""),
        bool(waiting and getattr(found, "urgent", False)), found.ended_at is None,
    )  # fmt: skip


def danger_in(case: Case, texts: list[str], actor: Actor) -> Danger | None:
    """Whether a case speaks of danger to life and this actor can hand it over now; reads nothing but kept tables."""
    rule = MOVES[Move.HAND_OVER]
    if case.state not in rule.sources or not actor.may(rule.permission):
        return None
    found = danger(" ".join([case.title, *texts]))
    taking = partners_for(Matter.EMERGENCY)
    if found is None or not taking:
        return None
    return Danger(found[0], found[1], taking[0], partner_said(taking[0].code))


def emergency_inputs(reason: str, *, identity: bool) -> dict[str, str]:
    """The inputs of an emergency's hand-over.

    Raises:
        Refused: no centre that takes emergencies is connected.
    """
    taking = partners_for(Matter.EMERGENCY)
    if not taking:
        raise Refused("没有接通收险情的中心。请马上打 110、119 或 120。", code="no-partner")
    given = {"partner": taking[0].code, "matter": Matter.EMERGENCY.value, "reason": reason, "asked": "1"}
    return {**given, "identity": "1"} if identity else given


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the form of a hand-over offers: centres that are connected, and matters that any of them takes."""
    there = [one for one in partners().values() if one.active and one.outward]
    taken = {matter for one in there for matter in one.outward}
    return {
        "partners": [(one.code, partner_said(one.code)) for one in there],
        "matters": [(matter.value, gettext(word)) for matter, word in MATTERS.items() if matter in taken],
    }


@require_POST
@desk("case.hand_over")
def emergency(request: DeskRequest, number: str) -> HttpResponseBase:
    """The one key of the danger banner: hands the case over and waits for the receipt."""
    case = case_seen_by(request.actor, number)
    reason = request.POST.get("reason", "").strip()[:200] or "险情"
    given = emergency_inputs(reason, identity="identity" in request.POST)
    tell(request, hand_over_now(number, given, by=request.actor, now=now(), key=key_of(request)))
    seen = seen_by(request.actor).filter(pk=case.pk).exists()
    return back(request, "desk:case", number) if seen else back(request, "desk:inbox")


def tell(request: HttpRequest, message: Outgoing) -> None:
    """Says at once what came of it; of an emergency that nobody answered, whom to call."""
    partner = message.hand_over.partner
    words = {"partner": partner_said(partner.code), "phone": partner.phone, "seconds": f"{(message.took_ms or 0) / 1000:.2f}",
             "number": (message.receipt or {}).get("number", "")}  # fmt: skip
    if message.state == Sending.RECEIVED:
        said = (
            gettext("已移交%(partner)s，对方编号 %(number)s，用时 %(seconds)s 秒")
            if message.urgent
            else gettext("已移交%(partner)s")
        )
        messages.success(request, said % words)
    elif message.state == Sending.REFUSED:
        messages.error(request, gettext("%(partner)s不接，案卷已退回") % words)
    elif message.urgent:
        messages.error(request, gettext("%(partner)s没有应答。马上打电话：%(phone)s") % words)
    else:
        messages.success(request, gettext("已移交%(partner)s") % words)


@require_POST
@desk("case.note")
def partner_note(request: DeskRequest, number: str) -> HttpResponseBase:
    """A remark or an answer to the centre that has the case, or brought it."""
    case = case_seen_by(request.actor, number)
    say(case, request.POST.get("note", ""), by=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("已发给对方"))
    return back(request, "desk:case", number)
