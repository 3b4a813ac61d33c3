"""A unit rings a reporter without seeing the number: the call centre rings both sides, and each hears the other."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from liandong.access.actions import lend_number
from liandong.access.rules import Actor, refuse_without
from liandong.cases.queries import case_seen_by, subject_of
from liandong.hotline.ports import NotConnected
from liandong.hotline.telephony import WITHIN, telephony
from liandong.kernel.refusals import Refused

OWN: Final = re.compile(r"\+?[0-9-]{3,15}", re.ASCII)


def ring_reporter(number: str, report: int, own: str, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Asks the call centre to ring `own`, the telephone of whoever asks, and then the reporter. A footprint stands before anything rings.

    Raises:
        Refused: the case is out of sight or in other hands, the reporter left no number or is covered, `own` is no number, or the
            call centre did not do it.
    """
    case = case_seen_by(by, number)
    refuse_without(by, "case.answer")
    if by.unit != case.unit and not by.may("identity.reveal"):
        raise Refused("这件不在您单位手里。", code="not-holder")
    if not OWN.fullmatch(own.strip()):
        raise Refused("请写您自己的电话或分机，好让话务系统先打给您。", code="bad-format", field="own")
    found = case.reports.select_related("identity").filter(pk=report, identity__isnull=False).first()
    if found is None or found.identity is None:
        raise Refused("这份上报没有留电话。", code="not-found")
    centre = telephony()
    if centre is None:
        raise Refused("没有接通能转接的话务系统，请受理派遣员转达。", code="no-telephony")
    phone = lend_number(found.identity, subject=subject_of(case), actor=by, now=now, key=key)
    try:
        centre.dial(phone, own.strip(), WITHIN)
    except NotConnected as failed:
        raise Refused("话务系统没有应答，没有打出去。过一会儿再试。", code="no-telephony") from failed
