"""Which limit holds for a matter: a table of rows, and the rule that picks one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from liandong.deadlines.clock import Term
from liandong.deadlines.states import MILDER, Measure, Stage, Urgency
from liandong.kernel.refusals import Refused

Word = TypeVar("Word", bound=StrEnum)
COLUMNS: Final = ("matter", "stage", "urgency", "amount", "measure", "source")
LARGEST: Final = Decimal(9999)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The term of a stage for matters whose code begins with `matter` ('' is all), and who set it."""

    matter: str
    stage: Stage
    urgency: Urgency
    term: Term
    source: str = ""

    @property
    def place(self) -> tuple[str, Stage, Urgency]:
        return self.matter, self.stage, self.urgency


class Limits:
    """All limits of a district, ready to be asked very often."""

    def __init__(self, rows: Iterable[LimitRow]) -> None:
        self._rows = {row.place: row for row in rows}
        self._found: dict[tuple[str, Stage, Urgency], LimitRow | None] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, kind: str, stage: Stage, urgency: Urgency) -> LimitRow:
        """The row that decides: the longest prefix of the kind's code, else the same for a milder urgency.

        The urgency goes first: what is urgent is not slowed down because its kind has only a normal limit.

        Raises:
            Refused: no row covers it, not even one for all matters.
        """
        asked = (kind, stage, urgency)
        if asked not in self._found:
            self._found[asked] = self._search(kind, stage, urgency)
        if (found := self._found[asked]) is None:
            raise Refused("这一环节还没有定时限。请系统管理员先装入时限表。", code="no-limit")
        return found

    def term(self, kind: str, stage: Stage, urgency: Urgency) -> Term:
        """The term of the row that decides; raises Refused like `row`."""
        return self.row(kind, stage, urgency).term

    def _search(self, kind: str, stage: Stage, urgency: Urgency) -> LimitRow | None:
        prefixes = [kind[:end] for end in range(len(kind), -1, -1)]
        places = ((prefix, stage, milder) for milder in MILDER[urgency] for prefix in prefixes)
        return next((self._rows[place] for place in places if place in self._rows), None)


def place_of(words: str) -> tuple[str, Stage, Urgency]:
    """A place of the table from "matter|stage|urgency", as the button that drops its limit sends it.

    Raises:
        Refused: it is no place.
    """
    matter, stage, urgency = [*words.split("|"), "", ""][:3]
    return matter, _word(Stage, stage, "stage", 1), _word(Urgency, urgency, "urgency", 1)


def parsed(row: Mapping[str, str], line: int) -> LimitRow:
    """A limit from a row of words, as a table file gives it; an empty urgency means normal.

    Raises:
        Refused: a word is unknown or the amount is not a number above 0; the sentence names the line.
    """
    words = {column: (row.get(column) or "").strip() for column in COLUMNS}
    term = Term(_amount(words["amount"], line), _word(Measure, words["measure"], "measure", line))
    stage = _word(Stage, words["stage"], "stage", line)
    urgency = _word(Urgency, words["urgency"] or "normal", "urgency", line)
    return LimitRow(words["matter"], stage, urgency, term, words["source"])


def refuse_gaps(rows: Iterable[LimitRow]) -> None:
    """Raises Refused unless each stage has a normal limit for all matters, and no two rows have one place."""
    places = [row.place for row in rows]
    for stage in Stage:
        if ("", stage, Urgency.NORMAL) not in places:
            raise no_general_limit(stage)
    for matter, stage, urgency in places:
        if places.count((matter, stage, urgency)) > 1:
            raise Refused(
                "时限表有两行重复：事项 {matter}、环节 {stage}、{urgency}。请只留一行。",
                code="limit-twice", matter=matter, stage=stage.value, urgency=urgency.value,
            )  # fmt: skip


def no_general_limit(stage: Stage) -> Refused:
    return Refused(
        "时限表缺一行：环节 {stage} 没有适用于所有事项的普通时限。请补上这一行再装入。",
        code="limit-missing",
        stage=stage.value,
    )


def _word(kind: type[Word], text: str, column: str, line: int) -> Word:
    try:
        return kind(text)
    except ValueError:
        raise Refused(
            "时限表第 {line} 行的 {column} 写着“{text}”，只能是 {choices} 之一。",
            code="bad-limit", field=column, line=line, column=column, text=text, choices="、".join(kind),
        ) from None  # fmt: skip


def _amount(text: str, line: int) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and 0 < amount <= LARGEST):
        raise Refused(
            "时限表第 {line} 行的 amount 写着“{text}”，应是大于 0、不超过 9999 的数字。",
            code="bad-limit", field="amount", line=line, text=text,
        )  # fmt: skip
    return amount
