"""Writes of what follows from a case's clocks: when they want to be looked at, and who must act since it climbed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from liandong.cases import clocks
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.reference import office
from liandong.journal.actions import record
from liandong.journal.facts import Fact


def set_clocks(case: Case, new: Mapping[str, datetime | None]) -> None:
    """Writes clocks into a row (not yet saved), and when they want to be looked at."""
    for column, instant in new.items():
        setattr(case, column, instant)
    case.next_alarm_at = office().first_alarm(case.kind, case.urgency, list(clocks.ticking(case)))


def come_down(case: Case, before: Sequence[clocks.Ticking]) -> list[Fact]:
    """Ends a climb (not yet saved) whose clock does not run any more as it did before: the stage was left, somebody else
    has the case, the end was moved, the reporter has been answered."""
    now = list(clocks.ticking(case))
    if case.rung_of is None or any(one in now for one in before if one.stage == case.rung_of):
        return []
    fact = Fact("case.came_down", {"stage": case.rung_of, "rung": case.rung})
    case.rung, case.rung_of, case.acting_unit, case.acting_role = 0, None, None, None
    return [fact]


def iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


@transaction.atomic
def climb(case: Case, reached: Sequence[tuple[Fact, str]], next_alarm_at: datetime | None, *, now: datetime) -> None:
    """Records the rungs that a locked case has reached, each under its key, and who must act from the highest one on.

    A rung 0 is a warning and changes nobody's duty.
    """
    for fact, key in reached:
        rung = fact.data["rung"]
        if rung > case.rung:
            case.rung, case.rung_of = rung, fact.data["stage"]
            case.acting_unit, case.acting_role = fact.data["acting_unit"], fact.data["acting_role"]
        record(subject_of(case), fact, actor="system", now=now, key=key)
    case.next_alarm_at = next_alarm_at
    case.save(update_fields=["rung", "rung_of", "acting_unit", "acting_role", "next_alarm_at"])


def put_off(pk: int, until: datetime) -> None:
    """Says that a case is to be looked at later."""
    Case.objects.filter(pk=pk).update(next_alarm_at=until)


def set_order(case: Case, state: str | None, due_at: datetime | None, *, given: bool = False) -> list[Fact]:
    """Writes onto a locked case how its supervision order stands (None: settled) and until when it wants its answer.
    Gives the facts that follow, for whoever records the order's own."""
    ran = list(clocks.ticking(case))
    case.order_state, case.order_due_at = state, due_at
    case.supervised += given
    down = come_down(case, ran)
    set_clocks(case, {})
    case.save(update_fields=["order_state", "order_due_at", "supervised", "rung", "rung_of", "acting_unit", "acting_role",
                             "next_alarm_at"])  # fmt: skip
    return down


def count_anew(
    case: Case, ends: Mapping[str, tuple[datetime, datetime]], why: str, *, actor: str, now: datetime, key: str
) -> None:
    """Writes other ends of clocks onto a locked case; what they were stands in the journal."""
    ran = list(clocks.ticking(case))
    set_clocks(case, {column: new for column, (_, new) in ends.items()})
    moved = {column: [iso(old), iso(new)] for column, (old, new) in ends.items()}
    facts = [Fact("case.recomputed", {"why": why, "ends": moved}), *come_down(case, ran)]
    case.save(update_fields=[*ends, "rung", "rung_of", "acting_unit", "acting_role", "next_alarm_at"])
    record(subject_of(case), *facts, actor=actor, now=now, key=key)
