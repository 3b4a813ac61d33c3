"""Messages of WeChat as bytes: signatures, the envelope of the safe mode, XML and JSON.

Source: the official account platform's documents on receiving messages and on message encryption (消息加解密说明): signature is the SHA-1 of the
sorted words, the envelope AES-256-CBC over 16 random bytes, the length, the message and the app's id, padded to 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from liandong.kernel.refusals import Refused

SKEW: Final = timedelta(minutes=10)
BLOCK: Final = 32
MOST_BYTES: Final = 64_000


def signature(*words: str) -> str:
    return hashlib.sha1("".join(sorted(words)).encode(), usedforsecurity=False).hexdigest()


def unsigned() -> Refused:
    return Refused("签名不对：请核对消息服务上登记的令牌。", code="bad-signature")


def refuse_unsigned(told: str, token: str, timestamp: str, now: datetime, *words: str) -> None:
    """Refuses what is not signed with the token, or was signed too long ago.

    Raises:
        Refused: "bad-signature" or "clock-skew".
    """
    if not token or not hmac.compare_digest(told.encode(), signature(token, timestamp, *words).encode()):
        raise unsigned()
    if not (timestamp.isdecimal() and len(timestamp) <= 12):
        raise unsigned()
    if abs(now.timestamp() - int(timestamp)) > SKEW.total_seconds():
        raise Refused("消息的时间和我们的时钟差得太多，没有接收。请校准时钟。", code="clock-skew")


def key_of(encoding_key: str) -> bytes:
    """The AES key in the 43 letters that the platform shows.

    Raises:
        Refused: they are none.
    """
    try:
        key = base64.b64decode(encoding_key + "=", validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != 32:
        raise Refused("消息加解密密钥要有 43 个字母和数字。", code="bad-key", field="aes_key")
    return key


def sealed(plain: bytes, key: bytes, app: str) -> str:
    """The envelope around a message."""
    body = secrets.token_bytes(16) + len(plain).to_bytes(4, "big") + plain + app.encode()
    pad = BLOCK - len(body) % BLOCK
    lock = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(lock.update(body + bytes([pad]) * pad) + lock.finalize()).decode()


def opened(envelope: str, key: bytes, app: str) -> bytes:
    """The message in an envelope that was made for this app.

    Raises:
        Refused: it was not.
    """
    try:
        box = base64.b64decode(envelope, validate=True)
        lock = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
        body = lock.update(box) + lock.finalize()
    except (ValueError, binascii.Error):
        raise malformed() from None
    pad = body[-1] if body else 0
    length = int.from_bytes(body[16:20], "big")
    plain, whose = body[20 : 20 + length], body[20 + length : len(body) - pad]
    if not 1 <= pad <= BLOCK or len(plain) != length or not hmac.compare_digest(whose, app.encode()):
        raise malformed()
    return plain


def malformed() -> Refused:
    return Refused("这条消息读不懂，没有接收。", code="bad-message")


def read(body: bytes) -> dict[str, str]:
    """The fields of a message in XML or JSON, as text.

    Raises:
        Refused: it is neither, or too large.
    """
    if len(body) > MOST_BYTES:
        raise malformed()
    return from_json(body) if body.lstrip()[:1] == b"{" else from_xml(body)


def from_json(body: bytes) -> dict[str, str]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise malformed() from None
    if not isinstance(given, dict):
        raise malformed()
    return {str(name): str(value) for name, value in given.items() if isinstance(value, str | int | float)}


def from_xml(body: bytes) -> dict[str, str]:
    """The fields right under the root. A document type, and with it every entity, is refused: WeChat sends none."""
    path: list[str] = []
    fields: dict[str, str] = {}

    def begin(name: str, _attributes: dict[str, str]) -> None:
        path.append(name)
        if len(path) > 4:
            raise malformed()

    def text(words: str) -> None:
        if len(path) == 2:
            fields[path[1]] = fields.get(path[1], "") + words

    def refuse(*_words: Any) -> None:
        raise malformed()

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.CharacterDataHandler = begin, text
    parser.EndElementHandler = lambda _name: path.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError):
        raise malformed() from None
    return fields


def to_xml(fields: Mapping[str, str]) -> bytes:
    """Fields as WeChat writes them."""
    inside = "".join(f"<{name}><![CDATA[{value.replace(']]>', ']] >')}]]></{name}>" for name, value in fields.items())
    return f"<xml>{inside}</xml>".encode()
