"""Which facts a webhook may be told, what of them, and how a push stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Pushing(StrEnum):
    """How one push stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"  # not delivered in time; a person may try again
    DROPPED = "dropped"  # a person let it be, or its webhook is closed


FACTS: Final = (
    "case.received", "case.filed", "case.refused", "case.assigned", "case.delegated", "case.accepted", "case.returned",
    "case.handled", "case.sent_back", "case.verified", "case.rated", "case.closed", "case.reopened", "case.suspended",
    "case.resumed", "case.handed_over", "case.taken_back", "case.merged", "case.split", "case.voided",
)  # fmt: skip
"""What happens to a case and changes how it stands for somebody outside."""
AT_INTAKE: Final = {"case.received": "received", "case.filed": "triaged", "case.assigned": "assigned"}
"""Entries of the intake carry no state."""
