"""OAuth2 client credentials (RFC 6749, 4.4): a client's key buys a token with fewer powers that lasts an hour.

oauthlib reads the request and says what is wrong with it, in the standard's words; rows are written by `access`.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja import Router
from oauthlib.common import Request
from oauthlib.oauth2 import BackendApplicationServer, RequestValidator

from liandong.access.client_actions import TOKEN_LASTS, drop_token, issue_token, key_digest
from liandong.access.models import ClientKey
from liandong.access.queries import key_with
from liandong.access.scopes import Scope
from liandong.faces.api.clients import address, limit
from liandong.faces.api.document import OAUTH_ERRORS, REVOKED, TOKENS, problems
from liandong.kernel.clock import now

ASKED_A_MINUTE: Final = 60
router = Router(tags=["access"])


class Known(NamedTuple):
    """A client that said who it is: its public name, under the name by which oauthlib asks for it, and its key."""

    client_id: str
    key: ClientKey


class Validator(RequestValidator):  # type: ignore[misc]  # oauthlib has no types
    """What oauthlib asks: who it is, which scopes, and to keep the token."""

    def authenticate_client(self, request: Request, *_args: Any, **_words: Any) -> bool:
        """By client_id and client_secret, in HTTP Basic or in the form. The secret is any key of the client that counts."""
        code, secret = basic(request.headers.get("Authorization", "")) or (request.client_id, request.client_secret)
        found = key_with(key_digest(secret), now()) if code and secret else None
        if found is None or not secrets.compare_digest(found.client.code.encode(), code.encode()):
            return False
        request.client = Known(found.client.code, found)
        request.client_id = found.client.code
        return True

    def validate_grant_type(self, _id: str, grant_type: str, *_args: Any, **_words: Any) -> bool:
        return grant_type == "client_credentials"

    def get_default_scopes(self, _id: str, request: Request, *_args: Any, **_words: Any) -> list[str]:
        return list(request.client.key.client.scopes)

    def validate_scopes(self, _id: str, scopes: list[str], client: Known, *_args: Any, **_words: Any) -> bool:
        return set(scopes) <= set(client.key.client.scopes)

    def save_bearer_token(self, token: dict[str, Any], request: Request, *_args: Any, **_words: Any) -> None:
        at = now()
        made = issue_token(request.client.key, request.scopes, token["access_token"], now=at)
        token["expires_in"] = int((made.expires_at - at).total_seconds())

    def client_authentication_required(self, _request: Request, *_args: Any, **_words: Any) -> bool:
        return True

    def revoke_token(self, token: str, _hint: str, request: Request, *_args: Any, **_words: Any) -> None:
        drop_token(request.client.key, token, now=now())


def generated(_request: Request) -> str:
    return secrets.token_urlsafe(32)


SERVER: Final = BackendApplicationServer(
    Validator(), token_generator=generated, token_expires_in=int(TOKEN_LASTS.total_seconds())
)


def basic(authorization: str) -> tuple[str, str] | None:
    """Name and secret of HTTP Basic, if they are there."""
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, secret) if colon else None


def given(request: HttpRequest) -> tuple[str, str, list[tuple[str, str]], dict[str, str]]:
    """What oauthlib reads: address, method, the form's fields, the headers."""
    limit(f"token:{address(request.META)}", ASKED_A_MINUTE)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if value]
    return request.build_absolute_uri(), request.method or "", fields, dict(request.headers)


def said(answered: tuple[dict[str, str], str | None, int]) -> HttpResponse:
    """oauthlib's answer. A wrong client is 401 with the way in which it may say who it is."""
    headers, body, status = answered
    response = HttpResponse(body or "", status=status, headers={"Content-Type": "application/json", **headers})
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Basic realm="liandong"'
    return response


@router.post("/token", response={**OAUTH_ERRORS, **problems(429)}, openapi_extra=TOKENS)
def issue(request: HttpRequest) -> HttpResponse:
    """Gives a token for a client's id and key; `scope` narrows what it may do."""
    return said(SERVER.create_token_response(*given(request)))


@router.post("/token/revocation", response={**OAUTH_ERRORS, **problems(429)}, openapi_extra=REVOKED)
def revoke(request: HttpRequest) -> HttpResponse:
    """Ends one token of the client at once (RFC 7009); one that nobody has is answered the same."""
    return said(SERVER.create_revocation_response(*given(request)))


@require_safe
def metadata(_request: HttpRequest) -> JsonResponse:
    """What a program needs to know to get a token (RFC 8414), at `/.well-known/oauth-authorization-server`."""
    base = settings.LIANDONG_PUBLIC_URL.rstrip("/")
    ways = ["client_secret_basic", "client_secret_post"]
    return JsonResponse({
        "issuer": base, "token_endpoint": f"{base}/api/v1/token", "token_endpoint_auth_methods_supported": ways,
        "grant_types_supported": ["client_credentials"], "response_types_supported": [],
        "scopes_supported": [scope.value for scope in Scope],
        "revocation_endpoint": f"{base}/api/v1/token/revocation", "revocation_endpoint_auth_methods_supported": ways,
        "service_documentation": f"{base}/api/v1/openapi.json",
    })  # fmt: skip
