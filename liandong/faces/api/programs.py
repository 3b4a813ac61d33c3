"""What a program may know of itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from liandong.access.models import Client
from liandong.access.queries import keys_alive
from liandong.faces.api.clients import program
from liandong.faces.api.document import BEARER, problems
from liandong.faces.api.schemas import ClientOut
from liandong.kernel.clock import now

router = Router(tags=["access"])


@router.get("/client", response={200: ClientOut, **problems(401, 429)}, openapi_extra={"security": BEARER})
def client(request: HttpRequest) -> dict[str, Any]:
    """The program that asks: what it may do, its keys, and what is left of its quotas."""
    who = program(request, None)
    row = Client.objects.get(pk=who.client)
    return {
        "client_id": row.code, "name": row.name, "channels": row.channels, "scopes": sorted(who.scopes), "area": row.area,
        "keys": [{"hint": key.hint, "created_at": key.created_at, "ends_at": key.ends_at} for key in keys_alive(row, now())],
        "quotas": [{"name": each.name, "most": each.most, "left": each.left, "reset": each.reset} for each in who.quotas],
    }  # fmt: skip
