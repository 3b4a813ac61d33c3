"""Writes of learning: a training is asked for, begun, ended; a model is put in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from statistics import fmean
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.ports import Classifier
from liandong.cases.reference import district
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.learning.models import Training, WeekCount, WeekWords
from liandong.learning.ports import PORTS, KnowsWords, Learned
from liandong.learning.queries import SUBJECT, WEEKS, Example, asked, counted, examples, grouped, in_use, sample, span
from liandong.learning.rules import FEWEST_TEXTS, Tally, learned_until, may_replace, tallied

PERMISSION: Final = "classifier.keep"
TASK: Final = "learning.train"
AT_ONCE: Final = 256


def refuse_unless_keeper(actor: Actor) -> None:
    if not actor.may(PERMISSION):
        raise Refused("您的岗位（{role}）不管分类模型，请找数据管理员。", code="no-permission", role=actor.role.word)


@transaction.atomic
def ask_training(*, actor: Actor | None, now: datetime, key: str | None = None) -> Training | None:
    """Has a new model trained in the background; None where the key had asked for it before. `actor` None: the calendar.

    Raises:
        Refused: it is not the actor's business, or one is being trained.
    """
    if actor is not None:
        refuse_unless_keeper(actor)
    if key and entry_with_key(key):
        return None
    label = actor.label if actor else "system"
    # Recording locks the subject, so that of two who ask at once the second sees the training of the first.
    record(SUBJECT, Fact("training.asked"), actor=label, now=now, key=key)
    if Training.objects.filter(ended_at=None).exists():
        raise Refused("已经有一个模型在训练，训练好了再来。", code="training-runs")
    adopt(now)
    training = Training.objects.create(asked_at=now, asked_by=label, learned_until=learned_until(now))
    app.configure_task(TASK, lock=TASK).defer(training=training.pk)
    return training


def adopt(now: datetime) -> None:
    """Gives the model that came into place without a training a row, so that it can be compared with and gone back to."""
    version = PORTS.trainer.in_place()
    if version and in_use() is None:
        Training.objects.create(asked_at=now, asked_by="system", ended_at=now, version=version, in_use=True, put_at=now)


def carry_out(number: int, now: datetime) -> Training:
    """Trains, compares and writes down what came of it; done before, it does nothing. Takes a minute and holds no lock."""
    training = Training.objects.get(pk=number)
    if training.ended_at:
        return training
    border = learned_until(training.asked_at)
    known = list(examples(None, border))
    try:
        if len(known) < FEWEST_TEXTS:
            raise Refused("一个月以前由人定下的案卷只有 {found} 件，至少要 {fewest} 件才训练。", code="too-few",
                          found=len(known), fewest=FEWEST_TEXTS)  # fmt: skip
        learned = PORTS.trainer.train([one.text for one in known], [one.kind for one in known])
        asked = list(examples(border, training.asked_at))
        used = in_use()
        new = said_of(PORTS.trainer.model(learned.version), asked)
        old = said_of(PORTS.trainer.model(used.version), asked) if used else None
    except Refused as refused:
        return end(training.pk, now, refused=refused.sentence)
    return end(training.pk, now, known=known, learned=learned, new=new, old=old)


def said_of(model: Classifier, asked: Sequence[Example]) -> Tally:
    """What a model says of settled cases, by its own thresholds."""
    labels = district().labels
    answers: list[tuple[str | None, bool, str]] = []
    for first in range(0, len(asked), AT_ONCE):
        some = asked[first : first + AT_ONCE]
        for example, candidates in zip(some, model.classify([one.text for one in some]), strict=True):
            best = next((one for one in candidates if one.label in labels), None)
            sure = best is not None and best.confidence >= model.thresholds.get(best.label, model.threshold)
            answers.append((labels[best.label] if best else None, sure, example.kind))
    return tallied(answers)


@transaction.atomic
def end(
    number: int, now: datetime, *, known: Sequence[Example] = (), learned: Learned | None = None, new: Tally | None = None,
    old: Tally | None = None, refused: str = "",
) -> Training:  # fmt: skip
    """Writes down what came of a training, once."""
    training = Training.objects.select_for_update().get(pk=number)
    if training.ended_at:
        return training
    training.ended_at, training.refused = now, refused[:200]
    if learned and new:
        training.version, training.figures = learned.version, dict(learned.figures)
        training.texts, training.kinds = len(known), len({one.kind for one in known})
        training.compared = {"new": asdict(new), "old": asdict(old) if old else None}
        training.may_replace = may_replace(new, old)
    training.save()
    said = {"training": training.pk, "version": training.version, "may_replace": training.may_replace}
    record(SUBJECT, Fact("training.ended", said), actor="system", now=now, key=f"training:{training.pk}:ended")
    return training


@transaction.atomic
def put_in_use(number: int, *, actor: Actor, now: datetime, key: str | None = None) -> Training:
    """Puts a model in use; every process takes it up within seconds. One that was in use before always may be.

    Raises:
        Refused: it is not the actor's business, there is no such model, or it is worse than the one in use.
    """
    refuse_unless_keeper(actor)
    training = Training.objects.select_for_update().filter(pk=number).exclude(version="").first()
    if training is None:
        raise Refused("没有这个模型。", code="not-found")
    if (key and entry_with_key(key)) or training.in_use:
        return training
    if not training.may_replace and training.put_at is None:
        raise Refused("这个模型在最近一月的案卷上不如现在用的，不能换上。", code="worse-model")
    PORTS.trainer.model(training.version)
    used = Training.objects.select_for_update().filter(in_use=True).first()
    Training.objects.filter(in_use=True).update(in_use=False)
    if training.put_at is None:
        training.former = used
    training.in_use, training.put_at, training.put_by = True, now, actor.label
    training.save()
    said = {"version": training.version, "former": used.version if used else ""}
    record(SUBJECT, Fact("model.put_in_use", said), actor=actor.label, now=now, key=key)
    return training


@transaction.atomic
def recount(now: datetime) -> int:
    """Counts the last weeks anew in place of what was counted before; gives the number of rows."""
    start, end = span(now)
    rows = counted(grouped(asked(Case.objects.all(), start, end)), "week", "district_part", "proposed")
    WeekCount.objects.all().delete()
    WeekCount.objects.bulk_create(
        WeekCount(**{**row, "proposed": row["proposed"] or ""}, counted_at=now) for row in rows
    )
    return len(rows)


def count_words(now: datetime) -> int:
    """Asks the model in use how much of the last weeks' words it does not know; gives about how many weeks it was asked. A week that is
    over is asked about once. A model that cannot say it leaves what was there."""
    version = PORTS.trainer.in_place()
    try:
        model: object = PORTS.trainer.model(version) if version else None
    except Refused:
        return 0
    if not isinstance(model, KnowsWords):
        return 0
    start, asked_of = span(now)[0], 0
    for week in (start + timedelta(days=7 * n) for n in range(WEEKS)):
        end = week + timedelta(days=7)
        if WeekWords.objects.filter(week=week, version=version, counted_at__gte=end).exists():
            continue
        if texts := sample(week, end):
            share = fmean(model.unseen(texts))
            said = {"version": version, "texts": len(texts), "unseen": share, "counted_at": now}
            WeekWords.objects.update_or_create(week=week, defaults=said)
            asked_of += 1
    return asked_of
