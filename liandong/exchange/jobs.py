"""Because it is time: messages go out, and what waited in vain for its predecessor is taken."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from procrastinate.contrib.django import app

from liandong.exchange.actions import QUEUE, SEND, deliver
from liandong.exchange.following import follow_all
from liandong.exchange.inbox_actions import release
from liandong.exchange.queries import due, stuck_in
from liandong.kernel.clock import now

AT_ONCE: Final = 200


@app.task(name=SEND, queue=QUEUE)
def send(outgoing: str) -> None:
    """Tries one message whose time has come; when it fails, its next try is a job of its own."""
    at = now()
    if due(at).filter(pk=outgoing).exists():
        deliver(outgoing, now=at)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.sweep", queue=QUEUE, queueing_lock="exchange.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001  every periodic job is given one
    """Whatever a lost job left behind."""
    send_due(now())
    release_held(now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="exchange.follow", queue=QUEUE, queueing_lock="exchange.follow")
def follow(timestamp: int) -> None:  # noqa: ARG001
    """Asks the centres that do not tell by themselves."""
    follow_all(now())


def send_due(at: datetime) -> int:
    """Tries every message whose turn it is; gives how many were tried."""
    return sum(deliver(pk, now=at) is not None for pk in list(due(at).values_list("pk", flat=True)[:AT_ONCE]))


def release_held(at: datetime) -> int:
    """Takes what was held long enough; gives how many threads went on."""
    return sum(release(row, now=at) for row in stuck_in(at)[:AT_ONCE])
