"""Because it is time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.hotline.actions import end_lapsed
from liandong.hotline.emergency_actions import BRIDGE
from liandong.hotline.models import PhoneCall
from liandong.hotline.telephony import WITHIN, telephony
from liandong.kernel.clock import now


@app.periodic(cron="*/5 * * * *")
@app.task(name="hotline.end_lapsed", queueing_lock="hotline.end_lapsed")
def end_lapsed_calls(timestamp: int) -> int:  # noqa: ARG001  every periodic job is given one
    """Ends calls of whose end we never heard."""
    return end_lapsed(now=now())


@app.task(name=BRIDGE, retry=2)
def bridge(call: int, number: str) -> None:
    """Brings 110, 119 or 120 into a call; the agent dials by hand where the call centre does not."""
    centre = telephony()
    if centre is not None:
        centre.bridge(PhoneCall.objects.get(pk=call).centre_call, number, WITHIN)
