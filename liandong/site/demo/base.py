"""The demo district's ground: reference data, map, units, people. Loaded once, through the packages' own actions.

Names and codes are public; the geometry is made up by a seed; the people do not exist.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache, partial
from importlib.resources import files
from typing import Final

from shapely.geometry.base import BaseGeometry

from liandong.cases.models import Kind, RoutingRule
from liandong.cases.reference_actions import load_kinds, load_rules
from liandong.deadlines.actions import load_calendar, load_limits
from liandong.deadlines.limits import parsed
from liandong.forces.actions import load_units
from liandong.forces.models import Unit
from liandong.journal.queries import entry_with_key
from liandong.kernel.coordinates import System
from liandong.places.actions import load_divisions, load_grids, load_places, load_successions
from liandong.places.editions import division_rows, succession_rows
from liandong.places.generate import MadeDistrict, made_district
from liandong.places.parse import outlines
from liandong.places.rows import GridRow, PlaceRow
from liandong.site.demo.life_exchange import load_partners
from liandong.site.demo.people import load_heads, load_people
from liandong.supervision.actions import load_ladders
from liandong.supervision.ladder import parsed as rung_of

DISTRICT: Final = "510108"
EDITION_OF_2017: Final = date(2017, 10, 1)
SEED: Final = 96966
GRIDS: Final = 2500
ACTOR: Final = "system"
Step = Callable[[datetime, str], None]
FOLDER: Final = files("liandong.site.demo") / "chenghua"


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the demo district's tables."""
    return list(csv.DictReader(text(f"{name}.csv").splitlines()))


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def load_base(now: datetime, say: Callable[[str], None], boundary: BaseGeometry | None = None) -> None:
    """Loads all of it, step by step; a step that was done before is passed over.

    `boundary` (degrees, CGCS2000) takes the place of the demo's made-up outline.
    """
    steps: dict[str, Step] = {
        **STEPS,
        "map": partial(map_step, boundary=boundary),
        "names": partial(names_step, boundary=boundary),
    }
    for name, step in steps.items():
        if entry_with_key(f"demo:{name}") is None:
            say(name)
            step(now, f"demo:{name}")


def calendar_step(now: datetime, key: str) -> None:
    load_calendar("district", "工作日历", actor=ACTOR, now=now, key=key)


def limits_step(now: datetime, key: str) -> None:
    rows = [parsed(row, line) for line, row in enumerate(table("limits"), start=2)]
    load_limits(rows, actor=ACTOR, now=now, key=key)


def ladders_step(now: datetime, key: str) -> None:
    rungs = [rung_of(row, line) for line, row in enumerate(table("ladders"), start=2)]
    load_ladders(rungs, actor=ACTOR, now=now, key=key)


def divisions_step(now: datetime, key: str) -> None:
    load_divisions(division_rows(text("divisions_2017.csv")), on=EDITION_OF_2017, actor=ACTOR, now=now, key=key)


def successions_step(now: datetime, key: str) -> None:
    load_successions(succession_rows(text("successions.csv")), actor=ACTOR, now=now, key=key)


def map_step(now: datetime, key: str, boundary: BaseGeometry | None = None) -> None:
    made = made_up(boundary)
    rows = [GridRow(grid.code, grid.outline, synthetic=True) for grid in made.grids]
    load_grids(rows, area=DISTRICT, on=EDITION_OF_2017, communities=made.communities, actor=ACTOR, now=now, key=key)


def names_step(now: datetime, key: str, boundary: BaseGeometry | None = None) -> None:
    named = list(named_places())
    taken = {(row.kind, row.name, row.community) for row in named}
    yards = [row for row in courtyards(made_up(boundary)) if (row.kind, row.name, row.community) not in taken]
    load_places([*named, *yards], actor=ACTOR, now=now, key=key)


@lru_cache(maxsize=1)
def made_up(boundary: BaseGeometry | None = None) -> MadeDistrict:
    """Communities, grids and courtyards inside an outline, the demo's own where none is given; the same for a seed."""
    communities = [row.code for row in division_rows(text("divisions_2017.csv")) if row.level == "community"]
    layout = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in table("layout")}
    whole = boundary or outlines(text("boundary.geojson"), System.CGCS2000).whole
    return made_district(whole, communities, seed=SEED, grids=GRIDS, layout=layout)


def named_places() -> Iterator[PlaceRow]:
    for row in table("places"):
        points = [[float(word) for word in pair.split()] for pair in row["line"].split(";")] if row["line"] else None
        yield PlaceRow(
            row["kind"], row["name"], float(row["lon"]), float(row["lat"]), row["community"],
            tuple(alias for alias in row["aliases"].split("|") if alias),
            {"type": "LineString", "coordinates": points} if points else None, synthetic=True,
        )  # fmt: skip


def courtyards(made: MadeDistrict) -> Iterator[PlaceRow]:
    names = {row.code: row.name.removesuffix("社区") for row in division_rows(text("divisions_2017.csv"))}
    for yard in made.courtyards:
        yield PlaceRow(
            "courtyard", f"{names[yard.community]}{yard.name}", yard.lon, yard.lat, yard.community, synthetic=True
        )


def kinds_step(now: datetime, key: str) -> None:
    load_kinds([
        Kind(code=row["code"], category=row["category"], name=row["name"], name_en=row["name_en"],
             parent=row["parent"] or None, filing_condition=row["filing_condition"],
             closing_condition=row["closing_condition"], urgency=row["urgency"],
             public_name=row["public_name"] if row["public"] == "yes" else "", confidential=row["confidential"] == "yes")
        for row in table("kinds")
    ], actor=ACTOR, now=now, key=key)  # fmt: skip


def units_step(now: datetime, key: str) -> None:
    load_units([
        Unit(code=row["code"], name=row["name"], name_en=row["name_en"], level=row["level"], parent=row["parent"] or None,
             area=row["area"], function=row["function"], duty=row["duty"])
        for row in table("units")
    ], actor=ACTOR, now=now, key=key)  # fmt: skip


def rules_step(now: datetime, key: str) -> None:
    load_rules([
        RoutingRule(code=row["code"], kind=row["kind"], area=row["area"], hours=row["hours"], unit=row["unit"],
                    order=int(row["order"]), valid_from=date.fromisoformat(row["valid_from"]), sentence=row["sentence"])
        for row in table("rules")
    ], actor=ACTOR, now=now, key=key)  # fmt: skip


STEPS: Final[dict[str, Step]] = {
    "calendar": calendar_step,
    "limits": limits_step,
    "ladders": ladders_step,
    "divisions": divisions_step,
    "successions": successions_step,
    "map": map_step,
    "names": names_step,
    "kinds": kinds_step,
    "units": units_step,
    "rules": rules_step,
    "people": load_people,
    "heads": load_heads,
    "partners": load_partners,
}
