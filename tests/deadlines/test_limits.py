from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.deadlines.clock import Term
from liandong.deadlines.limits import LimitRow, Limits, parsed, refuse_gaps
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.kernel.refusals import Refused

HANDLE, NORMAL, URGENT = Stage.HANDLE, Urgency.NORMAL, Urgency.URGENT
WORDS = {
    "matter": "E01",
    "stage": "handle",
    "urgency": "",
    "amount": "4",
    "measure": "working_hours",
    "source": "A",
}


def row(matter: str, days: int, urgency: Urgency = NORMAL, stage: Stage = HANDLE) -> LimitRow:
    return LimitRow(matter, stage, urgency, Term(days, Measure.DAYS))


def test_the_longest_prefix_decides() -> None:
    limits = Limits([row("", 9), row("E", 5), row("E01", 3), row("E0102", 1)])
    found = {kind: limits.term(kind, HANDLE, NORMAL).amount for kind in ("C01", "E02", "E0101", "E0102", "E")}
    assert found == {"C01": 9, "E02": 5, "E0101": 3, "E0102": 1, "E": 5}


def test_an_urgent_matter_falls_back_on_the_milder_limit_only_where_no_urgent_one_covers_it() -> None:
    limits = Limits([row("", 9), row("E01", 3), row("", 2, URGENT)])
    assert limits.term("E01", HANDLE, URGENT).amount == 2
    assert limits.term("E01", HANDLE, Urgency.CRITICAL).amount == 2
    assert Limits([row("", 9)]).term("E01", HANDLE, Urgency.CRITICAL).amount == 9


def test_a_stage_without_any_limit_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refused, match="装入时限表") as caught:
        Limits([row("", 9)]).term("E01", Stage.VERIFY, NORMAL)
    assert caught.value.code == "no-limit"


@given(st.lists(st.text("EC012", max_size=4), unique=True), st.text("EC012", max_size=6))
def test_the_row_found_is_the_longest_of_those_that_fit(matters: list[str], kind: str) -> None:
    limits = Limits(row(matter, len(matter) + 1) for matter in {"", *matters})
    longest = max(len(matter) for matter in {"", *matters} if kind.startswith(matter))
    assert limits.term(kind, HANDLE, NORMAL).amount == longest + 1


def test_a_row_of_words_becomes_a_limit() -> None:
    expected = LimitRow("E01", HANDLE, NORMAL, Term(Decimal(4), Measure.WORKING_HOURS), "A")
    assert parsed(WORDS, 2) == expected


@pytest.mark.parametrize(
    ("column", "text"),
    [("stage", "办理"), ("urgency", "快"), ("measure", ""), ("amount", "四"), ("amount", "0"),
     ("amount", "-1"), ("amount", "NaN"), ("amount", "1e9")],
)  # fmt: skip
def test_a_word_that_means_nothing_is_refused_with_its_line(column: str, text: str) -> None:
    with pytest.raises(Refused, match=f"第 7 行的 {column} 写着“{text}”"):
        parsed({**WORDS, column: text}, 7)


def test_a_table_with_a_gap_or_a_double_is_refused() -> None:
    full = [row("", 9, stage=stage) for stage in Stage]
    refuse_gaps(full)
    with pytest.raises(Refused, match="环节 verify"):
        refuse_gaps([limit for limit in full if limit.stage is not Stage.VERIFY])
    with pytest.raises(Refused, match="重复"):
        refuse_gaps([*full, row("", 3)])
