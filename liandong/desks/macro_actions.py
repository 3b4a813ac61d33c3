"""Writes of macros, and using one on a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases.actions import Moved
from liandong.desks.batch_actions import act_on
from liandong.desks.models import Macro
from liandong.desks.owning import kept_before, named
from liandong.desks.queries import macro_of
from liandong.desks.rules import may_drop, refuse_bad_macro, refuse_one_more_macro
from liandong.desks.states import Act
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.linkage.dispatching import refuse_unknown_kind


@transaction.atomic
def save_macro(
    name: str, act: Act, inputs: Mapping[str, Any], *, shared: bool, actor: Actor, now: datetime, key: str | None = None
) -> Macro:
    """Keeps an act with its inputs under a name; the same name of the same owner is kept anew.

    Raises:
        Refused: the name or an input is missing, the act is not the post's, or there are too many.
    """
    name, given = name.strip(), {each: value for each, value in inputs.items() if value}
    refuse_bad_macro(name, act, given, actor)
    if "kind" in given:
        refuse_unknown_kind(given["kind"])
    unit = actor.unit if shared else None
    fact = Fact("macro.saved", {"act": act.value, "unit": unit})
    if (before := kept_before(key, fact)) is not None:
        return macro_of(actor, before)
    macro = named(Macro, name, unit, actor, refuse_one_more_macro)
    macro.act, macro.inputs, macro.saved_at = act, given, now
    macro.save()
    record(f"macro:{macro.pk}", fact, actor=actor.label, now=now, key=key)
    return macro


@transaction.atomic
def drop_macro(number: int, *, actor: Actor, now: datetime, key: str | None = None) -> None:
    """Takes a macro away.

    Raises:
        Refused: it is not the actor's.
    """
    if written_before(key, f"macro:{number}", Fact("macro.dropped")):
        return
    macro = macro_of(actor, number)
    if not may_drop(macro.account_id, macro.unit, actor):
        raise Refused("这条常用语不是您的，也不是您单位的。", code="not-yours")
    macro.dropped_at = now
    macro.save(update_fields=["dropped_at"])
    record(f"macro:{macro.pk}", Fact("macro.dropped"), actor=actor.label, now=now, key=key)


def use_macro(number: str, macro: Macro, *, by: Actor, now: datetime, key: str) -> Moved:
    """Makes a macro's act on one case.

    Raises:
        Refused: as the moves do.
    """
    return act_on(number, Act(macro.act), macro.inputs, by=by, now=now, key=key)
