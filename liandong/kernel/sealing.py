"""Sealing of fields that must not lie open in the database: SM4 in GCM, and the SM3 digest.

An envelope is `version (1 byte) | nonce (12) | ciphertext | tag (16)`. The version and the caller's
context (the row's id) are authenticated, so that an envelope moved to another row does not open. The SM4
key (16 bytes) is derived from the installation's 32-byte key by HKDF-SM3: the master key itself never
enters the cipher, and a second use of it can get a key of its own. Random nonces of 96 bits are safe for
2^32 envelopes under one key (NIST SP 800-38D, 8.3).

All of it goes through `cryptography`: Python's own hashlib lacks SM3 where OpenSSL was built without it.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
VERSION: Final = b"\x01"
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
PURPOSE: Final = b"liandong field sealing 1"


class Tampered(ValueError):
    """An envelope did not open: its bytes, its context or the key are not the ones it was sealed with."""


class BadKey(ValueError):
    """A key has the wrong length, so that nothing can be sealed or opened with it."""


def sm3(data: bytes) -> bytes:
    """The SM3 digest (GB/T 32905), 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def seal(plain: bytes, key: bytes, context: bytes) -> bytes:
    """An envelope around `plain` that opens only with the same 32-byte key and context; never the same twice.

    Raises:
        BadKey: the key is not 32 bytes long.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    lock = Cipher(_cipher_key(key), modes.GCM(nonce)).encryptor()
    lock.authenticate_additional_data(VERSION + context)
    return VERSION + nonce + lock.update(plain) + lock.finalize() + lock.tag


def unseal(envelope: bytes, key: bytes, context: bytes) -> bytes:
    """What was sealed.

    Raises:
        Tampered: one bit of the envelope, the context or the key differs, or the version is unknown.
        BadKey: the key is not 32 bytes long.
    """
    if len(envelope) < len(VERSION) + NONCE_BYTES + TAG_BYTES or envelope[:1] != VERSION:
        raise Tampered("not a sealed envelope of a known version")
    nonce, box, tag = (
        envelope[1 : 1 + NONCE_BYTES],
        envelope[1 + NONCE_BYTES : -TAG_BYTES],
        envelope[-TAG_BYTES:],
    )
    lock = Cipher(_cipher_key(key), modes.GCM(nonce, tag)).decryptor()
    lock.authenticate_additional_data(VERSION + context)
    try:
        return lock.update(box) + lock.finalize()
    except InvalidTag:
        raise Tampered("the envelope, its row or the key was changed after sealing") from None


def load_or_create_key(path: Path) -> bytes:
    """The installation's 32-byte key in the file `path`, made on the first call, readable by its owner only.

    Two processes that start at once get the same key, and a crash leaves no half-written one: the key is
    written under a name of its own and then linked into place, which succeeds for one process only.

    Raises:
        BadKey: the file holds something else. It is never overwritten: what was sealed with it would be lost.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
        try:
            _write_durably(part, secrets.token_bytes(KEY_BYTES))
            _link_unless_there(part, path)
        finally:
            part.unlink(missing_ok=True)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise BadKey(f"{path} holds {len(key)} bytes instead of a key of {KEY_BYTES}; restore it from the backup")
    return key


@lru_cache(maxsize=8)
def _cipher_key(key: bytes) -> algorithms.SM4:
    if len(key) != KEY_BYTES:
        raise BadKey(f"a sealing key has {KEY_BYTES} bytes, not {len(key)}")
    return algorithms.SM4(HKDF(hashes.SM3(), length=16, salt=None, info=PURPOSE).derive(key))


def _write_durably(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _link_unless_there(part: Path, path: Path) -> None:
    """Gives `part` the name `path` unless another process was first, and makes the name durable."""
    try:
        os.link(part, path)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
