"""The columns of a list of cases, on the page as a table and in a file. None of them tells who reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from liandong.cases.models import Case
from liandong.faces.shared.areas import area_path
from liandong.faces.shared.names import kind_said, unit_said
from liandong.faces.shared.templatetags.ld import clock, past, state_icon
from liandong.faces.shared.words import CHANNELS, STATES, URGENCIES
from liandong.kernel.clock import LOCAL


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its word, what a file says of a case, and what the page shows where that is more than the words."""

    word: str
    text: Callable[[Case], str]
    shown: Callable[[Case], SafeString | str] | None = None


def minute(at: datetime | None) -> str:
    """An instant in China's civil time, as sheets read it."""
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""


def state(case: Case) -> SafeString:
    return format_html('<span class="state">{}{}</span>', state_icon(case), gettext(STATES[case.state]))


def backward(case: Case) -> str:
    times = case.returned + case.reworked + case.reopened
    return str(times) if times else ""


COLUMNS: Final = {
    "number": Column(gettext_noop("编号"), lambda case: case.number),
    "title": Column(gettext_noop("内容"), lambda case: case.title),
    "state": Column(gettext_noop("状态"), lambda case: gettext(STATES[case.state]), state),
    "kind": Column(gettext_noop("类别"), lambda case: kind_said(case.kind)),
    "area": Column(gettext_noop("街道社区"), lambda case: area_path(case.area[:12])),
    "place": Column(gettext_noop("位置"), lambda case: case.place),
    "unit": Column(gettext_noop("单位"), lambda case: unit_said(case.unit or case.handled_unit)),
    "channel": Column(gettext_noop("来源"), lambda case: gettext(CHANNELS.get(case.channel, case.channel))),
    "urgency": Column(gettext_noop("缓急"), lambda case: gettext(URGENCIES[case.urgency])),
    "reporters": Column(gettext_noop("上报人数"), lambda case: str(case.reporters)),
    "backward": Column(gettext_noop("退回返工重开"), backward),
    "received": Column(gettext_noop("收到"), lambda case: minute(case.received_at), lambda case: past(case.received_at)),
    "stage": Column(
        gettext_noop("这一步到期"), lambda case: minute(case.stage_due_at), lambda case: clock(case.stage_due_at)
    ),
    "due": Column(gettext_noop("整件到期"), lambda case: minute(case.due_at), lambda case: clock(case.due_at)),
}  # fmt: skip
USUAL: Final = ("number", "title", "state", "kind", "area", "unit", "received", "stage")
"""What a table shows when nobody chose."""


def chosen(given: QueryDict) -> tuple[str, ...]:
    """The columns in an address, in the order of the table; the usual ones where none is named."""
    named = set(given.getlist("col"))
    return tuple(name for name in COLUMNS if name in named) or USUAL


def heads(names: Sequence[str]) -> list[str]:
    return [gettext(COLUMNS[name].word) for name in names]


def texts(case: Case, names: Sequence[str]) -> list[str]:
    """A case's line in a file."""
    return [COLUMNS[name].text(case) for name in names]


def cells(case: Case, names: Sequence[str]) -> list[tuple[str, str, SafeString | str]]:
    """A case's line on the page: (name, heading, what is shown)."""
    found = []
    for name in names:
        column = COLUMNS[name]
        found.append((name, gettext(column.word), (column.shown or column.text)(case)))
    return found


def as_table(given: QueryDict, cases: Sequence[Case]) -> dict[str, Any]:
    """The lines of a list that is shown as a table, with the columns chosen; none of one that is not."""
    if given.get("look") != "table":
        return {"lines": []}
    names = chosen(given)
    return {"lines": [(case, cells(case, names)) for case in cases], "heads": heads(names), "names": names}
