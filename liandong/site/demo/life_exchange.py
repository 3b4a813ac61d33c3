"""The demo's three other centres: their rows, and what they bring and answer while the demo lives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from liandong.exchange.reference_actions import load_danger_words, save_partner
from liandong.journal.queries import entry_with_key
from liandong.site.demo.base import ACTOR, table

TRANSPORT: Final = "simulator"


def address(code: str) -> str:
    """Where the simulated centre of a partner keeps its cases."""
    return f"{Path(settings.LIANDONG_OUTBOX).parent / 'partners' / code}.db?seed=96966"


def pairs(words: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in words.split())


def load_partners(now: datetime, key: str) -> None:
    """Connects the three centres and loads the words of danger."""
    for row in table("partners"):
        values: dict[str, Any] = {name: row[name] for name in ("name", "name_en", "phone", "channel", "number_form")}
        values |= {"outward": row["outward"].split(), "inward": row["inward"].split(), "verified": row["verified"] == "yes",
                   "states": pairs(row["states"]), "told": pairs(row["told"]), "transport": TRANSPORT,
                   "address": address(row["code"])}  # fmt: skip
        save_partner(row["code"], values, actor=ACTOR, now=now, key=f"{key}:{row['code']}")
    if entry_with_key(f"{key}:words") is None:
        words = [(row["word"], row["call"]) for row in table("danger_words")]
        load_danger_words(words, actor=ACTOR, now=now, key=f"{key}:words")
