"""Writes of partners and danger words: loaded as rows, changed as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.exchange import transports
from liandong.exchange.models import DangerWord, Partner
from liandong.exchange.queries import DANGERS, PARTNERS
from liandong.exchange.rules import matter_of
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key

CALLS = frozenset({"110", "119", "120"})


@transaction.atomic
def save_partner(code: str, values: Mapping[str, Any], *, actor: str, now: datetime, key: str | None = None) -> Partner:
    """Connects a partner, or changes one; what is not given stays.

    Raises:
        Refused: the way to it is not installed, or a matter is unknown.
    """
    if key and entry_with_key(key):
        return Partner.objects.get(pk=code)
    transports.plug_in(str(values.get("transport", transports.SHIPPED)))
    for matter in (*values.get("outward", ()), *values.get("inward", ())):
        matter_of(matter)
    partner, _ = Partner.objects.update_or_create(code=code, defaults=dict(values))
    said = {name: value for name, value in values.items() if name != "address"}
    record(PARTNERS, Fact("exchange.partner_saved", {"partner": code, **said}), actor=actor, now=now, key=key)
    return partner


@transaction.atomic
def load_danger_words(rows: Sequence[tuple[str, str]], *, actor: str, now: datetime, key: str | None = None) -> None:
    """Puts a table of (word, number to call) in the place of the one before."""
    if key and entry_with_key(key):
        return
    DangerWord.objects.all().delete()
    DangerWord.objects.bulk_create(DangerWord(word=word, call=call) for word, call in rows if call in CALLS)
    record(DANGERS, Fact("exchange.danger_words_loaded", {"words": len(rows)}), actor=actor, now=now, key=key)
