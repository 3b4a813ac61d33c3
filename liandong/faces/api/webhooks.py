"""A client's webhooks, and the cases it may follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema, Status
from pydantic import Field

from liandong.access.models import Client
from liandong.access.scopes import Scope
from liandong.faces.api.clients import program
from liandong.faces.api.document import bearer, problems
from liandong.faces.api.door import header
from liandong.faces.api.reading import one_key
from liandong.faces.api.schemas import Given, Key, Words
from liandong.journal.queries import timeline
from liandong.kernel.clock import now
from liandong.webhooks import actions
from liandong.webhooks.models import Webhook
from liandong.webhooks.queries import case_for, told, webhook_of, webhooks_of
from liandong.webhooks.states import FACTS, Pushing

router = Router(tags=["webhooks"])
MANAGES = {"security": bearer(Scope.WEBHOOKS)}
READS = {"security": bearer(Scope.READ)}


class WebhookIn(Given):
    """Where to, and which facts. `key` (or the header Idempotency-Key) makes it safe to send again."""

    url: Words = Field(max_length=300, examples=["https://lights.example.org/liandong"])
    facts: list[Words] = Field(min_length=1, max_length=len(FACTS), examples=[["case.assigned", "case.closed"]])
    key: Key | None = None


class RotateIn(Given):
    key: Key | None = None


class WebhookOut(Schema):
    """A webhook, and how many pushes wait or were given up."""

    id: UUID
    url: str = Field(examples=["https://lights.example.org/liandong"])
    facts: list[str] = Field(examples=[["case.assigned", "case.closed"]])
    created_at: datetime
    failures: int = Field(description="in a row", examples=[0])
    waiting: int = Field(examples=[0])
    dead: int = Field(examples=[0])


class OpenedWebhookOut(WebhookOut):
    """With its secret, this once."""

    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfKLGQsPAQ="])


class SecretOut(Schema):
    secret: str = Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfKLGQsPAQ="])


class FactDataOut(Schema):
    """Of which case: its number, the fact's place in its journal, and how it stood then. `leading`: the case it was merged
    into. `area`: the community at most."""

    number: str = Field(examples=["260612-0417"])
    seq: int = Field(examples=[5])
    state: str = Field(examples=["assigned"])
    kind: str | None = Field(examples=["C0401"])
    area: str = Field(examples=["510108012002"])
    unit: str | None = Field(examples=["510108-zhaoming"])
    leading: str | None


class FactOut(Schema):
    """What is pushed: a fact of a case. No word in it was written by anybody."""

    type: str = Field(examples=["case.assigned"])
    timestamp: datetime
    data: FactDataOut


class FollowedOut(Schema):
    """How a case stands for a program, and what happened to it, the oldest first."""

    number: str = Field(examples=["260612-0417"])
    state: str = Field(examples=["assigned"])
    kind: str | None
    area: str
    unit: str | None
    reporters: int
    received_at: datetime
    due_at: datetime | None
    facts: list[FactOut]


def shown(row: Webhook) -> dict[str, Any]:
    counts = {state: row.pushes.filter(state=state).count() for state in (Pushing.WAITING, Pushing.DEAD)}
    names = ("id", "url", "facts", "created_at", "failures")
    return {
        **{name: getattr(row, name) for name in names},
        "waiting": counts[Pushing.WAITING],
        "dead": counts[Pushing.DEAD],
    }


def key_for(request: HttpRequest, client: int, given: str | None) -> str:
    return f"client:{client}:webhook:{one_key(given, header(request.META, 'HTTP_IDEMPOTENCY_KEY'))}"


@router.get("/webhooks", response={200: list[WebhookOut], **problems(401, 403, 429)}, openapi_extra=MANAGES)
def webhooks(request: HttpRequest) -> list[dict[str, Any]]:
    """The client's webhooks."""
    return [shown(row) for row in webhooks_of(program(request, Scope.WEBHOOKS).client)]


@router.post(
    "/webhooks", response={201: OpenedWebhookOut, **problems(400, 401, 403, 409, 422, 429)}, openapi_extra=MANAGES
)
def open_webhook(request: HttpRequest, given: WebhookIn) -> Status[Any]:
    """Tells an address some facts of the cases that the client may follow, from now on; answers with its secret, once."""
    who = program(request, Scope.WEBHOOKS).client
    row, secret = actions.open_webhook(who, given.url, given.facts, now=now(), key=key_for(request, who, given.key))
    return Status(201, {**shown(row), "secret": secret})


@router.get(
    "/webhooks/{webhook}", response={200: WebhookOut, **problems(401, 403, 404, 422, 429)}, openapi_extra=MANAGES
)
def webhook(request: HttpRequest, webhook: UUID) -> dict[str, Any]:
    """One webhook, and how many of its pushes wait."""
    return shown(webhook_of(program(request, Scope.WEBHOOKS).client, webhook))


@router.post("/webhooks/{webhook}/secret", response={200: SecretOut, **problems(400, 401, 403, 404, 409, 422, 429)},
             openapi_extra=MANAGES)  # fmt: skip
def rotate_secret(request: HttpRequest, webhook: UUID, given: RotateIn) -> dict[str, Any]:
    """A new secret; the one before signs too for a day."""
    who = program(request, Scope.WEBHOOKS).client
    return {"secret": actions.rotate_secret(who, webhook, now=now(), key=key_for(request, who, given.key))}


@router.delete("/webhooks/{webhook}", response={204: None, **problems(401, 403, 404, 422, 429)}, openapi_extra=MANAGES)
def close_webhook(request: HttpRequest, webhook: UUID) -> HttpResponse:
    """Nothing more is told to the address; what waits is dropped."""
    actions.close_webhook(program(request, Scope.WEBHOOKS).client, webhook, now=now())
    return HttpResponse(status=204)


@router.get(
    "/client/cases/{number}", response={200: FollowedOut, **problems(401, 403, 404, 422, 429)}, openapi_extra=READS
)
def followed(request: HttpRequest, number: Path[Words]) -> dict[str, Any]:
    """A case that the client brought, or one of a public kind in its area."""
    client = Client.objects.get(pk=program(request, Scope.READ).client)
    case = case_for(client, number)
    names = ("number", "state", "kind", "unit", "reporters", "received_at", "due_at")
    entries = timeline(f"case:{case.pk}").filter(kind__in=FACTS)
    return {**{name: getattr(case, name) for name in names}, "area": case.area[:12], "facts": [told(case, each) for each in entries]}  # fmt: skip
