"""Writes of an emergency: a report with whatever is known, handed over before anything else happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procrastinate.contrib.django import app

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.exchange.actions import hand_over_now
from liandong.exchange.models import Outgoing, Partner
from liandong.exchange.queries import partners_for
from liandong.exchange.states import Matter, Sending
from liandong.hotline.models import PhoneCall
from liandong.hotline.rules import covered
from liandong.hotline.states import EMERGENCIES, Outcome
from liandong.hotline.worksheet import Sheet
from liandong.hotline.worksheet_actions import file_report
from liandong.kernel.refusals import Refused

BRIDGE: Final = "hotline.bridge"


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of it. `message` None: no centre takes emergencies; `call` is whom to ring in any case."""

    case: Case
    service: str
    message: Outgoing | None

    @property
    def received(self) -> bool:
        return self.message is not None and self.message.state == Sending.RECEIVED


def pass_emergency(pk: int, service: str, *, by: Actor, now: datetime, key: str) -> Passed:
    """Files what is known and hands it over to 110, 119 or 120; 119 is brought into the call besides.

    Three steps, each whole by itself: the report stands though nobody answers, and the order to the call centre waits for nobody.
    The same key again gives the same.

    Raises:
        Refused: the call is not at hand, or there is no such service.
    """
    if service not in EMERGENCIES:
        raise Refused("只能转 110、119 或 120。", code="bad-service", field="service")
    call = PhoneCall.objects.filter(pk=pk).first()
    sheet = Sheet.of(call.sheet) if call else Sheet()
    text = sheet.text.strip() or f"来电求助，已转 {service}，内容待补。"
    call = file_report(
        pk, by=by, now=now, outcome=Outcome.EMERGENCY, sheet=replace(sheet, text=text, urgency="critical")
    )
    app.configure_task(BRIDGE).defer(call=call.pk, number=service)
    case = Case.objects.get(phone_calls=call)
    taking = partner_for(service)
    if taking is None:
        return Passed(case, service, None)
    given = {"partner": taking.code, "matter": Matter.EMERGENCY.value, "reason": f"险情，转 {service}", "asked": "1"}
    hidden = covered(asked=sheet.confidential, accused=sheet.accused) or not call.identity_id
    message = hand_over_now(case.number, given if hidden else {**given, "identity": "1"}, by=by, now=now, key=key)
    return Passed(case, service, message)


def partner_for(service: str) -> Partner | None:
    """The centre that takes emergencies for a number: its own where one has it, else the first."""
    taking = partners_for(Matter.EMERGENCY)
    return next((one for one in taking if one.phone == service), taking[0] if taking else None)
