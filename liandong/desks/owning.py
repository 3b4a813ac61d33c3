"""What views and macros share: a row of one's own, or of the unit, is kept under a name, the same name again anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from liandong.access.models import Account
from liandong.access.rules import Actor
from liandong.desks.models import Macro, SavedView
from liandong.journal.actions import written_before
from liandong.journal.facts import Fact
from liandong.journal.models import Entry

Owned = TypeVar("Owned", SavedView, Macro)


def kept_before(key: str | None, fact: Fact) -> int | None:
    """The number of the row that was kept under this key before."""
    if not written_before(key, None, fact):
        return None
    return int(Entry.objects.get(key=key).subject.partition(":")[2])


def named(rows: type[Owned], name: str, unit: str | None, actor: Actor, refuse: Callable[[int], None]) -> Owned:
    """The actor's row of that name, of their own or of the unit; a new one, not yet saved, where there is none. Locks the
    account, so that two of one name cannot be made at once.

    Raises:
        Refused: there are too many, says `refuse`, which is given how many there are.
    """
    Account.objects.select_for_update().get(pk=actor.account)
    there = rows.objects.filter(dropped_at=None, unit=unit)
    if unit is None:
        there = there.filter(account_id=actor.account)
    found = there.filter(name=name).first()
    if found is None:
        refuse(there.count())
    return found or rows(name=name, account_id=actor.account, unit=unit)
