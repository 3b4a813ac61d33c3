"""Because it is time: the district's cases are looked through for hot matters."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.insight.actions import look
from liandong.insight.states import Span
from liandong.kernel.clock import now


@app.periodic(cron="25 * * * *")
@app.task(name="insight.look_at_week", queueing_lock="insight.look_at_week")
def look_at_week(timestamp: int) -> int:  # noqa: ARG001  (procrastinate passes it by this name)
    return look(Span.WEEK, actor="system", now=now())


@app.periodic(cron="40 2 * * *")
@app.task(name="insight.look_back", queueing_lock="insight.look_back")
def look_back(timestamp: int) -> int:  # noqa: ARG001  (as above)
    return sum(look(span, actor="system", now=now()) for span in (Span.MONTH, Span.QUARTER))
