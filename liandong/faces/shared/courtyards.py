"""Courtyards by their names: the grid in which one lies stands for it."""

from __future__ import annotations

from django.conf import settings

from liandong.kernel.refusals import Refused
from liandong.places.models import PlaceName
from liandong.places.queries import atlas


def area_of_courtyard(name: str, inside: str = "") -> str:
    """The grid of the courtyard with a name, the first one inside an area.

    Raises:
        Refused: there is no courtyard of this name there.
    """
    inside = inside or settings.LIANDONG_DISTRICT
    for row in PlaceName.objects.filter(kind="courtyard", name=name.strip()[:80]).order_by("id")[:20]:
        near = atlas().nearest_grid(row.lon, row.lat, 30.0)
        if near is not None and near[0].startswith(inside):
            return near[0]
    raise Refused(
        "这里没有叫“{name}”的院落。写全名，或者只选社区。", code="no-courtyard", field="courtyard", name=name[:40]
    )


def courtyards_inside(area: str) -> list[str]:
    """The names of the courtyards of a community, to be offered while one is typed."""
    rows = PlaceName.objects.filter(kind="courtyard", community__startswith=area[:12])
    return list(rows.order_by("name").values_list("name", flat=True)[:200])
