"""A clock that can be moved, so that a demo shows in minutes what happens when time runs out; nowhere else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from liandong.kernel.clock import LOCAL, now
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused

TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
LOOKED_AFTER: Final = ("supervision.sound", "linkage.settle_disputes")
"""The periodic jobs of which a moved clock makes something due."""


def move_clock(when: str) -> datetime:
    """Moves the clock of all processes to the next time that it is `when` (HH:MM in China), or back to the true time by
    "true"; what is due by then is done at once. Gives what the clock says now.

    Raises:
        Refused: this is no demo, or the time is none.
    """
    if not settings.LIANDONG_DEMO:
        raise Refused("时钟只有演示环境能拨。", code="no-demo")
    ahead = timedelta() if when == "true" else coming(when, now()) - datetime.now(UTC)
    path = Path(settings.LIANDONG_CLOCK)
    part = path.with_suffix(".part")
    part.write_text(str(ahead.total_seconds()))
    part.rename(path)
    for name in LOOKED_AFTER:
        try:
            with transaction.atomic():
                in_transaction().configure_task(name, queueing_lock=name).defer(timestamp=int(now().timestamp()))
        except AlreadyEnqueued:
            continue
    return now()


def coming(when: str, at: datetime) -> datetime:
    """The first instant after another at which a clock in China says HH:MM."""
    found = TIME.fullmatch(when)
    if found is None:
        raise Refused("时间要写成 20:30 这样，或者写 true 回到真的时间。", code="bad-time", field="when")
    hour, minute = map(int, found.groups())
    then = at.astimezone(LOCAL).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return then if then > at else then + timedelta(days=1)
