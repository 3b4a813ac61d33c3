"""What the simulated services keep: who wrote what, what was answered, and what goes wrong next; one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

TABLES: Final = """
CREATE TABLE IF NOT EXISTS written (id INTEGER PRIMARY KEY, service TEXT, who TEXT, body TEXT, at REAL, told INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS answered (id INTEGER PRIMARY KEY, service TEXT, who TEXT, text TEXT, way TEXT, key TEXT, at REAL);
CREATE UNIQUE INDEX IF NOT EXISTS once ON answered (service, key) WHERE key <> '';
CREATE TABLE IF NOT EXISTS failures (id INTEGER PRIMARY KEY, service TEXT, code INTEGER);
CREATE TABLE IF NOT EXISTS photos (name TEXT PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT);
"""
FIRST: Final = 24_000_000_000
"""Numbers of messages begin here, as long as those of the services."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One line of somebody's conversation: `mine` where the person wrote it. `way`: how an answer came, such as "template"."""

    id: int
    who: str
    text: str
    at: datetime
    mine: bool
    way: str = ""


class World:
    """The simulated services. Everything that happens is given its time; an answer arrives at what `clock` says."""

    def __init__(self, path: Path, clock: Any = lambda: datetime.now(UTC)) -> None:
        self.path, self.clock = path, clock
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=10)) as link:
            link.executescript(TABLES)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as link:
            link.execute("PRAGMA synchronous = OFF")
            link.execute("BEGIN IMMEDIATE")
            yield link
            link.execute("COMMIT")

    def write(self, service: str, who: str, body: Mapping[str, Any], at: datetime) -> int:
        """Somebody writes: a body in the service's own words. Gives its number."""
        with self.open() as link:
            made = link.execute("INSERT INTO written (service, who, body, at) VALUES (?, ?, ?, ?)",
                                [service, who, json.dumps(dict(body), ensure_ascii=False), at.timestamp()])  # fmt: skip
            return FIRST + int(made.lastrowid or 0)

    def keep_photo(self, name: str, data: bytes) -> str:
        with self.open() as link:
            link.execute("INSERT OR REPLACE INTO photos VALUES (?, ?)", [name, data])
        return name

    def photo(self, name: str) -> bytes | None:
        with self.open() as link:
            found = link.execute("SELECT data FROM photos WHERE name = ?", [name]).fetchone()
        return bytes(found[0]) if found else None

    def written(
        self, service: str, *, after: int = 0, untold: bool = False
    ) -> list[tuple[int, str, dict[str, Any], datetime]]:
        """(number, who, body, at) of what was written, the oldest first."""
        words = "SELECT id, who, body, at FROM written WHERE service = ? AND id > ? AND told <= ? ORDER BY id"
        with self.open() as link:
            rows = link.execute(words, [service, max(0, after - FIRST), 0 if untold else 1]).fetchall()
        return [(FIRST + id_, who, json.loads(body), datetime.fromtimestamp(at, UTC)) for id_, who, body, at in rows]

    def tell(self, number: int) -> None:
        """From now on a message has reached liandong."""
        with self.open() as link:
            link.execute("UPDATE written SET told = 1 WHERE id = ?", [number - FIRST])

    def answer(self, service: str, who: str, text: str, *, way: str = "", key: str = "") -> tuple[int, bool]:
        """An answer arrives; the number, and whether it is new: the same key again is the same answer."""
        with self.open() as link:
            if key and (
                before := link.execute(
                    "SELECT id FROM answered WHERE service = ? AND key = ?", [service, key]
                ).fetchone()
            ):
                return FIRST + int(before[0]), False
            made = link.execute("INSERT INTO answered (service, who, text, way, key, at) VALUES (?, ?, ?, ?, ?, ?)",
                                [service, who, text, way, key, self.clock().timestamp()])  # fmt: skip
            return FIRST + int(made.lastrowid or 0), True

    def inbox(self, service: str, who: str = "") -> list[Letter]:
        """What somebody was answered, or everybody, the oldest first."""
        words = "SELECT id, who, text, at, way FROM answered WHERE service = ? AND (? = '' OR who = ?) ORDER BY id"
        with self.open() as link:
            rows = link.execute(words, [service, who, who]).fetchall()
        return [
            Letter(FIRST + id_, who_, text, datetime.fromtimestamp(at, UTC), False, way)
            for id_, who_, text, at, way in rows
        ]

    def last_word(self, service: str, who: str) -> tuple[datetime | None, int]:
        """When somebody last wrote, and how many answers they got since."""
        with self.open() as link:
            at = link.execute("SELECT max(at) FROM written WHERE service = ? AND who = ?", [service, who]).fetchone()[0]
            count = link.execute("SELECT count(*) FROM answered WHERE service = ? AND who = ? AND way = '' AND at >= ?",
                                 [service, who, at or 0]).fetchone()[0]  # fmt: skip
        return (datetime.fromtimestamp(at, UTC) if at else None), int(count)

    def fails(self, service: str, code: int, times: int = 1) -> None:
        """The next calls fail with an error of the service."""
        with self.open() as link:
            link.executemany("INSERT INTO failures (service, code) VALUES (?, ?)", [(service, code)] * times)

    def failure(self, service: str) -> int:
        """The error that the next call shall have, 0 for none; it is used up."""
        with self.open() as link:
            found = link.execute(
                "SELECT id, code FROM failures WHERE service = ? ORDER BY id LIMIT 1", [service]
            ).fetchone()
            if found:
                link.execute("DELETE FROM failures WHERE id = ?", [found[0]])
        return int(found[1]) if found else 0

    def mark(self, name: str, value: str | None = None) -> str:
        """A word that is kept under a name; set where one is given."""
        with self.open() as link:
            if value is not None:
                link.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", [name, value])
            found = link.execute("SELECT value FROM marks WHERE name = ?", [name]).fetchone()
        return str(found[0]) if found else ""
