"""A GeoReport v2 client as another city might have it, written from the published specification and from nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode
from xml.etree import ElementTree


class Http(Protocol):
    """Sends one request: method, address, form; gives status and body."""

    def __call__(self, method: str, address: str, form: str = "") -> tuple[int, bytes]: ...


class Failed(Exception):
    """The list of errors that the specification has: each a code and a description."""

    def __init__(self, status: int, errors: list[dict[str, Any]]) -> None:
        super().__init__(f"{status}: {errors}")
        self.status, self.errors = status, errors


@dataclass
class GeoReport:
    """One endpoint, in one format."""

    http: Http
    base: str
    api_key: str = ""
    format: str = "json"

    def services(self) -> list[dict[str, Any]]:
        return list(self._read("GET", "services"))

    def definition(self, code: str) -> Any:
        return self._read("GET", f"services/{code}")

    def file(self, **fields: str) -> dict[str, Any]:
        """Posts a service request; the answer has an id, or a token that leads to one."""
        [said] = self._read("POST", "requests", form={"api_key": self.api_key, **fields})
        if not said.get("service_request_id"):
            [said] = self._read("GET", f"tokens/{said['token']}")
        return dict(said)

    def request(self, number: str) -> dict[str, Any]:
        [said] = self._read("GET", f"requests/{number}")
        return dict(said)

    def requests(self, **asked: str) -> list[dict[str, Any]]:
        return list(self._read("GET", "requests", asked))

    def _read(
        self, method: str, path: str, asked: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
    ) -> Any:
        words = f"?{urlencode(asked)}" if asked else ""
        status, body = self.http(method, f"{self.base}/{path}.{self.format}{words}", urlencode(form or {}))
        said = json.loads(body) if self.format == "json" else [plain(each) for each in ElementTree.fromstring(body)]
        if status >= 400:
            raise Failed(status, said)
        return said


def plain(element: ElementTree.Element) -> dict[str, Any]:
    """The fields of one item; an empty element is nothing."""
    return {each.tag: each.text for each in element}
