"""What the journal records, and how entries are chained."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from liandong.kernel.sealing import sm3

GENESIS = bytes(32)
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened: its kind in the past tense ("case.assigned") and what belongs to it (JSON values)."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


def link(before: bytes, seq: int, fact: Fact, at: datetime, actor: str) -> bytes:
    """The hash of an entry: SM3(hash of the entry before || canonical JSON of this one)."""
    return follow(before, seq, fact, written(at), actor)


def written(at: datetime) -> str:
    """An instant as the chain writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def follow(before: bytes, seq: int, fact: Fact, instant: str, actor: str) -> bytes:
    """`link` with the instant already written."""
    return sm3(before + CANONICAL.encode([seq, fact.kind, instant, actor, fact.data]).encode())


def chain(facts: Iterable[Fact], at: datetime, actor: str) -> list[tuple[int, Fact, bytes]]:
    """A new subject's first entries: (seq, fact, hash), counted from 1."""
    entries, before, instant = [], GENESIS, written(at)
    for seq, fact in enumerate(facts, start=1):
        before = follow(before, seq, fact, instant, actor)
        entries.append((seq, fact, before))
    return entries
