"""Writes of webhooks and of what is pushed to them."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from liandong.access.models import Client
from liandong.access.queries import vault_key
from liandong.access.rules import Actor, refuse_without
from liandong.cases.models import Case
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import seal
from liandong.webhooks import queries, rules, sending
from liandong.webhooks.models import Push, Webhook
from liandong.webhooks.states import FACTS, Pushing

log = structlog.get_logger(__name__)
QUEUE: Final = "webhooks"
SEND: Final = "webhooks.send"
MOST: Final = 10
OVERLAP: Final = timedelta(days=1)
SHOWN_ONCE: Final = "这次登记已经办过，密钥当时显示了一次。没有记下的话，请换一个新密钥。"


def subject(pk: UUID) -> str:
    return f"webhook:{pk}"


@transaction.atomic
def open_webhook(client: int, url: str, facts: Sequence[str], *, now: datetime, key: str) -> tuple[Webhook, str]:
    """A client's address is told some facts from now on; gives its secret, which cannot be shown again.

    Raises:
        Refused: the address or a fact is none, there are ten already, or the same opening was made before.
    """
    actor, fact = f"client:{client}", Fact("webhook.opened", {"url": url, "facts": list(facts)})
    if written_before(key, None, fact):
        raise Refused(SHOWN_ONCE, code="shown-once")
    private = bool(settings.LIANDONG_WEBHOOK_PRIVATE)
    rules.checked_url(url, private=private)
    if not facts or set(facts) - set(FACTS):
        raise Refused("facts 要从这些里选：{known}。", code="bad-choice", field="facts", known=" ".join(FACTS))
    Client.objects.select_for_update().get(pk=client)
    if queries.webhooks_of(client).count() >= MOST:
        raise Refused("最多 {most} 个推送地址。先停掉一个。", code="too-many", field="url", most=MOST)
    row, secret = (
        Webhook(client_id=client, url=url, facts=list(dict.fromkeys(facts)), created_at=now),
        secrets.token_bytes(32),
    )
    row.secret = seal(secret, vault_key(), row.pk.bytes)
    row.save(force_insert=True)
    record(subject(row.pk), fact, actor=actor, now=now, key=key)
    return row, rules.told(secret)


@transaction.atomic
def rotate_secret(client: int, pk: UUID, *, now: datetime, key: str) -> str:
    """A new secret; the one before signs too for a day.

    Raises:
        Refused: the client has no such webhook, or the same rotation was made before.
    """
    fact = Fact("webhook.secret_rotated")
    if written_before(key, subject(pk), fact):
        raise Refused(SHOWN_ONCE, code="shown-once")
    row, secret = queries.webhook_of(client, pk), secrets.token_bytes(32)
    Webhook.objects.filter(pk=pk).update(
        secret=seal(secret, vault_key(), pk.bytes), secret_before=row.secret, before_ends_at=now + OVERLAP
    )  # fmt: skip
    record(subject(pk), fact, actor=f"client:{client}", now=now, key=key)
    return rules.told(secret)


@transaction.atomic
def close_webhook(client: int, pk: UUID, *, now: datetime) -> None:
    """Nothing more is told to an address; what waits is dropped.

    Raises:
        Refused: the client has no such webhook.
    """
    queries.webhook_of(client, pk)
    Webhook.objects.filter(pk=pk).update(active=False)
    Push.objects.filter(webhook=pk, state=Pushing.WAITING).update(state=Pushing.DROPPED, settled_at=now)
    record(subject(pk), Fact("webhook.closed"), actor=f"client:{client}", now=now)


def tell_webhooks(entry: Entry) -> None:
    """Because something happened to a case: queues it for whoever listens, behind what happened before and was not yet
    queued, since two workers may answer entries in the other order. Again does nothing."""
    for webhook in queries.listening(entry):
        case = Case.objects.defer("search").get(pk=int(entry.subject.partition(":")[2]))
        there = Entry.objects.filter(
            subject=entry.subject, kind__in=webhook.facts, seq__lte=entry.seq, at__gte=webhook.created_at
        )
        known = set(Push.objects.filter(webhook=webhook, case=case.pk).values_list("entry", flat=True))
        made = [Push(webhook=webhook, case=case.pk, entry=each.pk, body=queries.told(case, each), queued_at=each.at,
                     next_try_at=each.at) for each in there.order_by("seq") if each.pk not in known]  # fmt: skip
        with transaction.atomic():
            Push.objects.bulk_create(made, ignore_conflicts=True)
            for push in made:
                app.configure_task(SEND, queue=QUEUE).defer(push=str(push.pk))


@transaction.atomic
def deliver(push: UUID, *, now: datetime) -> Push | None:
    """Tries one push, if it is its turn and nobody else is at it; else None.

    The row is locked meanwhile. A crash between sending and committing sends it again under the same id.
    """
    turn = queries.due(now).filter(pk=push).select_for_update(of=("self",), skip_locked=True)
    row = turn.select_related("webhook").first()
    if row is None:
        return None
    body = json.dumps(row.body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = rules.headers(queries.secrets_of(row.webhook, now), f"msg_{row.pk.hex}", now, body)
    row.tries += 1
    try:
        sending.post(row.webhook.url, headers, body)
    except sending.NotTaken as failure:
        not_taken(row, str(failure), now)
    else:
        row.state, row.settled_at, row.error = Pushing.DELIVERED, now, ""
        Webhook.objects.filter(pk=row.webhook_id, failures__gt=0).update(failures=0, quiet_until=None)
    row.save(update_fields=["state", "settled_at", "error", "tries", "next_try_at"])
    return row


def not_taken(row: Push, why: str, now: datetime) -> None:
    """Puts a push off, and leaves its webhook alone meanwhile; after some days it is given up."""
    row.error = why[:120]
    if now - row.queued_at >= timedelta(days=settings.LIANDONG_WEBHOOK_DAYS):
        row.state, row.settled_at = Pushing.DEAD, now
        record(subject(row.webhook_id), Fact("webhook.push_died", {"push": str(row.pk), "why": row.error}), actor="system", now=now)  # fmt: skip
    failures = row.webhook.failures + 1
    row.next_try_at = now + rules.pause(row.tries, random.random())
    quiet = now + min(rules.pause(failures, random.random()), timedelta(minutes=5))
    Webhook.objects.filter(pk=row.webhook_id).update(failures=failures, quiet_until=quiet)
    log.info("a push was not taken", webhook=str(row.webhook_id), push=str(row.pk), tries=row.tries, why=row.error)


def failing_push(pk: UUID, by: Actor) -> Push:
    refuse_without(by, "exchange.work")
    row = Push.objects.select_for_update().filter(pk=pk, state__in=(Pushing.DEAD, Pushing.WAITING)).first()
    if row is None:
        raise Refused("没有这条没送达的推送，可能已经送到了。", code="not-found")
    return row


@transaction.atomic
def retry_push(pk: UUID, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """A person wants a push tried at once, with some days more.

    Raises:
        Refused: the person may not, or it is settled.
    """
    fact = Fact("webhook.push_retried", {"push": str(pk)})
    if written_before(key, None, fact):
        return
    row = failing_push(pk, by)
    Push.objects.filter(pk=pk).update(state=Pushing.WAITING, next_try_at=now, queued_at=now, settled_at=None)
    Webhook.objects.filter(pk=row.webhook_id).update(quiet_until=None)
    app.configure_task(SEND, queue=QUEUE).defer(push=str(pk))
    record(subject(row.webhook_id), fact, actor=by.label, now=now, key=key)


@transaction.atomic
def drop_push(pk: UUID, reason: str, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """A person lets a push be; those behind it go on.

    Raises:
        Refused: the person may not, says no reason, or it is settled.
    """
    fact = Fact("webhook.push_dropped", {"push": str(pk), "reason": reason.strip()[:200]})
    if written_before(key, None, fact):
        return
    row = failing_push(pk, by)
    if not reason.strip():
        raise Refused("请写明理由。", code="input-missing", field="note")
    Push.objects.filter(pk=pk).update(state=Pushing.DROPPED, settled_at=now)
    record(subject(row.webhook_id), fact, actor=by.label, now=now, key=key)
