"""Writes of views, and the trace that an export leaves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext_noop as word

from liandong.access.rules import Actor
from liandong.desks.models import Opening, SavedView
from liandong.desks.owning import kept_before, named
from liandong.desks.queries import view_of
from liandong.desks.rules import kept, may_drop, refuse_bad_name, refuse_one_more
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused

PURPOSES: Final = {
    "meeting": word("调度会商"), "handle": word("现场办理"), "check": word("督查核对"), "report": word("工作通报"),
}  # fmt: skip
KEEPS: Final = {7: word("7 天"), 30: word("30 天"), 365: word("1 年")}
"""How many days an exported list may be kept."""


@transaction.atomic
def save_view(
    name: str, address: Mapping[str, Sequence[str]], *, shared: bool, opens: bool, actor: Actor, now: datetime,
    key: str | None = None,
) -> SavedView:  # fmt: skip
    """Keeps a list under a name; the same name of the same owner is kept anew.

    Raises:
        Refused: the name is empty or too long, or there are too many.
    """
    name = name.strip()
    refuse_bad_name(name)
    words = kept(address)
    unit = actor.unit if shared else None
    said = {"unit": unit, "words": sorted({each for each, _ in words})}
    if (before := kept_before(key, Fact("view.saved", said))) is not None:
        return view_of(actor, before)
    view = named(SavedView, name, unit, actor, refuse_one_more)
    view.address, view.saved_at = urlencode(words), now
    view.save()
    if opens:
        Opening.objects.update_or_create(post_id=actor.post, defaults={"view": view})
    record(f"view:{view.pk}", Fact("view.saved", said), actor=actor.label, now=now, key=key)
    return view


@transaction.atomic
def drop_view(number: int, *, actor: Actor, now: datetime, key: str | None = None) -> None:
    """Takes a view away; whoever opened the desk with it opens with the first queue again.

    Raises:
        Refused: it is not the actor's.
    """
    if written_before(key, f"view:{number}", Fact("view.dropped")):
        return
    view = view_of(actor, number)
    if not may_drop(view.account_id, view.unit, actor):
        raise Refused("这个视图不是您的，也不是您单位的。", code="not-yours")
    view.dropped_at = now
    view.save(update_fields=["dropped_at"])
    Opening.objects.filter(view=view).delete()
    record(f"view:{view.pk}", Fact("view.dropped"), actor=actor.label, now=now, key=key)


@transaction.atomic
def open_with(number: int | None, *, actor: Actor, now: datetime, key: str | None = None) -> None:
    """Chooses the view with which the post opens its desk; None: with the first queue."""
    subject, fact = f"post:{actor.post}", Fact("view.opened_with", {"view": number})
    if written_before(key, subject, fact):
        return
    if number is None:
        Opening.objects.filter(post_id=actor.post).delete()
    else:
        Opening.objects.update_or_create(post_id=actor.post, defaults={"view": view_of(actor, number)})
    record(subject, fact, actor=actor.label, now=now, key=key)


@transaction.atomic
def note_export(
    address: Mapping[str, Sequence[str]], columns: Sequence[str], *, purpose: str, days: int, rows: int, actor: Actor,
    now: datetime, key: str | None = None,
) -> None:  # fmt: skip
    """Records that a list was taken out; the same key records once.

    Raises:
        Refused: no purpose, or no time after which the copy is deleted.
    """
    if purpose not in PURPOSES:
        raise Refused("请选导出的用途。", code="input-missing", field="purpose")
    if days not in KEEPS:
        raise Refused("请选导出的文件留多久。", code="input-missing", field="days")
    if written_before(key, None, Fact("list.exported", {"purpose": purpose})):
        return
    data = {
        "purpose": purpose, "until": (local_day(now) + timedelta(days=days)).isoformat(), "rows": rows,
        "columns": list(columns), **{name: value for name, value in kept(address) if name not in ("q", "col")},
    }  # fmt: skip
    record(f"export:{uuid.uuid4()}", Fact("list.exported", data), actor=actor.label, now=now, key=key)
