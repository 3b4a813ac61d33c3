"""How hot a matter is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.insight.rules import WHY, Voice, figures, heat, parts, why

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
voices = st.lists(
    st.builds(
        Voice,
        st.sampled_from("ABCDEFG"),
        st.integers(0, 90 * 24).map(lambda hours: START + timedelta(hours=hours)),
        st.integers(0, 3000),
        st.integers(0, 300),
    ),
    min_size=1,
    max_size=20,
)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)


def test_the_points_are_those_of_the_published_example() -> None:
    told = [Voice("A", START, 14, 2), Voice("B", START + timedelta(days=2), 3), Voice("C", START + timedelta(days=9))]
    of = figures(told)
    assert (of.messages, of.people, of.support, of.busiest, of.weeks) == (3, 3, 15, 2, 2)
    assert parts(of) == {"many": 20.0, "supported": 12.0, "fast": 6.3, "long": 6.3}
    assert heat(of) == 44.6
    assert WHY.format(**why(of)) == (
        "3 人说过 3 次；最集中的七天里有 2 人；前后有 2 周有人说；点赞减反对为 15。"
        "热度 44.6 = 人数 20.0 + 支持 12.0 + 集中 6.3 + 持续 6.3。"
    )


@patient
@given(voices)
def test_one_more_person_never_makes_a_matter_cooler(told: list[Voice]) -> None:
    assert heat(figures([*told, Voice("Z", told[0].at)])) > heat(figures(told))


@patient
@given(voices, st.integers(1, 20))
def test_who_repeats_at_once_adds_nothing(told: list[Voice], times: int) -> None:
    again = [Voice(told[0].author, told[0].at)] * times
    assert heat(figures(told + again)) == heat(figures(told))


@patient
@given(voices)
def test_the_parts_add_up_to_what_is_shown(told: list[Voice]) -> None:
    of = figures(told)
    assert round(sum(parts(of).values()), 1) == heat(of)


@patient
@given(voices)
def test_the_order_of_the_messages_does_not_matter(told: list[Voice]) -> None:
    assert figures(told) == figures(reversed(told))


@patient
@given(voices)
def test_the_busiest_week_is_found(told: list[Voice]) -> None:
    slow = max(
        len({other.author for other in told if timedelta() <= other.at - one.at < timedelta(days=7)}) for one in told
    )
    assert figures(told).busiest == slow


def test_dislikes_take_likes_away_and_no_more_than_there_are() -> None:
    assert figures([Voice("A", START, 2, 9)]).support == 0
