"""Cases as open data: what of them anybody may know. Never what somebody wrote, nor where exactly it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Max, Q, QuerySet

from liandong.cases.models import Case, Report
from liandong.cases.queries import subject_of
from liandong.cases.reference import kinds
from liandong.cases.states import ENDS
from liandong.journal.models import Entry

MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: by number, kind, day of receipt and whether it is over; empty words narrow nothing."""

    numbers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    ended: bool | None = None

    def condition(self) -> Q:
        found = Q(number__in=self.numbers) if self.numbers else Q()
        if self.kinds:
            found &= Q(kind__in=self.kinds)
        if self.since:
            found &= Q(received_at__gte=self.since)
        if self.until:
            found &= Q(received_at__lte=self.until)
        if self.ended is not None:
            over = Q(state__in=sorted(ENDS))
            found &= over if self.ended else ~over
        return found


def publishable() -> tuple[str, ...]:
    """The kinds whose cases may be listed: public ones that are not confidential."""
    return tuple(code for code, kind in kinds().items() if kind.public_name and not kind.confidential)


def published(asked: Asked, most: int = MOST) -> QuerySet[Case]:
    """Located cases of public kinds, the newest first; whatever still waits for a place or a kind is not among them."""
    open_ = Case.objects.filter(asked.condition(), kind__in=publishable(), grid__isnull=False).defer("search")
    return open_.order_by("-received_at", "-id")[:most]


def changed_at(cases: Collection[Case]) -> dict[int, datetime]:
    """When something last happened to each case, by its id."""
    rows = Entry.objects.filter(subject__in=[subject_of(case) for case in cases]).values_list("subject")
    return {int(subject.partition(":")[2]): last for subject, last in rows.annotate(last=Max("at"))}


def texts_of(actor: str, cases: Collection[Case]) -> dict[int, str]:
    """What an actor (as the journal writes it) reported itself, by the id of the case."""
    subjects = [subject_of(case) for case in cases]
    own = Entry.objects.filter(subject__in=subjects, kind="case.received", actor=actor).values_list(
        "subject", flat=True
    )
    ids = [int(subject.partition(":")[2]) for subject in own]
    return dict(Report.objects.filter(case_id__in=ids).order_by("-id").values_list("case_id", "text"))
