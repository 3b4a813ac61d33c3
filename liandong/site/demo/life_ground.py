"""Where the demo's reports lie: hot places that come again and again, and any grid of the district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, radians
from random import Random
from typing import Final

from liandong.kernel.clock import local_day, now
from liandong.places.models import Grid, PlaceName
from liandong.places.queries import atlas, division_names
from liandong.site.demo.base import SEED

HOT_PLACES: Final = 60
HOT_SHARE: Final = 0.38
METRES_A_DEGREE: Final = 111_320.0
BESIDE: Final = ("", "旁", "门口", "对面", "东北60米", "往南100米", "附近")


@dataclass(frozen=True, slots=True)
class Where:
    """A place in truth: degrees (CGCS2000), grid code, a name close by, and how somebody would say it."""

    lon: float
    lat: float
    grid: str
    near: str
    said: str


@dataclass(frozen=True, slots=True)
class Hot:
    """A place where the same trouble comes back, and which kinds of it."""

    name: str
    lon: float
    lat: float
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """Grids, names by community and hot places, in an order that is always the same."""

    grids: Sequence[tuple[str, float, float]]
    names: dict[str, list[str]]
    communities: dict[str, str]
    hot: Sequence[Hot] = field(default_factory=tuple)

    def somewhere(self, dice: Random, kind: str) -> Where:
        """A place for a report of a kind."""
        fitting = [hot for hot in self.hot if kind[:3] in hot.classes]
        if fitting and dice.random() < HOT_SHARE:
            hot = dice.choices(fitting, [1 / (rank + 2) for rank in range(len(fitting))])[0]
            lon, lat, near = *jittered(dice, hot.lon, hot.lat, 25.0), hot.name
        else:
            code, at_lon, at_lat = dice.choice(self.grids)
            lon, lat = jittered(dice, at_lon, at_lat, 12.0)
            near = dice.choice(self.names.get(code[:12]) or [self.communities.get(code[:12], "")])
        grid = atlas().grid_at(lon, lat)
        if grid is None:
            code, lon, lat = dice.choice(self.grids)
            grid, near = code, self.communities.get(code[:12], "")
        return Where(round(lon, 6), round(lat, 6), grid, near, f"{near}{dice.choice(BESIDE)}")


def jittered(dice: Random, lon: float, lat: float, metres: float) -> tuple[float, float]:
    """A point some metres away."""
    east, north = dice.gauss(0, metres), dice.gauss(0, metres)
    return lon + east / (METRES_A_DEGREE * cos(radians(lat))), lat + north / METRES_A_DEGREE


def load_ground() -> Ground:
    """The ground as the map now holds it."""
    grids = list(Grid.objects.filter(valid_until=None).order_by("code").values_list("code", "lon", "lat"))
    names: dict[str, list[str]] = {}
    points = []
    for name, community, lon, lat in PlaceName.objects.order_by("kind", "name", "community").values_list(
        "name", "community", "lon", "lat"
    ):
        if 2 < len(name) < 12:
            names.setdefault(community, []).append(name)
            points.append((name, lon, lat))
    return Ground(grids, names, division_names(local_day(now())), hot_places(points))


def hot_places(points: Sequence[tuple[str, float, float]]) -> list[Hot]:
    """Some named places inside the district, each with the classes of trouble it is known for."""
    dice = Random(f"{SEED}/hot")
    inside = [
        one
        for one, grid in zip(points, atlas().grids_at([p[1] for p in points], [p[2] for p in points]), strict=True)
        if grid
    ]
    chosen = dice.sample(inside, min(HOT_PLACES, len(inside)))
    classes = ("E01", "E05", "C01", "C02", "E03", "Q08", "E02", "C03")
    return [Hot(*one, tuple(dice.sample(classes, 3))) for one in chosen]
