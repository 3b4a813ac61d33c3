"""What the hotline asks the outside for: a call centre. Slot `liandong.telephony`.

A call centre tells what happens to its calls (`Event`), by signed HTTP or through a plug-in, and may be told to do something
(`Telephony`). Sound never comes to us: of a recording only its reference, under which the centre finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from liandong.hotline.states import EventKind


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a call. `call` is the centre's own id of it, unique for good; `number` the caller's, where it is
    shown; `line` the number that was called; `agent` the staff number of who answered; `recording` a reference, never sound."""

    kind: EventKind
    call: str
    at: datetime
    number: str = ""
    line: str = ""
    agent: str = ""
    recording: str = ""


class NotConnected(Exception):
    """The call centre did not do what it was told. `code`: "unreachable", "no-answer" or "error"."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Telephony(Protocol):
    """A call centre. Every order is given up after `within` seconds.

    Raises:
        NotConnected: it was not carried out, or nobody knows whether it was.
    """

    def answer(self, call: str, extension: str, within: float) -> None:
        """Puts a waiting call through to an agent's telephone."""
        ...

    def hang_up(self, call: str, within: float) -> None: ...

    def hold(self, call: str, on: bool, within: float) -> None:
        """Lets the caller wait with music, or fetches them back."""
        ...

    def mute(self, call: str, on: bool, within: float) -> None:
        """The caller does not hear the agent, or does again."""
        ...

    def transfer(self, call: str, to: str, within: float) -> None:
        """Takes the caller off the agent's telephone and lets them wait for a specialty, by its code."""
        ...

    def bridge(self, call: str, number: str, within: float) -> None:
        """Brings a third into a call (三方通话), such as 119."""
        ...

    def dial(self, number: str, extension: str, within: float) -> str:
        """Calls somebody from an agent's telephone; gives the centre's id of that call."""
        ...

    def events(self) -> Iterable[Event]:
        """What the plug-in hears by itself, without an end; nothing where events come by HTTP."""
        ...


class TelephonyPlugin(Protocol):
    """What stands in the slot: makes the way to a call centre out of an address and a key."""

    def connect(self, address: str, secret: bytes) -> Telephony: ...
