"""One listener to the database, many to the browsers: who gets which event, and what somebody missed."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import Final

from liandong.access.rules import Actor
from liandong.faces.desk.live.changes import Told

KEPT: Final = 2000
"""Changes kept for browsers that come back."""
WAITING: Final = 200
"""Events that may wait for one browser; beyond, it is told to load anew instead."""
RELOAD: Final = b"event: reload\ndata: {}\n\n"


class Listener:
    """One open stream: whose it is, and the events that wait to be sent. `session` is the key of its session."""

    def __init__(self, session: str, actor: Actor) -> None:
        self.session, self.actor = session, actor
        self.events: asyncio.Queue[bytes] = asyncio.Queue(WAITING)
        self.over = False

    def offer(self, event: bytes) -> None:
        try:
            self.events.put_nowait(event)
        except asyncio.QueueFull:
            while not self.events.empty():
                self.events.get_nowait()
            self.events.put_nowait(RELOAD)

    def end(self) -> None:
        """Ends the stream: its session is over. The browser may come again and is then asked who it is."""
        self.over = True
        self.offer(b"")

    async def waiting(self) -> bytes:
        """All that waits, at least one event."""
        found = [await self.events.get()]
        while not self.events.empty():
            found.append(self.events.get_nowait())
        return b"".join(found)


class Hub:
    """The streams of one process. Events carry an id of the process's own, by which a browser says what it heard last."""

    def __init__(self) -> None:
        self.epoch, self.serial = secrets.token_hex(4), 0
        self.recent: deque[tuple[int, Told]] = deque(maxlen=KEPT)
        self.listeners: set[Listener] = set()

    def publish(self, change: Told) -> None:
        """Tells everybody who may hear of it."""
        self.serial += 1
        self.recent.append((self.serial, change))
        event = self.event(self.serial, change)
        for listener in self.listeners:
            if change.seen_by(listener.actor):
                listener.offer(event)

    def reload(self) -> None:
        """Tells everybody to load anew: something may have been missed."""
        self.recent.clear()
        for listener in self.listeners:
            listener.offer(RELOAD)

    def missed(self, last: str, actor: Actor) -> bytes:
        """What happened since the event `last`; where that is no longer known, the word to load anew."""
        if not last:
            return b""
        epoch, _, word = last.partition("-")
        serial = int(word) if word.isdecimal() else -1
        if epoch == self.epoch and serial == self.serial:
            return b""
        first = self.recent[0][0] if self.recent else self.serial + 1
        if epoch != self.epoch or not first - 1 <= serial <= self.serial:
            return RELOAD
        return b"".join(
            self.event(number, change) for number, change in self.recent if number > serial and change.seen_by(actor)
        )

    def event(self, serial: int, change: Told) -> bytes:
        name = f"event: {change.name}\n" if change.name else ""
        return f"id: {self.epoch}-{serial}\n{name}data: {change.told}\n\n".encode()
