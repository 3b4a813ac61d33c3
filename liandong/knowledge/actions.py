"""Writes of articles, votes, uses and questions. One transaction each."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import F, Value

from liandong.access.rules import Actor
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel import bigrams
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused
from liandong.knowledge.models import Article, Question, Version, Vote
from liandong.knowledge.queries import article as article_with
from liandong.knowledge.queries import offered
from liandong.knowledge.rules import NUMBER, Text, plain, refuse_bad, refuse_strangers


@transaction.atomic
def write_article(
    text: Text, *, by: Actor, now: datetime, pk: int | None = None, answers: int | None = None, key: str | None = None
) -> Article:
    """Writes a new article, or a new version of the article `pk`; `answers` names the question that it closes.

    Raises:
        Refused: the text is not whole, belongs to another unit, or another article has this title.
    """
    asked = Fact("article.written", {"title": text.title.strip()})
    if written_before(key, f"article:{pk}" if pk else None, asked):
        return Article.objects.get(pk=pk) if pk else Article.objects.filter(title=text.title.strip()).latest("pk")
    refuse_bad(text, local_day(now))
    refuse_strangers(by, text.unit)
    row = locked(pk, by) if pk else Article()
    for name in ("unit", "kind", "public", "valid_from", "valid_until", "review_on"):
        setattr(row, name, getattr(text, name))
    row.title, row.body, row.synonyms = text.title.strip(), text.body.strip(), text.synonyms.strip()
    row.version, row.changed_at = row.version + 1, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("已经有一条叫这个标题的。改那一条，或者换个标题。", code="title-taken", field="title") from None
    Version.objects.create(article=row, number=row.version, title=row.title, synonyms=row.synonyms, body=row.body,
                           actor=by.label, at=now)  # fmt: skip
    index(row)
    record(f"article:{row.pk}", Fact("article.written", {**asked.data, "version": row.version, "unit": row.unit}),
           actor=by.label, now=now, key=key)  # fmt: skip
    if answers:
        settle(answers, row, by=by, now=now)
    return row


def locked(pk: int, by: Actor) -> Article:
    row = Article.objects.select_for_update().filter(pk=pk, withdrawn_at=None).first()
    if row is None:
        raise Refused("没有这一条，或者它已经过期。", code="not-found")
    refuse_strangers(by, row.unit)
    return row


def index(row: Article) -> None:
    """Makes an article findable: by title before synonyms before text."""
    parts = (("A", row.title), ("B", row.synonyms), ("C", row.body))
    vector = sum(
        (SearchVector(Value(bigrams.document(text)), config="simple", weight=weight) for weight, text in parts[1:]),
        SearchVector(Value(bigrams.document(row.title)), config="simple", weight="A"),
    )
    Article.objects.filter(pk=row.pk).update(search=vector)


@transaction.atomic
def withdraw(pk: int, reason: str, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Takes an article back: nobody is offered it any more, its versions stay.

    Raises:
        Refused: it is another unit's, or no reason was given.
    """
    if written_before(key, f"article:{pk}", Fact("article.withdrawn")):
        return
    if not reason.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field="reason", what="理由")
    row = locked(pk, by)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    record(
        f"article:{pk}", Fact("article.withdrawn", {"reason": reason.strip()[:200]}), actor=by.label, now=now, key=key
    )


@transaction.atomic
def answer_with(pk: int, subject: str, *, by: Actor, now: datetime, key: str | None = None) -> int:
    """Counts one answer that an article gave, in a case ("case:17") or in talk (""); gives how many there are now.

    Raises:
        Refused: the article has run out, was taken back, or does not hold yet.
    """
    fact = Fact("article.used", {"in": subject})
    if not written_before(key, f"article:{pk}", fact):
        if not offered(local_day(now)).filter(pk=article_with(pk, local_day(now)).pk).exists():
            raise Refused(
                "这一条现在无效：过期了、撤下了，或者还没到日子，不能拿来答复。请先请它的单位更新。", code="expired"
            )
        Article.objects.filter(pk=pk).update(uses=F("uses") + 1)
        record(f"article:{pk}", fact, actor=by.label, now=now, key=key)
    return int(Article.objects.values_list("uses", flat=True).get(pk=pk))


@transaction.atomic
def vote(pk: int, useful: bool, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Says whether an article helped; the person's later word replaces the earlier one."""
    fact = Fact("article.voted", {"useful": useful})
    if written_before(key, f"article:{pk}", fact):
        return
    row = Article.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Refused("没有这一条，或者它已经过期。", code="not-found")
    Vote.objects.update_or_create(article=row, account_id=by.account, defaults={"useful": useful})
    row.useful = row.votes.filter(useful=True).count()
    row.useless = row.votes.filter(useful=False).count()
    row.save(update_fields=["useful", "useless"])
    record(f"article:{pk}", fact, actor=by.label, now=now, key=key)


@transaction.atomic
def ask(words: str, *, by: Actor, now: datetime, key: str | None = None) -> Question:
    """Keeps a question that nothing answered; the same words again raise its number.

    Raises:
        Refused: there are no words, or somebody's number is among them.
    """
    said = plain(words)
    if not said:
        raise Refused("请写一句要问什么。", code="input-missing", field="words")
    if NUMBER.search(said):
        raise Refused("问题里不要写电话和证件号码。", code="has-number", field="words")
    row, _ = Question.objects.select_for_update().get_or_create(words=said, defaults={"first_at": now, "last_at": now})
    if not written_before(key, f"question:{row.pk}", Fact("question.asked")):
        row.times, row.last_at = row.times + 1, now
        row.save(update_fields=["times", "last_at"])
        record(f"question:{row.pk}", Fact("question.asked"), actor=by.label, now=now, key=key)
    return row


def settle(question: int, row: Article, *, by: Actor, now: datetime) -> None:
    """Closes a question with the article that answers it."""
    if Question.objects.filter(pk=question, article=None).update(article=row):
        record(f"question:{question}", Fact("question.settled", {"article": row.pk}), actor=by.label, now=now)
