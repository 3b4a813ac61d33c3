"""Messages about the same matter among others, by words alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel import bigrams
from liandong.matching.corpus import Message, Pair, groups, pairs
from liandong.matching.texts import districts

AT = datetime(2026, 6, 12, tzinfo=UTC)
OTHERS = ("路灯整夜不亮，晚上看不见路", "公交站台的广告牌倒了", "河边护栏少了两根", "学校门口没有斑马线", "自来水浑浊发黄",
          "电梯停用一个月了", "树枝压住了电线", "健身器材生锈断裂", "井盖响得整夜睡不着", "共享单车占满盲道")  # fmt: skip


def message(number: int, title: str, text: str, days: int = 0) -> Message:
    both = f"{title} {text}"
    return Message(str(number), AT + timedelta(days=days), frozenset(bigrams.words(title)), frozenset(bigrams.words(both)),
                   districts(both))  # fmt: skip


def corpus(*told: Message) -> list[Message]:
    return [*told, *(message(100 + n, each[:8], each) for n, each in enumerate(OTHERS))]


PLANT = message(1, "A2区丽景新城旁建搅拌站", "丽景新城小区旁边建了混凝土搅拌站，灰尘很大，夜里噪音吵得睡不着。")
AGAIN = message(2, "丽景新城小区旁建搅拌站扰民", "家住丽景新城，旁边的混凝土搅拌站夜里噪音很大，灰尘满天。", days=9)


def test_two_letters_about_one_mixing_plant_are_a_pair_with_the_words_that_tell() -> None:
    [pair] = pairs(corpus(PLANT, AGAIN))
    assert (pair.one, pair.other, pair.apart) == (0, 1, timedelta(days=9))
    assert "丽景" in pair.telling or "搅拌" in pair.telling


def test_the_same_words_about_another_district_are_no_pair() -> None:
    elsewhere = message(2, "A7县丽景新城旁建搅拌站", "丽景新城小区旁边建了混凝土搅拌站，灰尘很大，夜里噪音吵得睡不着。")
    assert list(pairs(corpus(PLANT, elsewhere))) == []


def test_what_lies_farther_apart_in_time_than_asked_is_no_pair() -> None:
    assert list(pairs(corpus(PLANT, AGAIN), within=timedelta(days=7))) == []


def test_nothing_is_found_among_nothing() -> None:
    assert list(pairs([])) == []
    assert groups([]) == []


def pair(one: int, other: int, words: float = 0.5) -> Pair:
    return Pair(one, other, words, 1.0, None, ())


def test_a_chain_of_neighbours_makes_no_group_but_friends_of_all_do() -> None:
    chain = [pair(n, n + 1, 0.9 - n / 50) for n in range(30)]
    assert max(map(len, groups(chain))) <= 6
    assert groups([pair(a, b) for a in range(5) for b in range(a + 1, 5)]) == [[0, 1, 2, 3, 4]]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.2, 1.0)).filter(lambda each: each[0] < each[1])
    )
)
def test_nobody_is_in_two_groups_and_every_group_has_two(given_pairs: list[tuple[int, int, float]]) -> None:
    found = groups([pair(*each) for each in given_pairs])
    members = [each for group in found for each in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in found)
