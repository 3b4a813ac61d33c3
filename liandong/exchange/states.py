"""What passes between us and other centres, as tables: kinds of messages, matters, and what may go which way."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a message says."""

    CASE = "case"  # take this over; the first of its hand-over, from whoever hands over
    ACCEPTED = "accepted"  # taken, under this number
    REFUSED = "refused"  # not taken, with a reason
    STATE = "state"  # it stands so now, in the sender's own word
    RESULT = "result"  # it is done, and how
    ASKED = "asked"  # something has to be known before it can go on
    NOTE = "note"  # a remark, an answer
    WITHDRAWN = "withdrawn"  # whoever handed it over takes it back


class Way(StrEnum):
    """Who handed over to whom."""

    OUT = "out"
    IN = "in"


class Matter(StrEnum):
    """What a hand-over is about; decides whether it may go that way at all."""

    EMERGENCY = "emergency"
    CRIME = "crime"
    SERVICE = "service"
    CITY = "city"


class Standing(StrEnum):
    """How a hand-over stands."""

    ASKED = "asked"  # the case was sent, and whoever shall have it has not answered
    TAKEN = "taken"
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Sending(StrEnum):
    """How a message of ours stands."""

    WAITING = "waiting"
    RECEIVED = "received"  # there is a receipt
    REFUSED = "refused"  # the receipt says no
    BY_PHONE = "by_phone"  # a person said it by telephone
    DROPPED = "dropped"


class Taking(StrEnum):
    """How a message of theirs stands."""

    HELD = "held"  # one that belongs before it is missing
    DONE = "done"
    REFUSED = "refused"


OPEN: Final = (Standing.ASKED, Standing.TAKEN)
SETTLED: Final = (Sending.RECEIVED, Sending.REFUSED, Sending.BY_PHONE, Sending.DROPPED)

FROM_TAKER: Final = frozenset({Kind.ACCEPTED, Kind.REFUSED, Kind.STATE, Kind.RESULT, Kind.ASKED, Kind.NOTE})
"""What the one who was handed a case may say of it."""
FROM_GIVER: Final = frozenset({Kind.CASE, Kind.NOTE, Kind.WITHDRAWN})
"""What the one who handed it over may say."""

NEVER_IN: Final = frozenset({Matter.EMERGENCY, Matter.CRIME})
"""Never taken from another centre, whatever its row says: police work stays with the police."""
AT_ONCE: Final = frozenset({Matter.EMERGENCY})
"""Sent while somebody waits, and tried again every few seconds."""
ON_REQUEST: Final = frozenset({Matter.EMERGENCY, Matter.CRIME})
"""Passed on only because the caller asks for it; never by a rule and never in bulk."""
