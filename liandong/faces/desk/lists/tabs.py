"""The inbox's tabs by role, and the filters in its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.queries import Filters, Order, under
from liandong.cases.reference import kinds
from liandong.faces.shared.areas import areas_inside
from liandong.faces.shared.names import kind_said, unit_choices
from liandong.faces.shared.words import CHANNELS, URGENCIES
from liandong.forces.queries import units

WORDS: Final = {
    "received": gettext_noop("待受理"), "triaged": gettext_noop("待派遣"), "assigned": gettext_noop("待签收"),
    "accepted": gettext_noop("处置中"), "handled": gettext_noop("待核查"), "verified": gettext_noop("待评价"),
    "suspended": gettext_noop("缓办"), "handed_over": gettext_noop("已移交"), "pending": gettext_noop("待审批"),
    "joint": gettext_noop("协办"), "disputed": gettext_noop("权属争议"),
    "acting": gettext_noop("升级给我"), "watched": gettext_noop("升级督办"), "recheck": gettext_noop("回访复核"),
    "open": gettext_noop("全部在办"),
    "closed": gettext_noop("已了结"),
}  # fmt: skip
DISPATCH: Final = (
    "received", "triaged", "watched", "assigned", "accepted", "handled", "suspended", "handed_over", "disputed", "joint",
    "open", "closed",
)  # fmt: skip
TABS: Final = {
    "dispatcher": DISPATCH,
    "supervisor": ("received", "triaged", "pending", "acting", "watched", "disputed", "accepted", "handled", "suspended",
                   "handed_over", "joint", "open", "closed"),
    "handler": ("assigned", "accepted", "watched", "joint", "suspended", "handled", "open", "closed"),
    "head": ("acting", "watched", "assigned", "accepted", "joint", "suspended", "handled", "open", "closed"),
    "grid_worker": ("assigned", "accepted", "watched", "joint", "suspended", "handled", "open", "closed"),
    "verifier": ("handled", "recheck", "verified", "open", "closed"),
    "leader": ("open", "acting", "watched", "accepted", "handled", "suspended", "pending", "joint", "closed"),
}  # fmt: skip
"""The first is what the role opens with."""

MANY: Final = 8
RARE: Final = frozenset({"suspended", "handed_over", "disputed", "joint", "closed"})
"""Tabs that stand under "more" where a role has many; they have their place in the row while they are looked at."""

MOST: Final = 999
ORDERS: Final = {
    Order.DUE: gettext_noop("先到期的在前"), Order.NEW: gettext_noop("新的在前"), Order.MANY: gettext_noop("上报的人多的在前"),
}  # fmt: skip
NAMES: Final = ("area", "kind", "channel", "urgency", "reporters", "unit")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab with its number ("999+" beyond) and address."""

    name: str
    word: str
    number: str
    url: str
    here: bool
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its name in the address, its word, and what can be chosen as (value, word)."""

    name: str
    word: str
    choices: Sequence[tuple[str, str]]
    chosen: str


def tabs_of(actor: Actor) -> tuple[str, ...]:
    return TABS.get(actor.role_name, DISPATCH)


def asked(given: QueryDict, actor: Actor) -> Filters:
    """The filters in an address; an unknown tab is the role's first."""
    tab = given.get("tab", "")
    chosen = {name: given.get(name, "")[:40] for name in NAMES}
    sort, tab = given.get("sort", ""), tab if tab in WORDS else tabs_of(actor)[0]
    return Filters(tab=tab, words=given.get("q", "")[:80], sort=sort if sort in set(Order) else "", **chosen)


def address(given: QueryDict, **changes: str) -> str:
    """The same view with some words of its address changed; an empty word is left out, and so is the place in it."""
    words = given.copy()
    for name in ("after", "last", "case", "changed", "upto"):
        words.pop(name, None)
    for name, value in changes.items():
        words[name] = value
        if not value:
            del words[name]
    return f"?{words.urlencode()}"


def tabs_shown(actor: Actor, filters: Filters) -> tuple[str, ...]:
    return tabs_of(actor) if filters.tab in tabs_of(actor) else (filters.tab, *tabs_of(actor))


def tab_conditions(names: Iterable[str], actor: Actor) -> dict[str, Q]:
    """What stands under the tabs that carry a number."""
    return {name: under(name, actor) for name in names if name != "closed"}


def tabs(given: QueryDict, filters: Filters, names: Iterable[str], numbers: Mapping[str, int]) -> list[Tab]:
    shown = list(names)
    return [
        Tab(name, gettext(WORDS[name]), number_words(numbers.get(name)), address(given, tab=name), name == filters.tab,
            name in RARE and name != filters.tab and len(shown) > MANY)
        for name in shown
    ]  # fmt: skip


def number_words(number: int | None) -> str:
    if not number:
        return ""
    return str(number) if number <= MOST else f"{MOST}+"


def choices(actor: Actor, filters: Filters) -> list[Choice]:
    """What can be chosen in each filter; units and areas only of the actor's own area."""
    digits = 12 if len(actor.area) >= 9 else 9
    whole = [(kind.code, kind_said(kind.code)) for kind in kinds().values() if kind.parent is None and kind.active]
    inside = (unit for unit in units().values() if unit.area.startswith(actor.area) and unit.active)
    here = unit_choices(sorted(inside, key=lambda unit: (len(unit.code), unit.code)))
    return [
        Choice("area", gettext("街道") if digits == 9 else gettext("社区"), areas_inside(actor.area, digits), filters.area),
        Choice("kind", gettext("类别"), whole, filters.kind),
        Choice("channel", gettext("来源"), spoken(CHANNELS), filters.channel),
        Choice("urgency", gettext("缓急"), spoken(URGENCIES), filters.urgency),
        Choice("reporters", gettext("上报人数"), many(), filters.reporters),
        *([Choice("unit", gettext("单位"), here, filters.unit)]
          if actor.role.sight is Sight.AREA else []),
    ]  # fmt: skip


def many() -> list[tuple[str, str]]:
    """Two reporters, and each number from which a matter counts as a mass demand."""
    return [(str(n), gettext("%(n)s 人以上") % {"n": n}) for n in sorted({2, *settings.LIANDONG_MANY_REPORTERS})]


def spoken(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(value, gettext(word)) for value, word in table.items()]
