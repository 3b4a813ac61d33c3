"""Terms of disputes and precedents, kept in the process under the version of their chain in the journal."""

from __future__ import annotations

from typing import Final

from liandong.cases.models import Case
from liandong.journal.queries import version_of
from liandong.kernel.versions import versioned
from liandong.linkage.models import OwnershipRule, Precedent
from liandong.linkage.ownership import Offer, Terms, fitting, terms_for

SUBJECT: Final = "reference:ownership"


def load() -> tuple[list[Terms], list[Offer]]:
    terms = [Terms(row.area, row.answer_hours, row.ruling_hours, row.transfers, row.unit, row.sentence)
             for row in OwnershipRule.objects.all()]  # fmt: skip
    offers = [Offer(row.pk, row.kind, row.area, row.words, row.unit, row.sentence, row.number)
              for row in Precedent.objects.filter(withdrawn_at=None)]  # fmt: skip
    return terms, offers


KNOWN: Final = versioned(load, version_of(SUBJECT))


def terms(area: str) -> Terms:
    """How disputes go at a place."""
    return terms_for(area, KNOWN.get()[0])


def precedent(case: Case, kind: str | None = None, area: str = "") -> Offer | None:
    """What was ruled before in a matter like this; `kind` and `area` where somebody tries other ones."""
    text = f"{case.title} {case.place}"
    return fitting(kind or case.kind, area or case.area, text, KNOWN.get()[1])
