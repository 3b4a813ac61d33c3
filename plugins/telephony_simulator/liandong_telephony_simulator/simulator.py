"""Callers who wait, talk and hang up, kept in one SQLite file that processes may share."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from liandong.hotline.ports import Event, NotConnected
from liandong.hotline.states import EventKind

TABLE: Final = """
CREATE TABLE IF NOT EXISTS calls (id TEXT PRIMARY KEY, number TEXT, line TEXT, arrived REAL, patience REAL, talk REAL,
    answered REAL, ended REAL, agent TEXT DEFAULT '', third TEXT DEFAULT '', told INTEGER DEFAULT 0,
    held INTEGER DEFAULT 0, muted INTEGER DEFAULT 0, sent_to TEXT DEFAULT '');
"""
LATER: Final = ("held INTEGER DEFAULT 0", "muted INTEGER DEFAULT 0", "sent_to TEXT DEFAULT ''")
"""Columns that a file of an earlier day has not yet."""
LINE: Final = "96966"
PATIENCE: Final = (40.0, 120.0)
TALK: Final = (60.0, 240.0)
BEAT: Final = 1.0
ARRIVED, ANSWERED, ENDED, RECORDED = 1, 2, 4, 8


class Simulator:
    """A call centre. `doubles`: the share of events that are told twice; `reorders`: of batches told in another order."""

    def __init__(self, path: Path, *, seed: int = 1, doubles: float = 0.0, reorders: float = 0.0,
                 clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:  # fmt: skip
        self.path, self.seed, self.doubles, self.reorders, self.clock = path, seed, doubles, reorders, clock
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=10)) as link:
            link.executescript(TABLE)
            known = {row[1] for row in link.execute("PRAGMA table_info(calls)")}
            for column in LATER:
                if column.partition(" ")[0] not in known:
                    link.execute(f"ALTER TABLE calls ADD COLUMN {column}")

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as link:
            link.execute("PRAGMA synchronous = OFF")
            link.execute("BEGIN IMMEDIATE")
            yield link
            link.execute("COMMIT")

    def ring(self, number: str, now: datetime, *, patience: float | None = None, talk: float | None = None) -> str:
        """Somebody calls: waits for `patience` seconds, and once answered talks for `talk` seconds. Gives the call's id."""
        with self.open() as link:
            count = link.execute("SELECT count(*) FROM calls").fetchone()[0]
            dice = Random(f"{self.seed}:{count}")
            id_ = f"sim-{self.seed}-{now:%y%m%d}-{count + 1}"
            link.execute(
                "INSERT INTO calls (id, number, line, arrived, patience, talk) VALUES (?, ?, ?, ?, ?, ?)",
                [id_, number, LINE, now.timestamp(), patience or dice.uniform(*PATIENCE), talk or dice.uniform(*TALK)],
            )
        return id_

    def answer(self, call: str, extension: str, within: float) -> None:  # noqa: ARG002  it never takes long
        self.change("UPDATE calls SET answered = ?, agent = ? WHERE id = ? AND answered IS NULL AND ended IS NULL",
                    self.clock().timestamp(), extension, call)  # fmt: skip

    def hang_up(self, call: str, within: float) -> None:  # noqa: ARG002
        self.change("UPDATE calls SET ended = ? WHERE id = ? AND ended IS NULL", self.clock().timestamp(), call)

    def hold(self, call: str, on: bool, within: float) -> None:  # noqa: ARG002
        self.change("UPDATE calls SET held = ? WHERE id = ? AND answered IS NOT NULL AND ended IS NULL", int(on), call)

    def mute(self, call: str, on: bool, within: float) -> None:  # noqa: ARG002
        self.change("UPDATE calls SET muted = ? WHERE id = ? AND answered IS NOT NULL AND ended IS NULL", int(on), call)

    def transfer(self, call: str, to: str, within: float) -> None:  # noqa: ARG002
        self.change(
            "UPDATE calls SET sent_to = ?, held = 0, muted = 0 WHERE id = ? AND answered IS NOT NULL AND ended IS NULL",
            to,
            call,
        )

    def bridge(self, call: str, number: str, within: float) -> None:  # noqa: ARG002
        self.change("UPDATE calls SET third = ? WHERE id = ? AND ended IS NULL", number, call)

    def dial(self, number: str, extension: str, within: float) -> str:  # noqa: ARG002
        """Calls somebody, who never answers: what a call-back hears is for the person who tries the desk to play."""
        if not number:
            raise NotConnected("error", "no number")
        return f"out-{self.clock().timestamp():.3f}"

    def change(self, statement: str, *values: object) -> None:
        with self.open() as link:
            if link.execute(statement, values).rowcount != 1:
                raise NotConnected("error", "no such call")

    def due(self, now: datetime) -> list[Event]:
        """What happened until now and was not told yet, in order, but for what the dice double and reorder."""
        with self.open() as link:
            self.let_time_pass(link, now)
            rows = link.execute(
                "SELECT id, number, line, arrived, answered, ended, agent, told FROM calls WHERE told < 8"
            )
            events = [event for row in rows.fetchall() for event in self.told_now(link, row)]
        dice = Random(f"{self.seed}:{now.timestamp()}")
        events += [event for event in events if dice.random() < self.doubles]
        if dice.random() < self.reorders:
            dice.shuffle(events)
        else:
            events.sort(key=lambda event: event.at)
        return [replace(event, at=min(event.at, now)) for event in events]

    @staticmethod
    def let_time_pass(link: sqlite3.Connection, now: datetime) -> None:
        at = now.timestamp()
        link.execute("UPDATE calls SET ended = arrived + patience WHERE answered IS NULL AND ended IS NULL "
                     "AND arrived + patience <= ?", [at])  # fmt: skip
        link.execute("UPDATE calls SET ended = answered + talk WHERE answered IS NOT NULL AND ended IS NULL "
                     "AND answered + talk <= ?", [at])  # fmt: skip

    @staticmethod
    def told_now(
        link: sqlite3.Connection, row: tuple[str, str, str, float, float | None, float | None, str, int]
    ) -> list[Event]:
        id_, number, line, arrived, answered, ended, agent, told = row
        found, marks = [], told
        for mark, kind, at, more in (
            (ARRIVED, EventKind.ARRIVED, arrived, {"number": number, "line": line}),
            (ANSWERED, EventKind.ANSWERED, answered, {"agent": agent}),
            (ENDED, EventKind.ENDED, ended, {}),
            (RECORDED, EventKind.RECORDED, ended, {"recording": f"rec/{id_}"} if answered else None),
        ):
            if at is not None and not marks & mark:
                marks |= mark
                if more is not None:
                    found.append(Event(kind, id_, datetime.fromtimestamp(at, UTC), **more))
        if marks != told:
            link.execute("UPDATE calls SET told = ? WHERE id = ?", [marks, id_])
        return found

    def events(self) -> Iterator[Event]:
        """What happens, as it happens, without an end."""
        while True:
            yield from self.due(self.clock())
            time.sleep(BEAT)
