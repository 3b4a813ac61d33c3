"""The API's own description: OpenAPI 3.1, made by Ninja and completed by us."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from liandong.access.scopes import Scope
from liandong.faces.api.door import ReportOut
from liandong.faces.api.examples import complete
from liandong.faces.api.problems import quota_headers
from liandong.faces.api.reading import ReportIn
from liandong.faces.api.schemas import OAuthErrorOut, ProblemOut

SENTENCES: Final = {
    400: "Not JSON.", 401: "Nobody, or not anybody known.", 403: "Not for this caller.", 404: "Not there.",
    409: "Against what is there: the key was used for something else, or the case stands elsewhere.",
    413: "Too large.", 415: "Not a type of content that is taken.", 422: "A field is not as it should be; `field` names it.",
    429: "Too often; Retry-After says when to come again.", 500: "Our fault; send it again with the same key.",
    503: "The database is away; Retry-After says when to come again, with the same key.",
}  # fmt: skip

MODELS: Final = msgspec.json.schema_components([ReportIn, ReportOut], ref_template="#/components/schemas/{name}")


def problems(*statuses: int) -> dict[Any, Any]:
    """The answers of an operation that are problems, for Ninja."""
    return dict.fromkeys((*statuses, 500), ProblemOut)


SCOPES: Final = {
    Scope.REPORT: "Send reports, photos and clips.", Scope.READ: "Read the cases one brought, and those of one's area.",
    Scope.WEBHOOKS: "Manage one's webhooks.",
}  # fmt: skip
BEARER: Final[list[dict[str, list[str]]]] = [{"Client": []}, {"OAuth2": []}]
"""A key or a token of any scope."""


def bearer(scope: Scope) -> list[dict[str, list[str]]]:
    """A key, or a token with this scope."""
    return [{"Client": []}, {"OAuth2": [scope.value]}]


OAUTH_ERRORS: Final[dict[Any, Any]] = {400: OAuthErrorOut, 401: OAuthErrorOut}
"""OAuth2 has its own form of errors (RFC 6749, 5.2), which its clients read."""
FORM: Final = "application/x-www-form-urlencoded"
CREDENTIALS: Final = {
    "client_id": {"type": "string", "description": "not with HTTP Basic", "examples": ["ld-4f1c09aa3b7e2d10"]},
    "client_secret": {"type": "string", "description": "any key of the client that counts; not with HTTP Basic"},
}
TOKENS: Final = {
    "security": [{"ClientSecret": []}, {}],
    "requestBody": {"required": True, "content": {FORM: {"schema": {
        "type": "object", "required": ["grant_type"], "properties": {
            "grant_type": {"const": "client_credentials"}, **CREDENTIALS,
            "scope": {"type": "string", "description": "words with spaces between; all of the client's if not told",
                      "examples": [Scope.REPORT.value]},
        }}}}},
    "responses": {200: {"description": "A token.", "content": {"application/json": {"schema": {
        "type": "object", "required": ["access_token", "token_type", "expires_in", "scope"],
        "properties": {"access_token": {"type": "string"}, "token_type": {"const": "Bearer"},
                       "expires_in": {"type": "integer", "description": "seconds"}, "scope": {"type": "string"}},
    }}}}},
}  # fmt: skip
REVOKED: Final = {
    "security": [{"ClientSecret": []}, {}],
    "requestBody": {"required": True, "content": {FORM: {"schema": {
        "type": "object", "required": ["token"], "properties": {"token": {"type": "string"}, **CREDENTIALS},
    }}}},
    "responses": {200: {"description": "It counts no more."}},
}  # fmt: skip

SAME_KEY: Final = {
    "name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 100},
    "description": "The same as `key` in the body; one of the two must be there.",
}  # fmt: skip
REPORTS: Final = {
    "security": bearer(Scope.REPORT),
    "parameters": [
        SAME_KEY,
        {"name": "Accept-Language", "in": "header", "required": False, "schema": {"type": "string", "examples": ["en"]}},
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": MODELS[0][0]}}},
    "responses": {
        status: {"description": words, "content": {"application/json": {"schema": MODELS[0][1]}}}
        for status, words in ((201, "Received."), (200, "The same key had brought it before."))
    },
}  # fmt: skip

UPLOADS: Final = {
    "security": [*bearer(Scope.REPORT), {}],
    "parameters": [SAME_KEY],
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}, "key": {"type": "string"},
                       "at": {"type": "string", "format": "date-time", "description": "When it was taken; of the staff only."},
                       "lon": {"type": "number"}, "lat": {"type": "number"}},
    }}}},
}  # fmt: skip


CLIPS: Final = {
    "security": [*bearer(Scope.REPORT), {}],
    "parameters": [SAME_KEY],
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}, "key": {"type": "string"}},
    }}}},
}  # fmt: skip

PIECES: Final = {"schema": {"type": "string", "format": "binary"}}
FILM: Final = {
    "parameters": [{"name": "Range", "in": "header", "required": False, "schema": {"type": "string", "examples": ["bytes=0-"]},
                    "description": "One piece of the film (RFC 9110, 14.2)."}],
    "responses": {
        200: {"description": "The film, or its still picture.", "content": {"video/mp4": PIECES, "image/jpeg": PIECES}},
        206: {"description": "The piece that was asked for.", "content": {"video/mp4": PIECES, "image/jpeg": PIECES}},
    },
}  # fmt: skip


OAUTH: Final = {
    "type": "oauth2",
    "flows": {
        "clientCredentials": {"tokenUrl": "/api/v1/token", "scopes": {scope.value: SCOPES[scope] for scope in Scope}}
    },
}


class DocumentedAPI(NinjaAPI):
    """Ninja with our models in its document, problems under their own media type, and quotas in the headers."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        answer = super().create_temporal_response(request)
        answer["Cache-Control"] = "no-store"
        return answer

    def create_response(self, request: HttpRequest, data: Any, **words: Any) -> HttpResponse:
        answer = super().create_response(request, data, **words)
        for name, value in quota_headers(getattr(request, "quotas", ())):
            answer[name] = value
        return answer

    def get_openapi_schema(self, **words: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**words)
        parts = document["components"]
        parts["schemas"].update(MODELS[1])
        parts.setdefault("securitySchemes", {})["Client"] = {"type": "http", "scheme": "bearer"}
        parts["securitySchemes"] |= {"OAuth2": OAUTH, "ClientSecret": {"type": "http", "scheme": "basic"}}
        for path in document["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    if isinstance(
                        parameter.get("examples"), list
                    ):  # a schema's word, which Ninja lifts to where it is a table
                        parameter["example"] = parameter.pop("examples")[0]
                for status, response in operation["responses"].items():
                    describe(int(status), response)
        complete(document)
        return document


def describe(status: int, response: dict[str, Any]) -> None:
    """Completes one answer of the document."""
    if status < 400:
        return
    response["description"] = SENTENCES[status]
    if "OAuthErrorOut" in str(response.get("content")):
        return
    response["content"] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
