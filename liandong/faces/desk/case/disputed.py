"""Whose a case is: the banner of an open dispute, and the steps by which a unit passes a case on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import standing
from liandong.cases.rules import obstacle
from liandong.cases.states import Move
from liandong.faces.desk.case.steps_shown import Step
from liandong.linkage.models import Dispute
from liandong.linkage.ownership import DISPUTE_WORDS, Offer, may_answer
from liandong.linkage.precedents import precedent
from liandong.linkage.states import UNDECIDED, DisputeState

PASSING: Final = (
    (Move.REPORT_UP, "desk:report-up", gettext_noop("上报"), "5"), (Move.DISPUTE, "desk:dispute", gettext_noop("不归我们"), "6"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disputed:
    """An open dispute as its banner shows it, with the precedent for the one who rules."""

    dispute: Dispute
    state: str
    offer: Offer | None
    steps: list[Step]


def disputed(case: Case, actor: Actor) -> Disputed | None:
    """One statement for a disputed case, none for any other."""
    if case.pending != "dispute":
        return None
    found = Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED)).first()
    if found is None:
        return None
    rules_it = obstacle(Move.RULE, standing(case), actor) is None
    offer = precedent(case) if rules_it else None
    return Disputed(
        found, gettext(DISPUTE_WORDS[DisputeState(found.state)]), offer, list(answers(case, found, actor, rules_it))
    )


def answers(case: Case, found: Dispute, actor: Actor, rules_it: bool) -> Iterator[Step]:
    if may_answer(DisputeState(found.state), found.named, actor) is None:
        yield Step(reverse("desk:dispute-answer", args=[case.number, "theirs"]), gettext("也不归我们"), "n")
        yield Step(reverse("desk:dispute-answer", args=[case.number, "ours"]), gettext("归我们，接下来"), "y", leads=True, at_once=True)  # fmt: skip
    if rules_it:
        yield Step(reverse("desk:dispute-rule", args=[case.number]), gettext("裁定归属"), "7", leads=True)


def passing(case: Case, actor: Actor) -> Iterator[Step]:
    """The steps by which the holder passes a case on."""
    now = standing(case)
    for move, name, word, key in PASSING:
        if obstacle(move, now, actor) is None and (move is not Move.REPORT_UP or now.above):
            yield Step(reverse(name, args=[case.number]), gettext(word), key)
