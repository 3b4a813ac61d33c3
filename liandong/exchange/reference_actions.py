"""Writes of partners and danger words: loaded as rows, changed as rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from liandong.access.shared_key_actions import change_key
from liandong.exchange import transports
from liandong.exchange.models import DangerWord, Partner
from liandong.exchange.queries import DANGERS, PARTNERS, holder_of
from liandong.exchange.rules import matter_of
from liandong.journal.actions import drop_row, record, written_before
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused

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
def give_key(code: str, secret: str, *, actor: str, now: datetime) -> None:
    """Keeps a key that a partner gave us, sealed; it is shown nowhere.

    Raises:
        Refused: there is no such partner, or nothing was given.
    """
    if not secret or not Partner.objects.filter(pk=code).exists():
        raise Refused("没有接通的中心 {partner}。", code="no-partner", field="partner", partner=code)
    change_key(holder_of(code), "", timedelta(), given=secret.encode(), actor=actor, now=now)


@transaction.atomic
def load_danger_words(rows: Sequence[tuple[str, str]], *, actor: str, now: datetime, key: str | None = None) -> None:
    """Puts a table of (word, number to call) in the place of the one before."""
    if key and entry_with_key(key):
        return
    DangerWord.objects.all().delete()
    DangerWord.objects.bulk_create(DangerWord(word=word, call=call) for word, call in rows if call in CALLS)
    record(DANGERS, Fact("exchange.danger_words_loaded", {"words": len(rows)}), actor=actor, now=now, key=key)


@transaction.atomic
def change_partner(
    code: str, values: Mapping[str, Any], *, actor: str, now: datetime, key: str | None = None
) -> Partner:
    """Changes what people may change of a connected partner: names, number to call, what may pass, the form of its numbers,
    whether we verify its results, whether it is connected. What it was stands in the journal.

    Raises:
        Refused: there is no such partner, a word is missing or unknown, or the form is no regular expression.
    """
    partner = Partner.objects.select_for_update().filter(pk=code).first()
    if partner is None:
        raise Refused("没有接通的中心 {partner}。", code="not-found", partner=code)
    for name, what in (("name", "名称"), ("phone", "电话")):
        if not str(values.get(name, "")).strip():
            raise Refused("对接中心还差 {name}。", code="input-missing", field=name, name=what)
    for matter in (*values["outward"], *values["inward"]):
        matter_of(matter)
    try:
        re.compile(values["number_form"])
    except re.error:
        raise Refused("编号的写法不是正则表达式：{text}。", code="bad-pattern", field="number_form",
                      text=values["number_form"]) from None  # fmt: skip
    asked = Fact("exchange.partner_changed", {"partner": code, "new": dict(values)})
    if written_before(key, PARTNERS, asked):
        return partner
    was = {name: getattr(partner, name) for name in values}
    for name, value in values.items():
        setattr(partner, name, value)
    partner.save(update_fields=list(values))
    record(PARTNERS, Fact(asked.kind, {**asked.data, "was": was}), actor=actor, now=now, key=key)
    return partner


@transaction.atomic
def set_danger_word(word: str, call: str, *, actor: str, now: datetime, key: str | None = None) -> None:
    """From now on a word means danger to life, and this number is called.

    Raises:
        Refused: the word is empty, too long or too short to mean anything, or nobody answers at such a number.
    """
    word = word.strip()
    if not 2 <= len(word) <= 20:
        raise Refused("险情词要有两到二十个字。", code="bad-word", field="word")
    if call not in CALLS:
        raise Refused("只能是 110、119、120 之一。", code="bad-call", field="call")
    asked = Fact("exchange.danger_word_set", {"word": word, "call": call})
    if written_before(key, DANGERS, asked):
        return
    DangerWord.objects.update_or_create(word=word, defaults={"call": call})
    record(DANGERS, asked, actor=actor, now=now, key=key)


@transaction.atomic
def drop_danger_word(word: str, *, actor: str, now: datetime, key: str | None = None) -> None:
    """A word does not mean danger any more.

    Raises:
        Refused: there is no such word.
    """
    asked = Fact("exchange.danger_word_dropped", {"word": word})
    drop_row(DangerWord.objects.filter(word=word), word, DANGERS, asked, actor=actor, now=now, key=key)
