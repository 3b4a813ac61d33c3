"""The API's own description: OpenAPI 3.1, made by Ninja and completed by us."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from liandong.faces.api.door import ReportOut
from liandong.faces.api.reading import ReportIn
from liandong.faces.api.schemas import ProblemOut

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


REPORTS: Final = {
    "security": [{"Client": []}],
    "parameters": [
        {"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 100},
         "description": "The same as `key` in the body; one of the two must be there."},
        {"name": "Accept-Language", "in": "header", "required": False, "schema": {"type": "string", "examples": ["en"]}},
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": MODELS[0][0]}}},
    "responses": {
        status: {"description": words, "content": {"application/json": {"schema": MODELS[0][1]}}}
        for status, words in ((201, "Received."), (200, "The same key had brought it before."))
    },
}  # fmt: skip

UPLOADS: Final = {
    "parameters": [REPORTS["parameters"][0]],  # type: ignore[index]
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}, "key": {"type": "string"}},
    }}}},
}  # fmt: skip


class DocumentedAPI(NinjaAPI):
    """Ninja with our models in its document and problems under their own media type."""

    def get_openapi_schema(self, **words: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**words)
        parts = document["components"]
        parts["schemas"].update(MODELS[1])
        parts.setdefault("securitySchemes", {})["Client"] = {"type": "http", "scheme": "bearer"}
        for path in document["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    if isinstance(
                        parameter.get("examples"), list
                    ):  # a schema's word, which Ninja lifts to where it is a table
                        parameter["example"] = parameter.pop("examples")[0]
                for status, response in operation["responses"].items():
                    describe(int(status), response)
        return document


def describe(status: int, response: dict[str, Any]) -> None:
    """Completes one answer of the document."""
    if status < 400:
        return
    response["description"] = SENTENCES[status]
    response["content"] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
