"""The way out: one POST to an address that was looked at first, and is then called by just that number."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from liandong.kernel.refusals import Refused
from liandong.webhooks.rules import checked_url, refuse_private

WITHIN: Final = 10.0
"""Seconds for the whole exchange; an answer that drips is cut off."""


class NotTaken(Exception):
    """The receiver did not answer with 2xx; the message says in a word why."""


def addresses(host: str, port: int) -> list[str]:
    """The addresses of a host.

    Raises:
        NotTaken: its name leads nowhere.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotTaken("no-such-host") from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Sends one message and gives the status of the answer, 2xx. Nothing is followed to another address.

    Raises:
        NotTaken: with why.
    """
    private = bool(settings.LIANDONG_WEBHOOK_PRIVATE)
    try:
        parts = urlsplit(checked_url(url, private=private))
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = addresses(str(parts.hostname), port)
        refuse_private(found, private=private)
    except Refused as refused:
        raise NotTaken(refused.code) from None
    try:
        status = exchanged(found[0], port, parts, headers, body)
    except TimeoutError:
        raise NotTaken("no-answer") from None
    except ssl.SSLError:
        raise NotTaken("bad-certificate") from None
    except (OSError, HTTPException) as away:
        raise NotTaken(f"unreachable {type(away).__name__}") from None
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}")
    return status


def exchanged(number: str, port: int, parts: SplitResult, headers: Mapping[str, str], body: bytes) -> int:
    """The status of the answer of the machine with this number, under the host's name and certificate."""
    raw = socket.create_connection((number, port), timeout=WITHIN)
    cut = Timer(WITHIN, shut, [raw])
    cut.daemon = True
    cut.start()
    try:
        host = str(parts.hostname)
        channel = (
            ssl.create_default_context().wrap_socket(raw, server_hostname=host) if parts.scheme == "https" else raw
        )
        with channel:
            connection = HTTPConnection(host, port)
            connection.sock = channel
            connection.request("POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, {**headers, "Host": parts.netloc, "Connection": "close"})  # fmt: skip
            answer: HTTPResponse = connection.getresponse()
            return answer.status
    finally:
        cut.cancel()
        raw.close()


def shut(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
