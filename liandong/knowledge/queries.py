"""Reads of articles. What has run out is offered to nobody."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet

from liandong.kernel import bigrams
from liandong.kernel.refusals import Refused
from liandong.knowledge.models import Article, Question
from liandong.knowledge.rules import SOON

MOST: Final = 20


def offered(today: date, *, public: bool = False) -> QuerySet[Article]:
    """The articles that hold on a day; for residents only the public ones."""
    holds = Q(withdrawn_at=None, valid_from__lte=today) & (Q(valid_until=None) | Q(valid_until__gte=today))
    found = Article.objects.filter(holds).defer("search")
    return found.filter(public=True) if public else found


def found(words: str, today: date, *, public: bool = False, most: int = MOST) -> list[Article]:
    """The articles that answer some words, the best first: all words before some of them, the title before the text.

    Empty words give the most used ones.
    """
    there = offered(today, public=public)
    asked = bigrams.query(words)
    if not asked:
        return list(there.order_by("-uses", "title")[:most]) if not words.strip() else []
    for text in (asked, " | ".join(bigrams.words(words))):
        query = SearchQuery(text, config="simple", search_type="raw")
        rank = SearchRank(F("search"), query, normalization=1)
        if rows := list(there.filter(search=query).order_by(rank.desc(), "-uses", "title")[:most]):
            return rows
    return []


def article(pk: int, today: date, *, public: bool = False) -> Article:
    """One article; residents see one only while it is offered.

    Raises:
        Refused: with code "not-found".
    """
    rows = offered(today, public=True) if public else Article.objects.all()
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused("没有这一条，或者它已经过期。", code="not-found")
    return row


def due(today: date, unit: str | None = None) -> QuerySet[Article]:
    """What must be looked over: past its day, or within two weeks of it; of one unit or of all."""
    there = Article.objects.filter(withdrawn_at=None).filter(
        Q(review_on__lte=today + SOON) | Q(valid_until__lte=today + SOON)
    )
    return (there.filter(unit=unit) if unit else there).defer("search").order_by("review_on", "title")


def gaps(most: int = 50) -> QuerySet[Question]:
    """The questions that no article answers, the most frequent first."""
    return Question.objects.filter(article=None).order_by("-times", "-last_at")[:most]
