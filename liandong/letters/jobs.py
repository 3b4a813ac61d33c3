"""Because it is time: letters are read, answers go out, services are asked, and what nobody answered becomes a report."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.letters import actions, publication_actions, queries, reply_actions
from liandong.letters.models import Inlet
from liandong.letters.services import plug_in

AT_ONCE: Final = 200


@app.task(name=actions.READ, queue=actions.QUEUE, retry=3)
def read(conversation: str) -> None:
    """Reads what somebody wrote."""
    actions.read(UUID(conversation), now=now())


@app.task(name=reply_actions.SEND, queue=reply_actions.QUEUE)
def send(reply: str) -> None:
    """Tries one answer; when it fails, its next try is a job of its own."""
    reply_actions.deliver(UUID(reply), now=now())


@app.task(name=publication_actions.PUBLISH, queue=publication_actions.QUEUE)
def publish(posting: int) -> None:
    """Tries an announcement at one account."""
    publication_actions.publish(posting, now=now())


@app.periodic(cron="* * * * *")
@app.task(name="letters.sweep", queue=actions.QUEUE, queueing_lock="letters.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001  every periodic job is given one
    """What was not answered in time becomes a report; whatever a lost job left behind is done."""
    at = now()
    for pk in list(queries.patient_no_more(at).values_list("pk", flat=True)[:AT_ONCE]):
        actions.file_unanswered(pk, now=at)
    for pk in actions.unread(at):
        actions.read(pk, now=at)
    reply_actions.pick_up(at)
    for pk in list(queries.due(at).values_list("pk", flat=True)[:AT_ONCE]):
        reply_actions.deliver(pk, now=at)


@app.periodic(cron="* * * * *")
@app.task(name="letters.pull", queue=actions.QUEUE, queueing_lock="letters.pull")
def pull(timestamp: int) -> None:  # noqa: ARG001
    """Asks the services that do not tell by themselves."""
    for inlet in Inlet.objects.filter(active=True):
        if plug_in(inlet.service).pulls:
            actions.pull(inlet, now=now())
