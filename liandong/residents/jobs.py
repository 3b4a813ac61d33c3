"""Because it is time: codes and sign-ins that are over are forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.residents.actions import drop_expired


@app.periodic(cron="17 * * * *")
@app.task(name="residents.forget", queue="access", queueing_lock="residents.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001  every periodic job is given one
    drop_expired(now())
