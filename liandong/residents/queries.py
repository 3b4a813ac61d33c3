"""Reads of residents."""

from __future__ import annotations

import uuid
from datetime import datetime
from hashlib import sha256

from liandong.access.actions import person_to_tell
from liandong.access.queries import identities_with
from liandong.residents.models import Resident, SignIn


def resident_with(token: str, now: datetime) -> Resident | None:
    """Who is signed in at the telephone that holds this token; None for a token that is wrong or over."""
    if not token:
        return None
    found = SignIn.objects.filter(digest=digest_of(token), ends_at__gt=now).select_related("resident__identity").first()
    return found.resident if found else None


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def number_of(resident: Resident) -> str:
    """The resident's own number, for what they send themselves; it is shown to nobody."""
    return person_to_tell(resident.identity).phone


def identities_of(resident: Resident) -> list[uuid.UUID]:
    """The identities that reported under the resident's number, whatever the door."""
    return [pk for pk in identities_with(number_of(resident)) if pk != resident.identity_id]
