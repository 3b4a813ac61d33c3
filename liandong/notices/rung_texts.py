"""A rung that was delivered reaches the telephone of whoever must act: one short text, by day, and not where it is settled by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liandong.access.queries import duty_phones
from liandong.cases.models import Case
from liandong.cases.reference import kinds, office
from liandong.deadlines.words import exact_words
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel.jobs import in_transaction
from liandong.letters.telling import text_staff, texted_lately
from liandong.notices.sentences import to_seat
from liandong.supervision.rules import allowed
from liandong.supervision.states import Delivery

TASK: Final = "notices.text_seat"
QUEUE: Final = "letters"
HOUR: Final = timedelta(hours=1)
MOST: Final = 5
"""So many texts a post gets in an hour, such as in the morning after a night: the last says that there is more at the desk."""
LATE: Final = timedelta(hours=12)
"""A rung that nobody could be told of for so long is no news any more; a night is shorter."""


def text_later(entry: Entry, now: datetime) -> None:
    """Asks for the text, in the caller's transaction: at once by day, in the morning at night."""
    at = allowed(now, Delivery.DAYTIME, office().calendar)
    in_transaction().configure_task(TASK, queue=QUEUE, schedule_at=at if at > now else None).defer(entry=entry.pk)


@transaction.atomic
def text_seat(entry_id: int, now: datetime) -> int:
    """Texts those who sit where a rung led to, each once, if it still leads there and they were not texted too often; gives how many. Nothing that a reporter said or is
    called stands in it."""
    entry = Entry.objects.get(pk=entry_id)
    case, data = Case.objects.defer("search").get(pk=int(entry.subject.partition(":")[2])), entry.data
    reached = (case.rung, case.rung_of, case.acting_unit, case.acting_role)
    if now - entry.at > LATE or reached != (data["rung"], data["stage"], data["acting_unit"], data["acting_role"]):
        return 0
    seat = {name: data[name] for name in ("acting_unit", "acting_role", "rung", "stage")}
    noted = entry.subject, Fact("case.rung_texted", {**seat, "entry": entry.pk})
    sent = 0
    for post, phone in duty_phones(data["acting_unit"], data["acting_role"], now):
        before = texted_lately(f"rung:{post}:", now - HOUR)
        if before < MOST:
            words = words_of(case, entry, last=before == MOST - 1)
            sent += text_staff(phone, words, key=f"rung:{post}:{entry.pk}", noted=noted, now=now)
    return sent


def words_of(case: Case, entry: Entry, *, last: bool) -> str:
    kind = kinds().get(case.kind or "")
    due = exact_words(datetime.fromisoformat(entry.data["due"]))
    return to_seat(case.number, kind.name if kind else "", entry.data["rung"], due, more=last)
