"""What a simulated centre keeps, in one SQLite file: processes may share it, and be killed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

TABLES: Final = """
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, thread TEXT, seq INTEGER, kind TEXT, receipt TEXT, times INTEGER);
CREATE TABLE IF NOT EXISTS cases (thread TEXT PRIMARY KEY, number TEXT UNIQUE, theirs TEXT, way TEXT, state TEXT, told TEXT);
CREATE TABLE IF NOT EXISTS letters (id TEXT PRIMARY KEY, thread TEXT, seq INTEGER, kind TEXT, number TEXT, body TEXT,
    at REAL, due REAL, tries INTEGER, receipt TEXT);
CREATE TABLE IF NOT EXISTS tried (id TEXT PRIMARY KEY, times INTEGER);
CREATE TABLE IF NOT EXISTS late (body TEXT, due REAL);
CREATE TABLE IF NOT EXISTS ignored (number TEXT PRIMARY KEY);
"""


class Store:
    """The file of one centre."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=10)) as link:
            link.executescript(TABLES)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone in the file. A crash of the machine may lose the last second, which is enough here."""
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as link:
            link.execute("PRAGMA synchronous = OFF")
            link.execute("BEGIN IMMEDIATE")
            try:
                yield link
            except BaseException:
                link.execute("ROLLBACK")
                raise
            link.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query gives; for whoever compares the two sides."""
        with self.open() as link:
            return link.execute(query, values).fetchall()


def times(link: sqlite3.Connection, id_: str) -> int:
    """Counts one more try of a message and gives how many there are with it."""
    link.execute("INSERT INTO tried VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1", [id_])
    return int(link.execute("SELECT times FROM tried WHERE id = ?", [id_]).fetchone()[0])


def packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
