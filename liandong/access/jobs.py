"""Because it is time: what clients used is written down, and tokens that ran out are forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.access.client_actions import drop_expired, keep_usage
from liandong.access.limits import used_on
from liandong.access.models import Client
from liandong.kernel.clock import local_day, now

QUEUE = "access"


@app.periodic(cron="* * * * *")
@app.task(name="access.usage", queue=QUEUE, queueing_lock="access.usage")
def usage(timestamp: int) -> None:  # noqa: ARG001  every periodic job is given one
    """The day's counts of this machine go into the table."""
    day = local_day(now())
    keep_usage(day, {pk: used_on(f"client:{pk}", day) for pk in Client.objects.values_list("pk", flat=True)})


@app.periodic(cron="7 * * * *")
@app.task(name="access.tokens", queue=QUEUE, queueing_lock="access.tokens")
def tokens(timestamp: int) -> None:  # noqa: ARG001  every periodic job is given one
    drop_expired(now())
