"""What is written is found by whoever needs it, and what has run out by nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused
from liandong.knowledge.actions import answer_with, ask, vote, withdraw, write_article
from liandong.knowledge.models import Article, Question
from liandong.knowledge.queries import article, due, found, gaps
from liandong.knowledge.rules import Text, refuse_bad, tone
from liandong.site.demo.articles import load_articles
from tests.people import actor_at

UNIT = "510108-zhaoming"


@pytest.fixture
def handler(db: None) -> Actor:
    return actor_at("3001")


def text(now: datetime, **words: object) -> Text:
    today = local_day(now)
    usual = Text(
        "路灯不亮找谁修", "由照明监管所修，两个工作日内修好。", UNIT, today + timedelta(days=90), today, public=True
    )
    return replace(usual, **words)  # type: ignore[arg-type]


def titles(words: str, now: datetime, *, public: bool = False) -> list[str]:
    return [row.title for row in found(words, local_day(now), public=public)]


def test_two_characters_find_an_article_by_title_synonym_and_text(handler: Actor, now: datetime) -> None:
    write_article(text(now, synonyms="黑灯 街灯"), by=handler, now=now)
    write_article(text(now, title="灯杆歪了", body="先围挡，再扶正。路灯不亮的另报。"), by=handler, now=now)
    assert titles("路灯", now) == ["路灯不亮找谁修", "灯杆歪了"]
    assert titles("黑灯", now) == ["路灯不亮找谁修"]
    assert titles("扶正", now) == ["灯杆歪了"]
    assert titles("停水", now) == []


def test_words_that_nothing_holds_together_still_find_what_holds_some(handler: Actor, now: datetime) -> None:
    write_article(text(now), by=handler, now=now)
    assert titles("我家门口的路灯不亮了怎么办呀", now) == ["路灯不亮找谁修"]


def test_an_expired_withdrawn_or_future_article_is_never_offered(handler: Actor, now: datetime) -> None:
    today = local_day(now)
    row = write_article(text(now, valid_until=today), by=handler, now=now)
    later = write_article(text(now, title="路灯改造安排", valid_from=today + timedelta(days=3)), by=handler, now=now)
    assert titles("路灯", now) == ["路灯不亮找谁修"]
    tomorrow = now + timedelta(days=1)
    assert titles("路灯", tomorrow) == []
    with pytest.raises(Refused) as refused:
        answer_with(row.pk, "", by=handler, now=tomorrow)
    assert refused.value.code == "expired"
    with pytest.raises(Refused) as early:
        answer_with(later.pk, "", by=handler, now=now)
    assert early.value.code == "expired"
    withdraw(later.pk, "改到明年", by=handler, now=now)
    assert titles("路灯", now + timedelta(days=5)) == []


def test_residents_find_public_articles_only(handler: Actor, now: datetime) -> None:
    row = write_article(text(now, public=False), by=handler, now=now)
    assert titles("路灯", now, public=True) == []
    with pytest.raises(Refused):
        article(row.pk, local_day(now), public=True)


def test_a_change_is_a_version_and_none_is_lost(handler: Actor, now: datetime) -> None:
    row = write_article(text(now), by=handler, now=now)
    again = write_article(text(now, body="由照明监管所修，一天内。"), by=handler, now=now, pk=row.pk)
    assert again.version == 2
    assert [one.body for one in row.versions.order_by("number")] == [
        "由照明监管所修，两个工作日内修好。",
        "由照明监管所修，一天内。",
    ]
    assert [one.kind for one in timeline(f"article:{row.pk}")] == ["article.written", "article.written"]
    assert broken_link(f"article:{row.pk}") is None


def test_the_same_key_writes_once(handler: Actor, now: datetime) -> None:
    one = write_article(text(now), by=handler, now=now, key="k")
    assert write_article(text(now), by=handler, now=now, key="k").pk == one.pk
    assert Article.objects.get(pk=one.pk).version == 1
    assert [answer_with(one.pk, "case:1", by=handler, now=now, key="u") for _ in range(2)] == [1, 1]
    assert ask("公租房 怎么申请", by=handler, now=now, key="q").times == 1
    assert ask("公租房 怎么申请", by=handler, now=now, key="q").times == 1


def test_a_unit_writes_its_own_and_the_steward_everybodys(handler: Actor, now: datetime) -> None:
    row = write_article(text(now), by=handler, now=now)
    for action in (
        lambda: write_article(text(now, body="别的"), by=actor_at("1201"), now=now, pk=row.pk),
        lambda: write_article(text(now, title="别家的"), by=actor_at("1201"), now=now),
        lambda: withdraw(row.pk, "不要了", by=actor_at("1201"), now=now),
    ):
        with pytest.raises(Refused) as refused:
            action()
        assert refused.value.code == "not-yours"
    assert write_article(text(now, body="改好了。"), by=actor_at("0301"), now=now, pk=row.pk).version == 2


def test_one_vote_for_each_person_the_last_one_counts(handler: Actor, now: datetime) -> None:
    row = write_article(text(now), by=handler, now=now)
    vote(row.pk, True, by=handler, now=now)
    vote(row.pk, True, by=actor_at("9601", "agent"), now=now)
    vote(row.pk, False, by=handler, now=now)
    row.refresh_from_db()
    assert (row.useful, row.useless) == (1, 1)


def test_what_is_asked_in_vain_is_a_gap_until_an_article_answers_it(handler: Actor, now: datetime) -> None:
    for words in ("犬证在哪办", "公租房怎么申请", "公租房怎么申请  "):
        ask(words, by=handler, now=now)
    assert [(gap.words, gap.times) for gap in gaps()] == [("公租房怎么申请", 2), ("犬证在哪办", 1)]
    first = gaps()[0]
    write_article(text(now, title="公租房怎么申请"), by=handler, now=now, answers=first.pk)
    assert [gap.words for gap in gaps()] == ["犬证在哪办"]
    assert Question.objects.get(pk=first.pk).article is not None


def test_a_question_that_is_kept_for_all_to_read_holds_nobodys_number(handler: Actor, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        ask("13912345678 的车位怎么办", by=handler, now=now)
    assert (refused.value.code, Question.objects.count()) == ("has-number", 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"), ({"body": ""}, "body"), ({"title": "长" * 61}, "title"), ({"synonyms": "长" * 301}, "synonyms"),
        ({"valid_until": date(2020, 1, 1)}, "valid_until"), ({"review_on": date(2020, 1, 1)}, "review_on"),
        ({"review_on": date(2036, 1, 1)}, "review_on"),
    ],
)  # fmt: skip
def test_a_text_that_is_not_whole_is_refused(change: dict[str, object], field: str, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        refuse_bad(text(now, **change), local_day(now))
    assert refused.value.field == field


def test_a_title_stands_once(handler: Actor, now: datetime) -> None:
    write_article(text(now), by=handler, now=now)
    with pytest.raises(Refused) as refused:
        write_article(text(now, body="另一条"), by=handler, now=now)
    assert refused.value.code == "title-taken"


def test_what_must_be_looked_over_is_listed(handler: Actor, now: datetime) -> None:
    today = local_day(now)
    write_article(text(now, review_on=today + timedelta(days=10)), by=handler, now=now)
    write_article(text(now, title="不急的", review_on=today + timedelta(days=100)), by=handler, now=now)
    assert [row.title for row in due(today, UNIT)] == ["路灯不亮找谁修"]
    assert [row.title for row in due(today, "510108-center")] == []


@given(st.integers(-40, 40), st.none() | st.integers(-40, 40))
def test_what_has_run_out_is_never_called_good(review: int, end: int | None) -> None:
    today = date(2026, 6, 12)
    shown = tone(today + timedelta(days=review), today + timedelta(days=end) if end is not None else None, today)
    assert (shown == "late") == (end is not None and end < 0)


def test_the_demo_district_has_answers_and_gaps_and_a_second_start_adds_none(db: None, now: datetime) -> None:
    for _ in range(2):
        load_articles(now)
    assert Article.objects.count() == 24
    assert titles("半夜工地还在施工", now)[0] == "工地半夜还在施工"
    first = gaps()[0]
    assert (first.words, first.times) == ("公租房怎么申请", 5)
