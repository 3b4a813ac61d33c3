"""Units and kinds by name, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from liandong.cases.reference import kind_name, kinds
from liandong.exchange.queries import partners
from liandong.forces.models import Unit
from liandong.forces.queries import unit_name, units


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def unit_said(code: str | None) -> str:
    """What people call a unit; its Chinese name where there is no English one."""
    found = units().get(code or "")
    return found.name_en if found and found.name_en and not chinese() else unit_name(code)


def partner_said(code: str | None) -> str:
    """What people call another centre."""
    found = partners().get(code or "")
    if found is None:
        return code or ""
    return found.name if chinese() or not found.name_en else found.name_en


def unit_choices(found: Iterable[Unit]) -> tuple[tuple[str, str], ...]:
    """Units as (code, name) for a list to choose from; asks once for the language of hundreds of them."""
    if chinese():
        return tuple((unit.code, unit.name) for unit in found)
    return tuple((unit.code, unit.name_en or unit.name) for unit in found)


def kind_said(code: str | None) -> str:
    """A kind with the class above it; in Chinese where there is no English."""
    found = kinds().get(code or "")
    if found is None or not found.name_en or chinese():
        return kind_name(code)
    above = kinds().get(found.parent or "")
    return f"{above.name_en} › {found.name_en}" if above and above.name_en else found.name_en


def kind_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The classes of kinds and, below each, the kinds that can be chosen, by name in the reader's language without the class."""
    below: dict[str, list[tuple[str, str]]] = {}
    native = chinese()
    for kind in kinds().values():
        if kind.parent and kind.active:
            below.setdefault(kind.parent, []).append((kind.code, kind.name if native else kind.name_en or kind.name))
    return tuple((kind_said(code), tuple(rows)) for code, rows in below.items() if code in kinds())
