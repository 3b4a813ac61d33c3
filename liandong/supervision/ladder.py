"""Which rungs there are for a clock: a table of rows, and the rule that picks a ladder from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeVar

from liandong.deadlines.states import MILDER, Urgency
from liandong.kernel.refusals import Refused
from liandong.supervision.states import LADDERS, Delivery, Wait, Whom

Word = TypeVar("Word", bound=StrEnum)
COLUMNS: Final = ("matter", "urgency", "stage", "rung", "amount", "wait", "whom", "delivery")
HIGHEST: Final = 9
Place = tuple[str, str, Urgency]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder for matters whose code begins with `matter` ('' is all).

    Rung 0 is the warning, `amount` before the clock ends; the others come `amount` after it.
    """

    matter: str
    urgency: Urgency
    stage: str
    rung: int
    amount: Decimal
    wait: Wait
    whom: Whom
    delivery: Delivery

    @property
    def place(self) -> Place:
        return self.matter, self.stage, self.urgency


class Ladders:
    """All rungs of a district, ready to be asked very often."""

    def __init__(self, rungs: Iterable[Rung]) -> None:
        self._ladders: dict[Place, list[Rung]] = {}
        for rung in sorted(rungs, key=lambda one: one.rung):
            self._ladders.setdefault(rung.place, []).append(rung)
        self._found: dict[Place, tuple[Rung, ...]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._ladders.values()))

    def ladder(self, kind: str | None, stage: str, urgency: str) -> tuple[Rung, ...]:
        """The rungs that hold, lowest first: those of the longest prefix of the kind's code, else of a milder urgency.
        A ladder is one whole; its rungs are never mixed from two places."""
        asked = kind or "", stage, Urgency(urgency)
        if asked not in self._found:
            prefixes = [asked[0][:end] for end in range(len(asked[0]), -1, -1)]
            places = ((prefix, stage, milder) for milder in MILDER[asked[2]] for prefix in prefixes)
            self._found[asked] = next((tuple(self._ladders[one]) for one in places if one in self._ladders), ())
        return self._found[asked]


def parsed(row: Mapping[str, str], line: int) -> Rung:
    """A rung from a row of words, as a table file or a form gives it.

    Raises:
        Refused: a word is unknown, a number is none, or a share is no warning; the sentence names the line.
    """
    words = {column: (row.get(column) or "").strip() for column in COLUMNS}
    if words["stage"] not in LADDERS:
        raise bad(line, "stage", words["stage"], "、".join(LADDERS))
    rung, amount = number(words["rung"], "rung", line), number(words["amount"], "amount", line)
    if rung != int(rung) or rung > HIGHEST:
        raise bad(line, "rung", words["rung"], f"0…{HIGHEST}")
    wait = word(Wait, words["wait"], "wait", line)
    if wait is Wait.SHARE and (rung or not 0 < amount < 1):
        raise Refused("阶梯表第 {line} 行：按比例只能用来预警（第 0 级），比例在 0 和 1 之间。", code="bad-ladder",
                      field="amount", line=line)  # fmt: skip
    return Rung(words["matter"], word(Urgency, words["urgency"] or "normal", "urgency", line), words["stage"], int(rung), amount,
                wait, word(Whom, words["whom"], "whom", line), word(Delivery, words["delivery"] or "always", "delivery", line))  # fmt: skip


def refuse_disorder(rungs: Iterable[Rung]) -> None:
    """Raises Refused unless the rungs of each ladder are numbered once, and each comes later and leads no lower than
    the one below it."""
    ladders: dict[Place, list[Rung]] = {}
    for one in sorted(rungs, key=lambda one: one.rung):
        ladders.setdefault(one.place, []).append(one)
    for (matter, stage, _), found in ladders.items():
        climb = [one for one in found if one.rung]
        steps = list(pairwise(climb))
        twice = len({one.rung for one in found}) < len(found)
        mixed = len({one.wait for one in climb}) > 1
        if twice or mixed or any(above.amount <= below.amount for below, above in steps):
            raise Refused(
                "阶梯表里事项“{matter}”、环节 {stage} 的各级要编号不重、用同一种计量、一级比一级晚。请改好再装入。",
                code="ladder-disorder", matter=matter, stage=stage,
            )  # fmt: skip


def word(kind: type[Word], text: str, column: str, line: int) -> Word:
    try:
        return kind(text)
    except ValueError:
        raise bad(line, column, text, "、".join(kind)) from None


def number(text: str, column: str, line: int) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if not (found.is_finite() and 0 <= found <= 9999):
        raise bad(line, column, text, "0…9999")
    return found


def bad(line: int, column: str, text: str, choices: str) -> Refused:
    return Refused("阶梯表第 {line} 行的 {column} 写着“{text}”，只能是 {choices} 之一。", code="bad-ladder", field=column,
                   line=line, column=column, text=text, choices=choices)  # fmt: skip
