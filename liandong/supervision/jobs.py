"""Because it is time: clocks are looked at once a minute."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.supervision.actions import sound_all
from liandong.supervision.recounting import TASK, recount_batch

BATCHES = 50


@app.periodic(cron="* * * * *")
@app.task(name="supervision.sound", queueing_lock="supervision.sound")
def sound_clocks(timestamp: int) -> int:  # noqa: ARG001  (every periodic job is given one)
    """Looks at all clocks that want it, a batch at a time; gives how many it looked at."""
    at, total = now(), 0
    for _ in range(BATCHES):
        looked = sound_all(at)
        total += looked
        if not looked:
            break
    return total


@app.task(name=TASK, retry=3)
def recount(pk: int) -> int:
    """Counts running clocks anew, a batch in a transaction; a job that was killed goes on where it stopped."""
    while recount_batch(pk, now()):
        pass
    return pk
