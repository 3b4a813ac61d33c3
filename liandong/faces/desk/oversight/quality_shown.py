"""How the quality of the proposals is shown: lines of numbers that lead to their cases, and the models side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.http import urlencode
from django.utils.translation import gettext

from liandong.faces.desk.oversight.figures_shown import Cell
from liandong.faces.shared.templatetags.ld import area, kind
from liandong.kernel.clock import LOCAL
from liandong.learning.models import Training
from liandong.learning.rules import Tally, Verdict, drift, verdicts
from liandong.learning.states import Part

Row = Mapping[str, Any]
Link = Callable[..., str]
BEFORE: Final = 4
"""Weeks whose mix of kinds a week is compared with."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: of a week, a subdistrict or a kind."""

    name: str
    cells: list[Cell]
    note: str = ""
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A training with its verdicts and whether it may be put in use now."""

    training: Training
    verdicts: list[Verdict]
    asked: int
    accuracy: float | None
    coverage: float | None
    can_use: bool


def link(base: str) -> Link:
    """Addresses of the cases behind a number; always empty without a base."""

    def to(part: Part, **narrowed: str) -> str:
        return f"{base}?{urlencode({'part': part.value, **narrowed})}" if base else ""

    return to


NAMES: Final = {part: f"n_{part}" for part in Part}


def summed(rows: Iterable[Row]) -> dict[Part, int]:
    kept = list(rows)
    return {part: sum(row[name] for row in kept) for part, name in NAMES.items()}


def percent(some: int, of: int) -> str:
    """A share that is not whole never reads 100%."""
    if not of:
        return "—"
    share = 100 * some / of
    return f"{min(share, 99.9) if some < of else share:.1f}%"


def cells(found: Mapping[Part, int], to: Link, **narrowed: str) -> list[Cell]:
    """有建议, 自动立案, 留给人, 由人定下, 建议对了 and its share, 自动立案错了."""

    def number(part: Part) -> Cell:
        return Cell(f"{found[part]:,}", to(part, **narrowed) if found[part] else "")

    return [
        number(Part.PROPOSED), number(Part.ACCEPTED), number(Part.LEFT), Cell(percent(found[Part.LEFT], found[Part.PROPOSED])),
        number(Part.SETTLED), Cell(percent(found[Part.RIGHT], found[Part.SETTLED])), number(Part.WRONG), number(Part.ACCEPTED_WRONG),
    ]  # fmt: skip


def whole(rows: Sequence[Row], to: Link) -> Line:
    return Line(gettext("合计"), cells(summed(rows), to))


def by(rows: Sequence[Row], name: str) -> dict[Any, list[Row]]:
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return dict(groups)


def week_lines(rows: Sequence[Row], to: Link, unseen: Mapping[datetime, float]) -> list[Line]:
    """The newest week first; its note is how much the mix of kinds differs from the four weeks before, and beside it which share of
    its words the model in use does not know."""
    weeks = by(rows, "week")
    found: list[Line] = []
    mixes: list[Counter[str]] = []
    for week in sorted(weeks):
        mix: Counter[str] = Counter()
        for row in weeks[week]:
            mix[str(row["proposed"])] += row["n_proposed"]
        past: Counter[str] = Counter()
        for before in mixes[-BEFORE:]:
            past.update(before)
        moved = drift(mix, past)
        mixes.append(mix)
        note = "—" if moved is None else f"{moved:.0f}%"
        numbers = cells(summed(weeks[week]), to, week=f"{week.astimezone(LOCAL):%Y-%m-%d}")
        found.append(Line(week_said(week), numbers, note, f"{100 * unseen[week]:.1f}%" if week in unseen else "—"))
    return found[::-1]


def week_said(week: datetime) -> str:
    return gettext("%(day)s 起") % {"day": f"{week.astimezone(LOCAL):%m-%d}"}


def subdistrict_lines(rows: Sequence[Row], to: Link) -> list[Line]:
    return [
        Line(area(code) if len(code) > 6 else gettext("位置待定"), cells(summed(some), to, area=code), trend(some))
        for code, some in sorted(by(rows, "district_part").items())
    ]


def kind_lines(rows: Sequence[Row], to: Link, most: int | None = None) -> list[Line]:
    """By the proposed kind, the most frequent first; `most` of them."""
    groups = by(rows, "proposed")
    often = {code: summed(some) for code, some in groups.items()}
    order = sorted(groups, key=lambda code: (-often[code][Part.PROPOSED], str(code)))
    return [
        Line(
            kind(code) if code else "—", cells(often[code], to, **({"kind": code} if code else {})), trend(groups[code])
        )
        for code in order[:most]
    ]


def trend(rows: Sequence[Row]) -> str:
    """By how many points the share of right proposals of the last four weeks differs from the weeks before."""
    weeks = sorted({row["week"] for row in rows})
    border = weeks[-BEFORE:][0]
    new, old = (summed(row for row in rows if (row["week"] >= border) is late) for late in (True, False))
    if not new[Part.SETTLED] or not old[Part.SETTLED]:
        return "—"
    points = 100 * (new[Part.RIGHT] / new[Part.SETTLED] - old[Part.RIGHT] / old[Part.SETTLED])
    return f"{points:+.1f}"


def models_shown(trainings: Sequence[Training]) -> list[Shown]:
    return [shown(each) for each in trainings]


def shown(training: Training) -> Shown:
    compared = training.compared or {}
    new = Tally(**compared["new"]) if compared else Tally()
    old = Tally(**compared["old"]) if compared and compared["old"] else None
    able = bool(training.version) and not training.in_use and (training.may_replace or training.put_at is not None)
    held = training.figures
    accuracy, coverage = held.get("accuracy"), held.get("coverage")
    return Shown(training, verdicts(new, old) if compared else [], new.asked, accuracy, coverage, able)
