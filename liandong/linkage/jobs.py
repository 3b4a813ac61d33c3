"""Because it is time: disputes in which somebody has lost its say."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.linkage.dispute_actions import settle


@app.periodic(cron="*/5 * * * *")
@app.task(name="linkage.settle_disputes", queueing_lock="linkage.settle_disputes")
def settle_disputes(timestamp: int) -> int:  # noqa: ARG001  (every periodic job is given one)
    """Ends the disputes whose time is over; gives how many."""
    return settle(now())
