"""Figures of a shift or a day, of the whole hotline or of oneself, and the calls behind each number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from liandong.access.models import Account
from liandong.faces.hotline.pages import AgentRequest, hotline
from liandong.faces.shared.names import chinese
from liandong.hotline.figures import (
    CALLS,
    HANDLING,
    INDICATORS,
    WORDS,
    Counts,
    Indicator,
    calls_in,
    counted,
    percent,
    refuse_curious,
)
from liandong.hotline.models import PhoneCall
from liandong.hotline.queries import plans, shift_now
from liandong.hotline.rules import Plan, Span, leads, span_on
from liandong.hotline.states import CALL_WORDS, OUTCOME_WORDS, CallState, Outcome
from liandong.kernel.clock import LOCAL, local_day, now
from liandong.kernel.refusals import Refused

PAGE: Final = 100
WHOLE_DAY: Final = "day"
DAY_NAME: Final = gettext_noop("全天")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: a day, a shift of it or the whole, and whose (None: everybody's)."""

    day: date
    shift: str
    begins: datetime
    ends: datetime
    account: int | None

    def address(self, name: str, **words: str) -> str:
        given = {"day": str(self.day), "shift": self.shift, "who": str(self.account or ""), **words}
        return f"{reverse(name)}?{urlencode({key: value for key, value in given.items() if value})}"


def asked(given: QueryDict, at: datetime) -> Asked:
    """What an address asks for; the shift that runs where it asks for nothing.

    Raises:
        Refused: the day is none.
    """
    running = shift_now(at)
    text = given.get("day", "")
    try:
        day = date.fromisoformat(text) if text else (local_day(running.begins_at) if running else local_day(at))
    except ValueError:
        raise Refused(
            "“{text}”不是日期，要写成 2026-06-12 这样。", code="bad-date", field="day", text=text[:20]
        ) from None
    known = {plan.code: plan for plan in plans()}
    shift = given.get("shift") or (running.plan.code if running and not text else WHOLE_DAY)
    span = span_on(known[shift], day) if shift in known else None
    begins = span.begins_at if span else datetime.combine(day, datetime.min.time(), LOCAL)
    who = given.get("who", "")
    return Asked(day, shift if span else WHOLE_DAY, begins, span.ends_at if span else begins + timedelta(days=1),
                 int(who) if who.isdecimal() and len(who) < 18 else None)  # fmt: skip


def plan_said(plan: Plan) -> str:
    return plan.name if chinese() or not plan.name_en else plan.name_en


def short(span: Span | None, counts: Counts) -> dict[str, Any]:
    """The four figures that stand beside the worksheet."""
    rates = {each.name: share(each, counts) for each in INDICATORS}
    return {"span": span, "span_name": plan_said(span.plan) if span else gettext(DAY_NAME), "counts": counts, "rates": rates,
            "handling": minutes(counts.handling_s)}  # fmt: skip


def share(indicator: Indicator, counts: Counts) -> str:
    found = percent(indicator, counts)
    return "–" if found is None else f"{found}%"


def minutes(seconds: int) -> str:
    return gettext("%(m)s 分 %(s)02d 秒") % {"m": seconds // 60, "s": seconds % 60} if seconds else "–"


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator as it is shown; `short` where a standard asks for more."""

    indicator: Indicator
    text: str
    over: int
    under: int
    short: bool


def cards(counts: Counts, *, own: bool) -> list[Card]:
    shown = []
    for each in INDICATORS:
        if own and not each.own:
            continue
        found = percent(each, counts)
        shown.append(Card(each, share(each, counts), getattr(counts, each.numerator), getattr(counts, each.denominator),
                          found is not None and bool(each.least) and found < each.least))  # fmt: skip
    return shown


@require_safe
@hotline
def figures(request: AgentRequest) -> HttpResponseBase:
    """The indicators, how each is made, and the counts behind them."""
    question, lead = asked(request.GET, now()), leads(request.actor)
    counts = counted(request.actor, question.begins, question.ends, question.account)
    names = [name for name in WORDS if question.account is None or name not in ("offered", "abandoned", "waiting")]
    linked = lead or question.account == request.actor.account
    return render(request, "hotline/figures.html", {
        "question": question, "counts": counts, "lead": lead, "cards": cards(counts, own=question.account is not None),
        "parts": [(gettext(WORDS[name]), getattr(counts, name), question.address("hotline:calls", part=name) if linked else "")
                  for name in names],
        "shifts": [(WHOLE_DAY, gettext(DAY_NAME)), *((plan.code, plan_said(plan)) for plan in plans())],
        "handling": minutes(counts.handling_s), "handling_formula": HANDLING, "people": people(question) if lead else [],
        "mine": str(request.actor.account),
    })  # fmt: skip


def people(question: Asked) -> list[tuple[int, str]]:
    """Who answered calls in the span, by staff number: names to choose from, without a figure."""
    found = calls_in(question.begins, question.ends).exclude(account=None).values("account")
    rows = Account.objects.filter(pk__in=found).order_by("username")
    return [(row.pk, f"{row.username} {row.name}") for row in rows]


@require_safe
@hotline
def calls(request: AgentRequest) -> HttpResponseBase:
    """The calls behind a number, the latest first."""
    question, part = asked(request.GET, now()), request.GET.get("part", "offered")
    account = question.account if leads(request.actor) else request.actor.account
    refuse_curious(request.actor, account)
    found = calls_in(question.begins, question.ends, account).filter(CALLS.get(part, CALLS["offered"]))
    rows = found.select_related("identity", "case", "account", "article").order_by("-arrived_at", "-pk")[:PAGE]
    return render(request, "hotline/calls.html", {
        "question": question, "rows": [row_of(row) for row in rows], "word": gettext(WORDS.get(part, WORDS["offered"])),
        "back": question.address("hotline:figures"),
    })  # fmt: skip


def row_of(call: PhoneCall) -> dict[str, Any]:
    until = call.answered_at or call.ended_at
    return {
        "call": call, "waited": max(0, round((until - call.arrived_at).total_seconds())) if until else None,
        "state": gettext(OUTCOME_WORDS[Outcome(call.outcome)]) if call.outcome else gettext(CALL_WORDS[CallState(call.state)]),
    }  # fmt: skip
