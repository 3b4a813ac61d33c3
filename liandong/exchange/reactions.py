"""Because something happened to a case: the partner concerned is told."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Q

from liandong.exchange.actions import end, queue
from liandong.exchange.models import HandOver
from liandong.exchange.states import OPEN, Kind, Standing, Way
from liandong.journal.models import Entry

TOLD: Final = {
    "case.assigned": Kind.STATE, "case.delegated": Kind.STATE, "case.accepted": Kind.STATE, "case.returned": Kind.STATE,
    "case.handled": Kind.STATE, "case.sent_back": Kind.STATE, "case.suspended": Kind.STATE, "case.resumed": Kind.STATE,
    "case.handed_over": Kind.STATE, "case.taken_back": Kind.STATE, "case.verified": Kind.RESULT, "case.reopened": Kind.STATE,
    "case.result_taken": Kind.STATE, "case.result_trusted": Kind.RESULT, "case.refused": Kind.REFUSED,
    "case.voided": Kind.REFUSED, "case.closed": Kind.STATE, "case.rated": Kind.STATE,
    "case.merged": Kind.STATE, "case.split": Kind.STATE, "case.recheck_failed": Kind.STATE,
}  # fmt: skip
"""What whoever handed a case in hears of it, by fact. Every one of these moves changes where the case stands."""
LAST: Final = frozenset({"case.refused", "case.voided", "case.closed", "case.rated"})
AGAIN: Final = frozenset({"case.reopened", "case.recheck_failed"})
"""What begins anew is told even after the partner heard that it was over, and so is all that follows."""
TAKES_BACK: Final = frozenset({"case.taken_back", "case.voided"})
INTAKE: Final = {"case.assigned": "assigned"}
"""Entries of the intake carry no state in their data."""


@transaction.atomic
def tell_partner(entry: Entry) -> None:
    """Queues what happened for the partner who handed the case in, and takes back what was handed out.

    Entries before this one that nobody has told go first: two workers may answer them in the other order.
    """
    case = int(entry.subject.partition(":")[2])
    for hand_over in HandOver.objects.filter(concerned(case), listening(entry)).select_related("partner"):
        HandOver.objects.select_for_update().get(pk=hand_over.pk)
        if hand_over.case_id != case:
            tell(hand_over, entry)  # what becomes of the case with which theirs was merged is theirs too
        elif hand_over.way == Way.IN:
            for each in untold(hand_over, entry):
                tell(hand_over, each)
        elif entry.kind in TAKES_BACK and entry.at >= hand_over.begun_at:
            end(hand_over, Standing.WITHDRAWN, entry.at)
            queue(hand_over, Kind.WITHDRAWN, {"reason": entry.data.get("reason", "")}, entry.at, entry=entry.pk)


def concerned(case: int) -> Q:
    """The hand-overs of a case, and those by which cases came that were merged with it since."""
    return Q(case=case) | Q(case__leading=case, way=Way.IN)


def listening(entry: Entry) -> Q:
    """Which hand-overs hear of an entry: those that run, and of a new beginning also those by which a case came that was done."""
    running = Q(standing__in=OPEN)
    return running | Q(way=Way.IN, standing=Standing.DONE) if entry.kind in AGAIN else running


def untold(hand_over: HandOver, entry: Entry) -> list[Entry]:
    """The entries up to this one that their partner has not been told yet, oldest first."""
    told = set(hand_over.outgoing.exclude(entry=None).values_list("entry", flat=True))
    there = Entry.objects.filter(subject=entry.subject, kind__in=TOLD, seq__lte=entry.seq).order_by("seq")
    return [each for each in there if each.pk not in told]


def tell(hand_over: HandOver, entry: Entry) -> None:
    state = str(entry.data.get("state") or INTAKE.get(entry.kind, ""))
    words = {name: str(entry.data[name]) for name in ("reason", "unit") if entry.data.get(name)}
    body = {"state": hand_over.partner.told.get(state, state), "our_state": state, **words}
    if TOLD[entry.kind] is Kind.RESULT:
        body["note"] = what_was_done(hand_over.case_id, entry)
    queue(hand_over, TOLD[entry.kind], body, entry.at, entry=entry.pk)
    if entry.kind in LAST:
        end(hand_over, Standing.DONE, entry.at)
    elif entry.kind in AGAIN and hand_over.standing == Standing.DONE:
        hand_over.standing, hand_over.ended_at, hand_over.last_word_at = Standing.TAKEN, None, entry.at
        hand_over.save(update_fields=["standing", "ended_at", "last_word_at"])


def what_was_done(case: int, entry: Entry) -> str:
    """What the unit said that it did."""
    done = Entry.objects.filter(
        subject=f"case:{case}", kind__in=("case.handled", "case.result_taken"), seq__lt=entry.seq
    )
    last = done.order_by("-seq").first()
    return str((last or entry).data.get("note", ""))
