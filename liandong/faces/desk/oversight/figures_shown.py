"""How counts are shown: cells whose numbers lead to the cases behind them, cards, the bar of what came of them, rows of csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.translation import get_language, gettext, gettext_noop

from liandong.faces.shared.templatetags.ld import area, kind, unit
from liandong.scores.queries import NONE, Row
from liandong.scores.rules import Counts, figure
from liandong.scores.states import FELL_PARTS, INDICATORS, PART_WORDS, By, Indicator, Part

Link = Callable[[Part], str]
NAMED: Final = {each.name: each for each in INDICATORS}
HEADS: Final = (
    (gettext_noop("比率"), (
        (NAMED["closing_on_time"], gettext_noop("按期结案")), (NAMED["closing"], gettext_noop("结案")))),
    (gettext_noop("一起看"), (
        (NAMED["returned"], gettext_noop("退回")), (NAMED["extended"], gettext_noop("延期")),
        (NAMED["suspended"], gettext_noop("缓办")), (NAMED["void"], gettext_noop("作废")),
        (NAMED["reworked"], gettext_noop("返工")), (NAMED["reopened"], gettext_noop("重开")),
        (NAMED["relapsed"], gettext_noop("复核没好")))),
    (gettext_noop("到期或结案"), (
        (Part.FELL, gettext_noop("合计")), (Part.ON_TIME, gettext_noop("按期")), (Part.LATE, gettext_noop("超期")),
        (Part.OPEN, gettext_noop("未结")), (Part.SUSPENDED, gettext_noop("缓办")), (Part.VOID, gettext_noop("作废")))),
    (gettext_noop("收到"), ((Part.RECEIVED, gettext_noop("上报")), (Part.FILED, gettext_noop("立案")))),
)  # fmt: skip
"""The table's columns by group, each with its short word. Shares of what went otherwise stand beside every rate."""
FILLS: Final = {
    Part.ON_TIME: "var(--ld-ok-solid)", Part.LATE: "var(--ld-soon-solid)", Part.OPEN: "var(--ld-late-solid)",
    Part.SUSPENDED: "var(--ld-line-strong)", Part.VOID: "var(--ld-ink-2)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with the address of the cases behind it (empty for none), what it is, and how it came about."""

    text: str
    url: str = ""
    label: str = ""
    part: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the bar, in percent of its length."""

    x: float
    width: float
    fill: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. `url` leads into the group, empty where there is nothing inside."""

    name: str
    url: str
    cells: list[Cell]
    bar: list[Piece]


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator with the two numbers it is made of."""

    indicator: Indicator
    text: str
    numerator: Cell
    denominator: Cell


def name_of(by: By, of: str) -> str:
    """What people call a group."""
    if by is By.UNIT:
        return gettext("还没有单位") if of == NONE else unit(of)
    if by is By.KIND:
        return gettext("还没有类别") if of == NONE else kind(of)
    return area(of) if len(of) > 6 else gettext("位置待定")


@cache
def words_in(_language: str | None) -> dict[str, str]:
    """The names of parts and indicators in the language that is spoken now; a page says hundreds of them."""
    return {
        **{part: gettext(word) for part, word in PART_WORDS.items()},
        **{each.name: gettext(each.word) for each in INDICATORS},
    }


def number(counts: Counts, part: Part, link: Link, words: Mapping[str, str] | None = None) -> Cell:
    found = counts[part]
    return Cell(f"{found:,}", link(part) if found else "", (words or words_in(get_language()))[part], part)


def said(indicator: Indicator, counts: Counts) -> str:
    found = figure(indicator, counts)
    if found is None:
        return "—"
    if indicator.hours:
        return gettext("%(hours)s 小时") % {"hours": found}
    return f"{found:.0f}%" if found in (0, 100) else f"{found}%"


def share(counts: Counts, indicator: Indicator, link: Link, words: Mapping[str, str]) -> Cell:
    """An indicator in the table: its number leads to the cases of its numerator."""
    some, of = counts[indicator.numerator], counts[indicator.denominator]
    title = f"{words[indicator.numerator]} {some:,} ÷ {words[indicator.denominator]} {of:,}"
    address = link(indicator.numerator) if some else ""
    return Cell(said(indicator, counts), address, words[indicator.name], indicator.numerator, title)


def cells(counts: Counts, link: Link) -> list[Cell]:
    words = words_in(get_language())
    return [
        number(counts, what, link, words) if isinstance(what, Part) else share(counts, what, link, words)
        for _, group in HEADS for what, _ in group
    ]  # fmt: skip


def bar(counts: Counts, link: Link) -> list[Piece]:
    """What became of the cases that fell, in the order of the parts; nothing where none fell."""
    whole, x, pieces, words = counts[Part.FELL], 0.0, [], words_in(get_language())
    for part in FELL_PARTS:
        width = 100 * counts[part] / whole if whole else 0.0
        pieces.append(Piece(x, width, FILLS[part], number(counts, part, link, words)))
        x += width
    return pieces


def card(indicator: Indicator, counts: Counts, link: Link) -> Card:
    return Card(indicator, said(indicator, counts), number(counts, indicator.numerator, link),
                number(counts, indicator.denominator, link))  # fmt: skip


def csv_rows(rows: Sequence[Row], by: By, whole: Counts) -> Iterator[list[str]]:
    """All parts and all indicators of each group, and of all of them; plain numbers, a head row first."""
    heads = [gettext(PART_WORDS[part]) for part in Part]
    units = [f"{gettext(each.word)}{'(h)' if each.hours else '(%)'}" for each in INDICATORS]
    yield [gettext("代码"), gettext("名称"), *heads, *units]
    for of, name, counts in [
        *((row.of, name_of(by, row.of), row.counts) for row in rows),
        ("", gettext("合计"), whole),
    ]:
        shares = (figure(each, counts) for each in INDICATORS)
        yield [of, name, *(str(counts[part]) for part in Part), *("" if each is None else str(each) for each in shares)]
