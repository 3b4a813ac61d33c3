"""Codes of unit grids: 15 digits = 6 district + 3 subdistrict + 3 community + 3 running number.

Inside a community numbers run from west to east, then from north to south (Beijing's local standard on the
division of unit grids), the way a page is read. Grids do not lie in straight rows, so rows are banded: the
northernmost centre not yet numbered opens a row, which takes every centre less than half a typical grid
height south of it; inside a row centres go from west to east. The typical height is the median height of
the community's grids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from shapely import Polygon

from liandong.kernel.refusals import Refused

MOST_GRIDS: Final = 999


def reading_order(outlines: Sequence[Polygon]) -> list[int]:
    """Positions of one community's outlines (degrees) in the order in which they are numbered."""
    if not outlines:
        return []
    reach = median(outline.bounds[3] - outline.bounds[1] for outline in outlines) / 2
    centres = [(outline.centroid.x, outline.centroid.y) for outline in outlines]
    southward = sorted(range(len(outlines)), key=lambda at: (-centres[at][1], centres[at][0]))
    rows: list[list[int]] = []
    top = 0.0
    for at in southward:
        if not rows or top - centres[at][1] >= reach:
            rows.append([])
            top = centres[at][1]
        rows[-1].append(at)
    return [at for row in rows for at in sorted(row, key=lambda at: (centres[at][0], -centres[at][1]))]


def grid_codes(communities: Sequence[str], outlines: Sequence[Polygon]) -> list[str]:
    """The 15-digit code of each outline, given the 12-digit community of each, in the same order.

    Raises:
        Refused: a community has more than 999 grids, or its code is not 12 digits.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for at, community in enumerate(communities):
        members[community].append(at)
    codes = [""] * len(outlines)
    for community, ats in members.items():
        if len(community) != 12 or not (community.isascii() and community.isdigit()):
            raise Refused(
                "社区代码应为 12 位数字：{community}",
                code="bad-community",
                field="community",
                community=community,
            )
        if len(ats) > MOST_GRIDS:
            raise Refused(
                "社区 {community} 有 {ats} 个网格，最多 999 个；请合并网格。",
                code="too-many-grids",
                community=community,
                ats=len(ats),
            )
        for number, place in enumerate(reading_order([outlines[at] for at in ats]), start=1):
            codes[ats[place]] = f"{community}{number:03d}"
    return codes


def recoded(grids: Mapping[str, Polygon], successors: Mapping[str, str]) -> dict[str, str]:
    """The code of each grid once communities are continued by others (12-digit code to 12-digit code).

    A community that stays itself and gains nothing keeps its grids' codes; every other is numbered anew.

    Raises:
        Refused: a community would have more than 999 grids.
    """
    homes = {code: successors.get(code[:12], code[:12]) for code in grids}
    changed = {home for code, home in homes.items() if code[:12] != home}
    moving = sorted(code for code, home in homes.items() if home in changed)
    fresh = grid_codes([homes[code] for code in moving], [grids[code] for code in moving])
    return {**{code: code for code in grids}, **dict(zip(moving, fresh, strict=True))}
