"""How benches are told: a table for people, one JSON object a line for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, Final

HEAD: Final = ("bench", "figure", "spread", "limit", "ratio", "goal", "met", "at a tenth", "load")
COLUMNS: Final = frozenset(
    {"name", "figure", "unit", "limit", "ratio", "goal", "met", "spread", "load_before", "load_after", "small", "why"}
)
TENTH: Final = "figure_at_a_tenth"


def line(found: Mapping[str, Any]) -> str:
    """One bench as one line of JSON."""
    return json.dumps(found, ensure_ascii=False)


def spread(figures: Sequence[float]) -> float | None:
    """How far the runs lie apart: largest minus smallest over the median; None for a single run."""
    middle = median(figures)
    return round((max(figures) - min(figures)) / middle, 3) if len(figures) > 1 and middle else None


def table(found: Iterable[Mapping[str, Any]]) -> str:
    """All benches, one a row, and under the table what else each of them told."""
    benches = list(found)
    rows = [HEAD, *(cells(one) for one in benches)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    for one in benches:
        lines += ["", *remarks(one)]
    return "\n".join(lines)


def cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    part = "" if one.get("spread") is None else f"±{one['spread'] / 2:.0%}"
    load = f"{one.get('load_before', '')} → {one.get('load_after', '')}"
    met = {True: "yes", False: "no", None: "—"}[one["met"]]
    return (
        one["name"] + (" (small)" if one.get("small") else ""), f"{shown(one['figure'])} {one['unit']}".strip(), part,
        shown(one["limit"]), shown(one["ratio"]), shown(one["goal"]), met, shown(one.get(TENTH)), load,
    )  # fmt: skip


def remarks(one: Mapping[str, Any]) -> list[str]:
    """The other figures of a bench, three or so a line."""
    if one.get("why"):
        return [f"{one['name']} could not run: {one['why']}"]
    more = [f"{name} {shown(value)}" for name, value in one.items() if name not in COLUMNS]
    return [f"{one['name']}:", *(f"    {text}" for text in more)]


def shown(value: Any) -> str:
    """A value as people read it: thousands apart, no more digits than mean something."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if abs(value) >= 1000 or isinstance(value, int) else f"{value:.3g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {shown(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(shown(part) for part in value)
    return str(value)
