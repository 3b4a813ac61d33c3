"""Who takes part in a case: kept on its row, so that lists and sight ask one table only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from liandong.access.rules import Actor
from liandong.cases.actions import involve
from liandong.cases.models import Case
from liandong.cases.queries import in_sight, not_found, subject_of
from liandong.cases.states import State
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.linkage.models import Assist, Call, Copy, Dispute
from liandong.linkage.rules import Joint, Standing
from liandong.linkage.states import SEEING, UNDECIDED, UNDONE, AssistState

SYSTEM: Final = "system"


def locked(number: str, by: Actor) -> Case:
    """A case with its row locked.

    Raises:
        Refused: with code "not-found".
    """
    case = Case.objects.select_for_update().defer("search").filter(number=number).first()
    if case is None or not in_sight(case, by):
        raise not_found(number)
    return case


def joint(case: Case) -> Joint:
    """What decisions need to know of a case."""
    return Joint(State(case.state), case.area, case.unit)


def standing(one: Assist) -> Standing:
    """What decisions need to know of an assist."""
    return Standing(AssistState(one.state), one.unit, one.answered_account)


def done_before(case: Case, key: str | None, kind: str) -> bool:
    """True when this key has written this kind of fact about this case.

    Raises:
        Refused: the key was used for something else.
    """
    entry = entry_with_key(key) if key else None
    if entry is None:
        return False
    if entry.subject != subject_of(case) or entry.kind != kind:
        raise Refused("这个提交编号已经用过，内容却不一样。请刷新页面再提交。", code="key-reused", field="key")
    return True


def tell(case: Case, *facts: Fact, actor: str, now: datetime, key: str | None = None) -> None:
    """Records what happened, and writes onto the case's row who takes part now."""
    record(subject_of(case), *facts, actor=actor, now=now, key=key)
    refresh(case)


def refresh(case: Case) -> None:
    """Writes onto the case's row, which must be locked, who takes part now."""
    rows = list(Assist.objects.filter(case=case).order_by("id").values_list("unit", "state", "required"))
    involve(
        case,
        involved=unique([*(unit for unit, state, _ in rows if state in SEEING), *others(case)]),
        awaited=unique([unit for unit, state, required in rows if required and state in UNDONE]),
    )


def others(case: Case) -> list[str]:
    """Who sees a case without assisting: who was passed over, who is called to its place and did not decline, and who is
    named in an open dispute."""
    copied = Copy.objects.filter(case=case).order_by("id").values_list("unit", flat=True)
    named = Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED), named__isnull=False)
    called = (
        Call.objects.filter(whistle__case=case).exclude(answer="declined").order_by("id").values_list("unit", flat=True)
    )
    return [*copied, *called, *(unit for unit in named.values_list("named", flat=True) if unit)]


def unique(units: list[str]) -> list[str]:
    return list(dict.fromkeys(units))
