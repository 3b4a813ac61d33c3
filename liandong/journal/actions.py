"""The only writer of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.types import JSONValue

from liandong.journal.facts import GENESIS, Fact, link
from liandong.journal.models import Entry
from liandong.journal.queries import entry_with_key
from liandong.journal.reactions import QUEUE, TABLE, TASK
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)


def record(subject: str, *facts: Fact, actor: str, now: datetime, key: str | None = None) -> list[Entry]:
    """Appends facts to a subject's chain, in the caller's transaction; the first of them carries the key.

    Takes a lock on the subject until that transaction ends, so that its writers come one after the other. Reactions to
    the facts are deferred in the same transaction.

    Raises:
        django.db.IntegrityError: the key was used before.
    """
    with transaction.atomic(savepoint=False):
        entries = appended(subject, facts, actor, now, key)
        defer_reactions(entries)
    for entry in entries:
        log.info(entry.kind, subject=subject, entry=entry.pk, actor=actor)
    return entries


def written_before(key: str | None, subject: str | None, asked: Fact) -> bool:
    """Whether this key has written this very fact about this subject; an action that finds it so changes nothing.

    Called in the action's transaction before it changes anything: whoever comes with the same key meanwhile waits.
    `asked` names what tells one use from another; the entry may say more than it. No subject: one that is made anew.

    Raises:
        Refused: the key was used for something else.
    """
    if key is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [key])
    entry = entry_with_key(key)
    if entry is None:
        return False
    said = {name: entry.data.get(name) for name in asked.data}
    if (entry.subject, entry.kind, said) != (subject or entry.subject, asked.kind, dict(asked.data)):
        raise Refused("这个提交编号已经用过，内容却不一样。请刷新页面再提交。", code="key-reused", field="key")
    return True


def drop_row(
    rows: QuerySet[Any, Any], text: str, subject: str, asked: Fact, *, actor: str, now: datetime, key: str | None
) -> None:
    """Takes the row that goes by `text` away, once per key, and records it; in the caller's transaction.

    Raises:
        Refused: there is no such row, or the key was used for something else.
    """
    if written_before(key, subject, asked):
        return
    if not rows.delete()[0]:
        raise Refused("没有 {text} 这一行。", code="not-found", text=text)
    record(subject, asked, actor=actor, now=now, key=key)


def appended(subject: str, facts: Sequence[Fact], actor: str, now: datetime, key: str | None) -> list[Entry]:
    """Locks the subject, reads where its chain ends, and writes the entries that follow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])
    last = Entry.objects.filter(subject=subject).order_by("-seq").values_list("seq", "hash").first()
    seq, before = (last[0], bytes(last[1])) if last else (0, GENESIS)
    entries: list[Entry] = []
    for fact in facts:
        seq += 1
        before = link(before, seq, fact, now, actor)
        entries.append(Entry(subject=subject, seq=seq, kind=fact.kind, at=now, actor=actor, data=dict(fact.data),
                             key=key if not entries else None, hash=before))  # fmt: skip
    return Entry.objects.bulk_create(entries)


def defer_reactions(entries: list[Entry]) -> None:
    """One job for all entries of an action that somebody answers."""
    answered = [entry.pk for entry in entries if entry.kind in TABLE]
    if answered:
        in_transaction().configure_task(TASK, queue=QUEUE).defer(entries=list[JSONValue](answered))
