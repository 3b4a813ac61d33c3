"""What a reply says and what it lacks. It warns in words; it never blocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.cases.replies import BLANK, LACK_WORDS, WANTED, Lack, draft, lacks
from liandong.cases.states import Move

ASKED = "三友路口的路灯不亮，晚上看不清"
WHOLE = "三友路口的路灯，区照明所 6 月 12 日上午已更换灯泡，现在恢复照明。"


def test_a_reply_that_answers_what_was_asked_with_who_and_when_lacks_nothing() -> None:
    assert lacks(Move.HANDLE, WHOLE, ASKED) == ()


@pytest.mark.parametrize(
    ("reply", "missing"),
    [
        ("", (Lack.ANSWER, Lack.DONE, Lack.WHO, Lack.WHEN)),
        ("   ", (Lack.ANSWER, Lack.DONE, Lack.WHO, Lack.WHEN)),
        ("留言已收悉", (Lack.ANSWER, Lack.DONE, Lack.WHO, Lack.WHEN)),
        ("三友路口的路灯，区照明所 6 月 12 日来过", (Lack.DONE,)),
        ("三友路口的路灯今天已更换", (Lack.WHO,)),
        ("区照明所已更换三友路口的路灯", (Lack.WHEN,)),
        ("环卫所今天上午已清运垃圾", (Lack.ANSWER,)),
    ],
)
def test_what_a_result_lacks_is_named(reply: str, missing: tuple[Lack, ...]) -> None:
    assert lacks(Move.HANDLE, reply, ASKED) == missing


@pytest.mark.parametrize(
    ("reason", "missing"),
    [
        ("不属于本区，请拨打 12345 联系邻区", ()),
        ("不属于本区", (Lack.INSTEAD,)),
        ("知道了", (Lack.WHY, Lack.INSTEAD)),
    ],
)
def test_a_refusal_says_why_and_where_else_to_turn(reason: str, missing: tuple[Lack, ...]) -> None:
    assert lacks(Move.REFUSE, reason, ASKED) == missing


def test_a_draft_says_all_but_what_was_done() -> None:
    made = draft("三友路口的路灯不亮", "区照明所", datetime(2026, 6, 12, 6, 30, tzinfo=UTC))
    assert lacks(Move.HANDLE, made, ASKED) == (Lack.DONE,)
    assert lacks(Move.HANDLE, made.replace(BLANK, "已更换灯泡。"), ASKED) == ()


@given(reply=st.text(max_size=200), asked=st.text(max_size=200), move=st.sampled_from(Move))
def test_whatever_is_written_lacks_at_most_what_is_wanted(reply: str, asked: str, move: Move) -> None:
    missing = lacks(move, reply, asked)
    assert set(missing) <= set(WANTED.get(move, ()))
    assert [LACK_WORDS[one] for one in missing] or not missing


@given(more=st.text("路灯照明所修好今天", max_size=40))
def test_more_words_never_make_a_whole_reply_lack_anything(more: str) -> None:
    assert lacks(Move.HANDLE, f"{WHOLE}{more}", ASKED) == ()
