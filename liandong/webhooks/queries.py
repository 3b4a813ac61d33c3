"""Reads of webhooks: who is told what, whose turn it is, what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liandong.access.models import Client
from liandong.access.queries import vault_key
from liandong.access.scopes import Scope
from liandong.cases.models import Case
from liandong.cases.published import publishable
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import unseal
from liandong.webhooks.models import Push, Webhook
from liandong.webhooks.states import AT_INTAKE, Pushing

LOOK_AT: Final = 4
"""Failures after which a person sees a push that still waits."""


def webhooks_of(client: int) -> QuerySet[Webhook]:
    return Webhook.objects.filter(client=client, active=True).order_by("created_at", "id")


def webhook_of(client: int, pk: UUID) -> Webhook:
    """One webhook of a client.

    Raises:
        Refused: it has none of that id.
    """
    found = webhooks_of(client).filter(pk=pk).first()
    if found is None:
        raise Refused("没有这个推送地址。", code="not-found")
    return found


def secrets_of(webhook: Webhook, at: datetime) -> list[bytes]:
    """The secrets that count, the newest first."""
    kept = [webhook.secret]
    if webhook.secret_before and webhook.before_ends_at and webhook.before_ends_at > at:
        kept.append(webhook.secret_before)
    return [unseal(bytes(each), vault_key(), webhook.pk.bytes) for each in kept]


def brought(client: int, case: int) -> bool:
    """Whether a client brought a case."""
    own = Entry.objects.filter(subject=f"case:{case}", kind="case.received", actor=f"client:{client}")
    return own.exists()


def may_follow(client: Client, case: Case) -> bool:
    """Whether a client may know how a case stands: its own, or one of a public kind in its area that is placed."""
    if Scope.READ not in client.scopes:
        return False
    listed = case.grid is not None and case.kind in publishable()
    return bool(client.area and listed and case.area.startswith(client.area)) or brought(client.pk, case.pk)


def case_for(client: Client, number: str) -> Case:
    """A case that a client may follow.

    Raises:
        Refused: there is none of that number, or it may not; both are answered the same.
    """
    case = Case.objects.filter(number=number).defer("search").first()
    if case is None or not may_follow(client, case):
        raise Refused("没有这件案卷，或者您看不到它。", code="not-found")
    return case


def told(case: Case, entry: Entry) -> dict[str, Any]:
    """What is said of a fact: codes and numbers, and no word that somebody wrote."""
    lead = entry.data.get("number") if entry.kind == "case.merged" else None
    return {
        "type": entry.kind, "timestamp": entry.at.isoformat(),
        "data": {"number": case.number, "seq": entry.seq, "state": entry.data.get("state") or AT_INTAKE.get(entry.kind, case.state),
                 "kind": case.kind, "area": case.area[:12], "unit": entry.data.get("unit") or case.unit, "leading": lead},
    }  # fmt: skip


def listening(entry: Entry) -> Iterator[Webhook]:
    """The webhooks of clients that may be told a fact of a case."""
    there = Webhook.objects.filter(
        active=True, client__active=True, facts__contains=[entry.kind], created_at__lte=entry.at
    )
    found = list(there.select_related("client"))
    if found:
        case = Case.objects.defer("search").get(pk=int(entry.subject.partition(":")[2]))
        yield from (each for each in found if may_follow(each.client, case))


def waiting_before() -> Exists:
    """That an earlier push about the same case to the same webhook still waits."""
    same = Push.objects.filter(state=Pushing.WAITING, webhook=OuterRef("webhook"), case=OuterRef("case"))
    return Exists(same.filter(entry__lt=OuterRef("entry")))


def due(at: datetime) -> QuerySet[Push]:
    """Pushes whose turn it is, the longest waiting first; none of a webhook that is left alone for now."""
    calm = Q(webhook__quiet_until=None) | Q(webhook__quiet_until__lte=at)
    waiting = Push.objects.filter(calm, state=Pushing.WAITING, next_try_at__lte=at, webhook__active=True)
    return waiting.exclude(waiting_before()).order_by("next_try_at", "entry")


def failing() -> QuerySet[Push]:
    """What a person should look at: given up, or tried several times."""
    bad = Q(state=Pushing.DEAD) | Q(state=Pushing.WAITING, tries__gte=LOOK_AT)
    return (
        Push.objects.filter(bad, webhook__active=True).select_related("webhook__client").order_by("queued_at", "entry")
    )
