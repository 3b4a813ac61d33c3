"""What exchange asks the outside for: a way to another centre. Slot `liandong.partners`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol, runtime_checkable

WAYS_TO_FAIL: Final = ("unreachable", "no-answer", "error", "bad-receipt")


@dataclass(frozen=True, slots=True)
class Message:
    """One message, either way. `id` is unique for its sender, `thread` names the hand-over for both, `seq` counts the
    sender's messages in it from 1, `number` is the sender's own number of the case, `body` holds JSON values."""

    id: str
    thread: str
    seq: int
    kind: str
    at: datetime
    number: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a message has arrived and is kept: the same message again gives the same receipt. `taken` False: it is refused
    for good, with a stable `code` and a `reason`. `number`: the receiver's own number of the case, where it knows it."""

    id: str
    taken: bool
    number: str = ""
    code: str = ""
    reason: str = ""


class NotDelivered(Exception):
    """Nobody knows whether the message arrived; it is tried again with the same id.

    `code` is one of `WAYS_TO_FAIL`; `detail` may add a word for whoever looks after the line.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


class Transport(Protocol):
    """A way to one partner."""

    def send(self, message: Message, within: float) -> Receipt:
        """Sends one message and waits at most `within` seconds for its receipt.

        Raises:
            NotDelivered: no receipt came, for whatever reason.
        """
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """How a case stands at a centre that was asked: its number there, its word for the state, a remark, and whether it is over."""

    number: str
    state: str
    note: str = ""
    done: bool = False


@runtime_checkable
class Follows(Protocol):
    """A way to a partner that does not tell by itself and is asked instead."""

    def follow(self, number: str, within: float) -> Followed | None:
        """How the case of a number of theirs stands; None where they say nothing of it now.

        Raises:
            NotDelivered: they did not answer.
        """
        ...


class PartnerPlugin(Protocol):
    """What stands in the slot: makes the way to one partner out of its row's address and its key."""

    def connect(self, partner: str, address: str, secret: bytes) -> Transport: ...
