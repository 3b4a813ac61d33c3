"""Sealing and opening of reporters' identities (pure: a key in, bytes out)."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from liandong.kernel.masking import mask_name, mask_phone
from liandong.kernel.sealing import seal, unseal


@dataclass(frozen=True, slots=True)
class Person:
    """Who reports: what was given, possibly nothing. `confidential` hides even the masked forms from the desk. `contact`: where
    somebody who wrote a message is answered, in the words of `liandong.channels.contacts`."""

    name: str = ""
    phone: str = ""
    confidential: bool = False
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A row of the vault."""

    id: uuid.UUID
    sealed: bytes
    masked_name: str
    masked_phone: str
    confidential: bool


def sealed(person: Person, key: bytes, row: uuid.UUID | None = None) -> SealedPerson | None:
    """The vault row of a person, a new one where none is named; None when nothing was given (anonymous)."""
    if not (person.name or person.phone or person.contact):
        return None
    row = row or uuid.uuid4()
    said = {"name": person.name, "phone": person.phone, "confidential": person.confidential}
    if person.contact:
        said["contact"] = person.contact
    plain = json.dumps(said, ensure_ascii=False).encode()
    return SealedPerson(
        row, seal(plain, key, row.bytes), mask_name(person.name), mask_phone(person.phone), person.confidential
    )


def opened(row: uuid.UUID, box: bytes, key: bytes) -> Person:
    """The person in a vault row.

    Raises:
        liandong.kernel.sealing.Tampered: the bytes, the row or the key are not the ones that were sealed.
    """
    return Person(**json.loads(unseal(bytes(box), key, row.bytes)))
