"""How requests travel: a token that is fetched and renewed by itself, tries again where that is safe, errors as `Problem`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

EARLY = 30.0
"""Seconds before its end at which a token is renewed."""
TRIES = 3
LONGEST_WAIT = 60.0


class Problem(Exception):
    """The API said no (RFC 9457). `code` is stable, `detail` a sentence for people, `field` the input at fault, `retry_after`
    in how many seconds the same request makes sense again."""

    def __init__(
        self, status: int, code: str, detail: str, field: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail, self.field, self.retry_after = status, code, detail, field, retry_after


class Transport:
    """One connection pool to one installation. Without `client_id` only what is public answers.

    429 and 503 are tried again after the time they name, up to a minute; a request that got no answer only where it carries an
    idempotency key or reads. Times in seconds.
    """

    def __init__(self, address: str, client_id: str = "", key: str = "", *, scope: str = "", language: str = "zh",
                 timeout: float = 20.0, http: httpx.Client | None = None) -> None:  # fmt: skip
        self._http = http or httpx.Client(base_url=address, timeout=timeout)
        self._own, self._scope = (client_id, key), scope
        self._token, self._until = "", 0.0
        self._language = language

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def token(self) -> str:
        """The access token that counts now.

        Raises:
            Problem: the id or the key is wrong, or the scope not the client's.
        """
        if time.monotonic() < self._until:
            return self._token
        form = {"grant_type": "client_credentials", **({"scope": self._scope} if self._scope else {})}
        answer = self._http.post("/api/v1/token", data=form, auth=self._own)
        if answer.status_code != 200:
            raise problem(answer)
        said = answer.json()
        self._token, self._until = (
            str(said["access_token"]),
            time.monotonic() + max(0.0, float(said["expires_in"]) - EARLY),
        )
        return self._token

    def ask(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None,
            files: Mapping[str, Any] | None = None) -> Any:  # fmt: skip
        """The decoded answer of one operation, its bytes where it is no JSON; None where it has no content.

        Raises:
            Problem: the API said no.
            httpx.TransportError: no answer came.
        """
        safe = method == "GET" or (isinstance(body, Mapping) and bool(body.get("key")))
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        for last in (*(False for _ in range(TRIES - 1)), True):
            try:
                answer = self._http.request(method, path, params=asked, json=body, files=files, headers=self._headers())
            except httpx.TransportError:
                if last or not safe:
                    raise
                time.sleep(1.0)
                continue
            wait = float(answer.headers.get("Retry-After", "0") or 0)
            if last or not safe or answer.status_code not in (429, 503) or wait > LONGEST_WAIT:
                break
            time.sleep(wait)
        if answer.is_error:
            raise problem(answer)
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            return answer.json()
        return answer.content or None

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Language": self._language}
        return {**headers, "Authorization": f"Bearer {self.token()}"} if self._own[0] else headers


def problem(answer: httpx.Response) -> Problem:
    """What an answer that says no says; OAuth2's own form too."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    wait = answer.headers.get("Retry-After", "")
    return Problem(
        answer.status_code, str(said.get("code") or said.get("error") or "unknown"),
        str(said.get("detail") or said.get("error_description") or answer.reason_phrase), said.get("field"),
        int(wait) if wait.isdecimal() else None,
    )  # fmt: skip
