"""Reads of inlets, conversations and answers."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet

from liandong.access.queries import vault_key
from liandong.access.shared_keys import opened as unsealed
from liandong.access.shared_keys import shared_keys
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import seal, unseal
from liandong.letters import rules
from liandong.letters.contacts import Contact
from liandong.letters.models import Conversation, Inlet, Letter, Reply
from liandong.letters.states import STUCK, Sending


def inlet_named(code: str) -> Inlet:
    """An inlet that is open.

    Raises:
        Refused: there is none of that code.
    """
    found = Inlet.objects.filter(pk=code, active=True).first()
    if found is None:
        raise Refused("没有消息入口 {inlet}。", code="not-found", inlet=code)
    return found


def holder_of(inlet: str) -> str:
    """How the secrets of an inlet are named among the keys."""
    return f"inlet:{inlet}"


def secrets_of(inlet: str, at: datetime) -> list[dict[str, str]]:
    """The secrets of an inlet by their names: the newest, then those before that still count."""
    return [json.loads(unsealed(row)) for row in shared_keys(holder_of(inlet), at)]


def digest_of(inlet: str, who: str) -> str:
    """By what a person is found again at an inlet; nobody who lacks the vault's key can tell who it is."""
    return hmac.new(vault_key(), f"letters:{inlet}:{who}".encode(), sha256).hexdigest()


def opened(row: Conversation, box: bytes | memoryview | None) -> Any:
    """What lies sealed in a conversation or in one of its letters, None where nothing does."""
    return None if box is None else json.loads(unseal(bytes(box), vault_key(), row.pk.bytes))


def closed(row: Conversation, given: Any) -> bytes:
    return seal(json.dumps(given, ensure_ascii=False).encode(), vault_key(), row.pk.bytes)


def reports_of(contact: Contact) -> QuerySet[Letter, int | None]:
    """The ids of the reports that came of what somebody wrote."""
    theirs = Letter.objects.filter(inlet=contact.inlet, conversation__digest=digest_of(contact.inlet, contact.who))
    return theirs.filter(report__isnull=False).values_list("report", flat=True)


def due(now: datetime) -> QuerySet[Reply]:
    """Answers whose turn it is, the oldest first."""
    return Reply.objects.filter(state=Sending.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")


def stranded(now: datetime) -> QuerySet[Reply]:
    """Answers that were begun and have not ended for some minutes."""
    return Reply.objects.filter(state=Sending.SENDING, next_try_at__lte=now - rules.STRANDED)


def stuck() -> QuerySet[Reply]:
    """Answers that a person should look at, the oldest first."""
    return Reply.objects.filter(state__in=STUCK).select_related("conversation__inlet").order_by("queued_at", "id")


def patient_no_more(now: datetime) -> QuerySet[Conversation]:
    """Conversations whose question was not answered in time."""
    return Conversation.objects.filter(Q(waits_until__lte=now)).order_by("waits_until")
