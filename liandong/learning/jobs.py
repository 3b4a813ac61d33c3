"""Because it is time, or because somebody asked: a model is trained beside the daily work."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.learning.actions import TASK, ask_training, carry_out, count_words, recount
from liandong.learning.models import Training
from liandong.learning.queries import settled_since
from liandong.learning.rules import ENOUGH_NEW, learned_until


@app.task(name=TASK)
def train(training: int) -> None:
    """Killed half way, it is taken up again from its beginning: a model is only known once its folder has its name."""
    carry_out(training, now())


@app.periodic(cron="40 18 * * *")
@app.task(name="learning.by_calendar", queueing_lock="learning.by_calendar")
def by_calendar(timestamp: int) -> bool:
    """At 2:40 in the night in China: trains where enough was settled since the last time."""
    last = Training.objects.exclude(learned_until=None).order_by("-id").first()
    if settled_since(last.learned_until if last else None, learned_until(now())) < ENOUGH_NEW:
        return False
    try:
        return ask_training(actor=None, now=now(), key=f"training:calendar:{timestamp}") is not None
    except Refused:
        return False


@app.periodic(cron="7 * * * *")
@app.task(name="learning.recount", queueing_lock="learning.recount")
def count(timestamp: int) -> int:  # noqa: ARG001  (every periodic job is given one)
    """Every hour: the numbers of the page of quality, and how much of the weeks' words the model in use does not know."""
    at = now()
    count_words(at)
    return recount(at)
