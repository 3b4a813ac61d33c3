"""The kinds that residents choose from, under the names they use: the most frequent as chips, all of them in a list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count

from liandong.cases.models import Case, Kind
from liandong.cases.reference import kinds
from liandong.faces.shared.names import chinese
from liandong.kernel.cached import Cached
from liandong.kernel.clock import now

CHIPS: Final = 8
OTHER: Final = "other"
"""None of them: a person finds the kind."""
COUNTED_FOR: Final = timedelta(days=90)
CATEGORIES: Final = ("event", "component", "complaint")


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind as residents call it, in the language of the page."""

    code: str
    name: str


def load_frequencies() -> Counter[str]:
    """How many cases of each kind came in lately."""
    since = now() - COUNTED_FOR
    rows = Case.objects.filter(received_at__gte=since, kind__isnull=False).values_list("kind").annotate(n=Count("id"))
    return Counter({str(kind): int(n) for kind, n in rows})


def ten_minutes() -> datetime:
    at = now()
    return at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)


FREQUENCIES: Final = Cached(load_frequencies, ten_minutes, every=10.0)


def offered() -> dict[str, Kind]:
    """The public kinds by code."""
    return {code: kind for code, kind in kinds().items() if kind.active and kind.public_name}


def name_of(kind: Kind) -> str:
    return kind.public_name if chinese() or not kind.name_en else kind.name_en


def ranked() -> list[Kind]:
    """Public kinds, the most frequent first; equal ones in the order of the setting, then things before complaints."""
    counts = FREQUENCIES.get()
    named: list[str] = settings.LIANDONG_FREQUENT_KINDS
    first = {code: at for at, code in enumerate(named)}
    return sorted(
        offered().values(),
        key=lambda kind: (
            -counts[kind.code],
            first.get(kind.code, len(first)),
            CATEGORIES.index(kind.category),
            kind.code,
        ),
    )


def chips(chosen: str = "") -> list[Choice]:
    """The few that stand on the page; what was chosen from the long list joins them."""
    rows = ranked()
    shown = rows[:CHIPS] + [kind for kind in rows[CHIPS:] if kind.code == chosen]
    return [Choice(kind.code, name_of(kind)) for kind in shown]


def groups() -> list[tuple[str, list[Choice]]]:
    """All of them, under the names of their classes."""
    found: dict[str, list[Choice]] = {}
    for kind in sorted(offered().values(), key=lambda one: (CATEGORIES.index(one.category), one.code)):
        found.setdefault(kind.parent or "", []).append(Choice(kind.code, name_of(kind)))
    return [(class_name(code), choices) for code, choices in found.items()]


def class_name(code: str) -> str:
    above = kinds().get(code)
    if above is None:
        return ""
    return above.name if chinese() or not above.name_en else above.name_en


def spoken(code: str | None) -> str:
    """A kind as residents call it; its own name where residents have none for it; empty for none."""
    kind = kinds().get(code or "")
    if kind is None:
        return ""
    return name_of(kind) if kind.public_name else kind.name
