"""Because it is time: pushes go out, each case's in order."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.webhooks.actions import QUEUE, SEND, deliver
from liandong.webhooks.queries import due
from liandong.webhooks.states import Pushing

AT_ONCE: Final = 200


@app.task(name=SEND, queue=QUEUE)
def send(push: str) -> None:
    """Tries one push, and when it is taken those of its case that waited behind it."""
    following(UUID(push), now())


def following(push: UUID, at: datetime) -> int:
    """Delivers a push and what waits behind it; gives how many were taken."""
    taken = 0
    row = deliver(push, now=at)
    while row is not None and row.state == Pushing.DELIVERED:
        taken += 1
        behind = due(at).filter(webhook=row.webhook_id, case=row.case).first()
        row = deliver(behind.pk, now=at) if behind else None
    return taken


@app.periodic(cron="* * * * *")
@app.task(name="webhooks.sweep", queue=QUEUE, queueing_lock="webhooks.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001  every periodic job is given one
    send_due(now())


def send_due(at: datetime) -> int:
    """Tries what waits for its next try, and what a killed worker left behind."""
    return sum(following(pk, at) for pk in list(due(at).values_list("pk", flat=True)[:AT_ONCE]))
