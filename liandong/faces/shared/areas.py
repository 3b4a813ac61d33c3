"""Names of areas, kept in the process: every row of every list shows some."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext

from liandong.kernel.versions import versioned, watched
from liandong.places.models import Division


def load() -> dict[str, str]:
    """The latest name of each code, ended ones too: an old case still says where it was."""
    rows = Division.objects.order_by("valid_from").values_list("code", "name")
    return dict(rows)


NAMES: Final = versioned(load, watched(f"SELECT max(id) FROM {Division._meta.db_table}"))


def area_name(code: str | None) -> str:
    """One area's own name: a district, subdistrict or community; a grid by its last two digits."""
    if not code:
        return ""
    if len(code) == 15:
        return gettext("%(number)s 网格") % {"number": code[-2:]}
    return NAMES.get().get(code, code)


def area_path(code: str | None) -> str:
    """Where an area lies, from the subdistrict down, joined by middle dots; the district's name for the district."""
    if not code:
        return ""
    if len(code) < 9:
        return area_name(code)
    return "·".join(area_name(code[:length]) for length in (9, 12, 15) if len(code) >= length)


def areas_inside(above: str, digits: int) -> list[tuple[str, str]]:
    """The areas of one level (6, 9 or 12 digits) inside an area, as (code, name), by code."""
    return sorted((code, name) for code, name in NAMES.get().items() if len(code) == digits and code.startswith(above))
