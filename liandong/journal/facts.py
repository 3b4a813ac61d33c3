"""What the journal records, and how entries are chained."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from liandong.kernel.sealing import sm3

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened: its kind in the past tense ("case.assigned") and what belongs to it (JSON values)."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


def link(before: bytes, seq: int, fact: Fact, at: datetime, actor: str) -> bytes:
    """The hash of an entry: SM3(hash of the entry before || canonical JSON of this one)."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([seq, fact.kind, instant, actor, fact.data], ensure_ascii=False, sort_keys=True,
                      separators=(",", ":"))  # fmt: skip
    return sm3(before + body.encode())


def chain(facts: Iterable[Fact], at: datetime, actor: str) -> list[tuple[int, Fact, bytes]]:
    """A new subject's first entries: (seq, fact, hash), counted from 1."""
    entries, before = [], GENESIS
    for seq, fact in enumerate(facts, start=1):
        before = link(before, seq, fact, at, actor)
        entries.append((seq, fact, before))
    return entries
