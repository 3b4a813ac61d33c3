"""How an answer stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Sending(StrEnum):
    """How an answer stands."""

    WAITING = "waiting"
    SENDING = "sending"  # somebody is at it
    SENT = "sent"  # the service has taken it
    HELD = "held"  # the service carries nothing to this person before they write again
    UNSURE = "unsure"  # nobody knows whether it arrived, and the service would carry it twice
    DEAD = "dead"  # it cannot arrive
    DROPPED = "dropped"  # a person let it be


class Approval(StrEnum):
    """How an announcement stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DENIED = "denied"


STUCK: Final = (Sending.HELD, Sending.UNSURE, Sending.DEAD)
"""What a person should look at."""
