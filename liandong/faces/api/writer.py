"""Group commit: one thread per process receives what waits, all of it in one statement and one commit.

There is no timer: while one group is written the next one gathers by itself, so that a single report waits for nobody and
a crowd shares the cost. Each report is answered after its commit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final, Protocol

import structlog
from django.db import InterfaceError, OperationalError, connection

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.faces.api.problems import Problem, unavailable, unexpected
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

MOST: Final = 64
PATIENCE: Final = 10.0
"""Seconds after which a waiting report is told to come again."""
RETRYING_FOR: Final = 8.0
IDLE: Final = 2.0
"""Seconds without a report after which the thread gives its connection back."""
PAUSE: Final = 0.1


class Receives(Protocol):
    """`liandong.cases.actions.receive`."""

    def __call__(self, drafts: Sequence[Draft], *, actor: str, now: datetime) -> list[Received | Refused]: ...


class Waiting:
    """One report on its way: what came of it lies in `outcome` once the lock is free."""

    __slots__ = ("actor", "draft", "lock", "outcome")

    def __init__(self, draft: Draft, actor: str) -> None:
        self.draft, self.actor = draft, actor
        self.outcome: Received | Refused | Problem | None = None
        self.lock = Lock()
        self.lock.acquire()


class Writer:
    """Takes drafts from many threads and gives each its own answer."""

    def __init__(self, receive: Receives = receive, ready: Callable[[], None] = lambda: None) -> None:
        self._receive, self._ready = receive, ready
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._later: list[Waiting] = []
        self._start = Lock()
        self._thread: Thread | None = None

    def put(self, draft: Draft, actor: str) -> Received:
        """Waits until the draft is a case.

        Raises:
            Refused: the draft was refused.
            Problem: 503 the database was not there for ten seconds; 500 something else went wrong.
        """
        if self._thread is None or not self._thread.is_alive():
            self._begin()
        one = Waiting(draft, actor)
        self._queue.put(one)
        if not one.lock.acquire(timeout=PATIENCE):
            raise unavailable()
        if isinstance(one.outcome, Received):
            return one.outcome
        raise one.outcome or unexpected()

    def _begin(self) -> None:
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                thread = Thread(target=self._work, name="intake-writer", daemon=True)
                thread.start()
                self._thread = thread

    def stop(self) -> None:
        """Ends the thread when it has answered what waits; a later report starts another."""
        with self._start:
            if self._thread is not None:
                self._queue.put(None)
                self._thread.join()
                self._thread = None

    def _work(self) -> None:
        try:
            while group := self._gathered():
                for actor in dict.fromkeys(one.actor for one in group):
                    self._answer([one for one in group if one.actor == actor], actor)
        finally:
            connection.close()

    def _gathered(self) -> list[Waiting]:
        """What waits now, at most `MOST`; nothing at the end. A key stands in it once: its repetition waits for the
        next group and finds the first one's case."""
        waiting, self._later = self._later, []
        if not waiting:
            first = self._next()
            if first is None:
                return []
            waiting = [first]
        while len(waiting) < MOST and not self._queue.empty():
            if (one := self._queue.get()) is None:
                self._queue.put(None)
                break
            waiting.append(one)
        group: dict[str, Waiting] = {}
        for one in waiting:
            if group.setdefault(one.draft.key, one) is not one:
                self._later.append(one)
        return list(group.values())

    def _next(self) -> Waiting | None:
        """The next report, however long it takes. The connection is kept from group to group and given back when nobody
        comes: taking it from the pool each time would cost a tenth of a report."""
        try:
            return self._queue.get(timeout=IDLE)
        except Empty:
            connection.close()
            return self._queue.get()

    def _answer(self, group: list[Waiting], actor: str) -> None:
        try:
            outcomes = self._outcomes([one.draft for one in group], actor)
            for one, outcome in zip(group, outcomes, strict=True):
                one.outcome = outcome
        finally:
            for one in group:
                one.lock.release()

    def _outcomes(self, drafts: list[Draft], actor: str) -> Sequence[Received | Refused | Problem]:
        """What came of each. When the set fails for another reason than a lost database, each is tried alone."""
        until = time.monotonic() + RETRYING_FOR
        while True:
            try:
                self._ready()
                return self._receive(drafts, actor=actor, now=now())
            except (OperationalError, InterfaceError) as lost:
                complain("the database was lost", lost, drafts)
                connection.close()
                if time.monotonic() > until:
                    return [unavailable() for _ in drafts]
                time.sleep(PAUSE)
            except Exception as error:
                complain("a group could not be received", error, drafts)
                connection.close()
                return [unexpected()] if len(drafts) == 1 else [self._outcomes([one], actor)[0] for one in drafts]


def complain(event: str, error: Exception, drafts: Sequence[Draft]) -> None:
    """Logs a failure without its message: PostgreSQL quotes the rows in it."""
    log.error(
        event,
        error=type(error).__name__,
        state=getattr(error.__cause__, "sqlstate", None),
        reports=len(drafts),
    )
