"""Whether a set of grids is sound: closed valid polygons, each in its community, no overlap; gaps are told.

The tolerance is `TOLERANCE_M` metres of width: a strip narrower than that, where two outlines were drawn or
rounded apart, is neither an overlap nor a gap nor a trespass. Areas are square metres on a flat plane.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from liandong.places.plane import Plane, plane_around

TOLERANCE_M: Final = 0.5
SMALLEST_M2: Final = 0.5


class Flaw(StrEnum):
    """What can be wrong with a set of grids."""

    BROKEN = "broken"
    STRANGE = "strange"
    TRESPASS = "trespass"
    OVERLAP = "overlap"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw: which grids, how large (m²), where (lon, lat CGCS2000), and a sentence for who draws them.

    `blocks` tells whether grids with this flaw are refused; gaps (a river, a railway) are only reported.
    """

    flaw: Flaw
    grids: tuple[str, ...]
    area_m2: float
    lon: float
    lat: float
    sentence: str

    @property
    def blocks(self) -> bool:
        return self.flaw is not Flaw.GAP


def topology(
    grids: Mapping[str, Polygon],
    communities: Mapping[str, Polygon | MultiPolygon] | None = None,
    tolerance_m: float = TOLERANCE_M,
) -> list[Finding]:
    """Everything that is wrong with grids by 15-digit code, in degrees CGCS2000; an empty list means sound.

    Without `communities` (12-digit code to outline) only what the grids enclose counts as a gap, and trespass
    cannot be seen.
    """
    broken = list(_broken(grids))
    known = {code: shape for code, shape in grids.items() if code not in {found.grids[0] for found in broken}}
    if not known:
        return broken
    checker = _Checker(plane_around(*known.values()), tolerance_m)
    flat = {code: checker.plane.metres(shape) for code, shape in known.items()}
    found = [*broken, *checker.overlaps(flat)]
    if communities is None:
        whole = shapely.union_all(list(flat.values()))
        holes = (Polygon(ring) for part in _polygons(whole) for ring in part.interiors)
        return [*found, *checker.gaps((), holes)]
    areas = {code: checker.plane.metres(shape) for code, shape in communities.items()}
    return [*found, *checker.trespasses(flat, areas), *checker.uncovered(flat, areas)]


def _broken(grids: Mapping[str, Polygon]) -> Iterator[Finding]:
    for code, shape in grids.items():
        if shape.is_empty:
            yield Finding(Flaw.BROKEN, (code,), 0.0, 0.0, 0.0, f"网格 {code} 没有轮廓。")
        elif not shape.is_valid:
            lon, lat = shape.exterior.coords[0][:2]
            yield Finding(Flaw.BROKEN, (code,), 0.0, lon, lat,
                          f"网格 {code} 的轮廓无效（{explain_validity(shape)}）。")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Checker:
    plane: Plane
    tolerance_m: float

    def wide(self, shape: BaseGeometry) -> list[Polygon]:
        """The parts of a shape that are wider than the tolerance."""
        parts = (part for part in _polygons(shape) if part.area > SMALLEST_M2)
        return [part for part in parts if not part.buffer(-self.tolerance_m / 2).is_empty]

    def finding(self, flaw: Flaw, grids: tuple[str, ...], parts: list[Polygon], sentence: str) -> Finding:
        area = sum(part.area for part in parts)
        at = self.plane.degrees(max(parts, key=lambda part: part.area).representative_point(), 6)
        return Finding(flaw, grids, area, at.x, at.y,
                       sentence.format(area=f"{area:,.1f}", at=f"{at.x:.6f}, {at.y:.6f}"))  # fmt: skip

    def overlaps(self, flat: Mapping[str, Polygon]) -> Iterator[Finding]:
        codes, shapes = list(flat), list(flat.values())
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        for a, b in sorted((int(a), int(b)) for a, b in zip(one, other, strict=True) if a < b):
            if parts := self.wide(shapes[a].intersection(shapes[b])):
                names = (codes[a], codes[b])
                words = f"网格 {names[0]} 与 {names[1]} 重叠"
                yield self.finding(Flaw.OVERLAP, names, parts, words + " {area} 平方米（{at}）。")

    def trespasses(self, flat: Mapping[str, Polygon], areas: Mapping[str, BaseGeometry]) -> Iterator[Finding]:
        for code, shape in flat.items():
            home = areas.get(code[:12])
            if home is None:
                words = f"网格 {code} 所属的社区 {code[:12]} 没有轮廓。"
                yield self.finding(Flaw.STRANGE, (code,), [shape], words)
            elif parts := self.wide(shape.difference(home)):
                words = f"网格 {code} 越出社区 {code[:12]}"
                yield self.finding(Flaw.TRESPASS, (code,), parts, words + " {area} 平方米（{at}）。")

    def uncovered(self, flat: Mapping[str, Polygon], areas: Mapping[str, BaseGeometry]) -> Iterator[Finding]:
        members: dict[str, list[Polygon]] = defaultdict(list)
        for code, shape in flat.items():
            members[code[:12]].append(shape)
        for community, home in areas.items():
            bare = home.difference(shapely.union_all(members[community]))
            yield from self.gaps((community,), _polygons(bare))

    def gaps(self, community: tuple[str, ...], holes: Iterable[Polygon]) -> Iterator[Finding]:
        where = f"社区 {community[0]} " if community else "网格之间"
        for hole in holes:
            if parts := self.wide(hole):
                yield self.finding(Flaw.GAP, community, parts, f"{where}有 {{area}} 平方米没有网格（{{at}}）。")


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, Polygon)]
