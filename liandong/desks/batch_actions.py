"""Writes of batches: begun at once, worked case by case, each in a transaction of its own with what became of it.

A batch that is broken off, even by kill -9, goes on where it stood: a case is either done and marked so, or neither, and each
carries a key of its own besides.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop as word
from procrastinate.contrib.django import app

from liandong.access.models import Post
from liandong.access.queries import actor_of, posts_held
from liandong.access.rules import Actor
from liandong.cases.actions import Moved, move
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by
from liandong.cases.states import Move
from liandong.desks.models import Batch, BatchCase
from liandong.desks.queries import batch_of
from liandong.desks.rules import refuse_bad_batch, why_not_undone
from liandong.desks.states import AT_ONCE, Act, Outcome
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from liandong.linkage.dispatching import dispatch, refuse_unknown_kind

TASK: Final = "desks.work"
UNDONE: Final = word("成批派遣后撤销")

LEAVING_AS_IT_IS: Final = ("case.noted", "case.urged")
"""Moves after which a case still stands as a batch left it."""


@transaction.atomic
def begin(
    act: Act, numbers: Sequence[str], inputs: Mapping[str, Any], *, actor: Actor, now: datetime, key: uuid.UUID
) -> Batch:
    """Begins a batch; the same key gives the batch that it began. A short one is worked by `work` at once, any by its job.

    Raises:
        Refused: the actor may not, something is missing, or there are none or too many cases.
    """
    if found := Batch.objects.filter(pk=key).first():
        return batch_of(actor, found.pk)
    once = list(dict.fromkeys(numbers))
    given = {name: value for name, value in inputs.items() if value}
    refuse_bad_batch(act, given, len(once), actor)
    if "kind" in given:
        refuse_unknown_kind(given["kind"])
    batch = Batch.objects.create(pk=key, post_id=actor.post, act=act, inputs=given, asked_at=now)
    return begun(batch, once, actor, now)


def begun(batch: Batch, numbers: Sequence[str], actor: Actor, now: datetime) -> Batch:
    BatchCase.objects.bulk_create(
        [BatchCase(batch=batch, number=number, turn=turn) for turn, number in enumerate(numbers)]
    )
    said = {
        "act": batch.act,
        "cases": len(numbers),
        **{name: batch.inputs[name] for name in ("unit", "kind") if name in batch.inputs},
    }
    record(f"batch:{batch.pk}", Fact("batch.begun", said), actor=actor.label, now=now)
    later = {"seconds": 20} if len(numbers) <= AT_ONCE else None
    app.configure_task(TASK, lock=f"batch:{batch.pk}", schedule_in=later).defer(batch=str(batch.pk))
    return batch


@transaction.atomic
def cancel(batch_id: uuid.UUID, *, actor: Actor, now: datetime) -> Batch:
    """Stops a batch: what is done stays, what waits is passed over. A second time changes nothing."""
    batch = batch_of(actor, batch_id)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.finished_at is None and batch.cancelled_at is None:
        batch.cancelled_at = now
        batch.save(update_fields=["cancelled_at"])
        record(f"batch:{batch.pk}", Fact("batch.cancelled"), actor=actor.label, now=now)
    return batch


@transaction.atomic
def undo(batch_id: uuid.UUID, *, actor: Actor, now: datetime, key: uuid.UUID) -> Batch:
    """Begins a batch that takes back, in the opposite order, what a batch did and nobody has changed since.

    Raises:
        Refused: it cannot be undone, is still going on, or ended too long ago.
    """
    batch = Batch.objects.select_for_update().get(pk=batch_of(actor, batch_id).pk)
    if found := Batch.objects.filter(undoes=batch).first():
        return found
    refusal = why_not_undone(
        Act(batch.act), undoes=batch.undoes_id is not None, undone=False, finished_at=batch.finished_at, now=now
    )
    if refusal:
        raise refusal
    numbers = batch.cases.filter(outcome=Outcome.DONE).order_by("-turn").values_list("number", flat=True)
    made = Batch.objects.create(pk=key, post_id=actor.post, act=batch.act, undoes=batch, asked_at=now)
    return begun(made, list(numbers), actor, now)


def work(batch_id: uuid.UUID, clock: Callable[[], datetime]) -> None:
    """Works a batch to its end, case by case; several at once do no harm."""
    while turn(batch_id, clock()):
        pass
    finish(batch_id, clock())


@transaction.atomic
def turn(batch_id: uuid.UUID, now: datetime) -> bool:
    """Does the next case of a batch; False when none waits or the batch was cancelled."""
    batch = Batch.objects.select_related("post", "undoes").get(pk=batch_id)
    if batch.finished_at or batch.cancelled_at:
        return False
    waiting = batch.cases.filter(outcome=Outcome.WAITING).order_by("turn")
    case = waiting.select_for_update(skip_locked=True).first()
    if case is None:
        return False
    try:
        with transaction.atomic():
            case.was, case.entry = done(batch, case, actor_now(batch.post, now), now)
        case.outcome = Outcome.DONE
    except Refused as refused:
        case.outcome, case.template = Outcome.REFUSED, refused.template
        case.words = {name: str(value) for name, value in refused.words.items()}
    case.save()
    return True


def actor_now(post: Post, now: datetime) -> Actor:
    if not posts_held(post.account_id, now).filter(pk=post.pk).exists():
        raise Refused("交办的岗位已经停用。", code="no-post")
    return actor_of(post)


@transaction.atomic
def finish(batch_id: uuid.UUID, now: datetime) -> None:
    """Ends a batch of which nothing waits any more, and passes over what a cancelled one left."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.cancelled_at:
        batch.cases.filter(outcome=Outcome.WAITING).update(outcome=Outcome.PASSED)
    if batch.finished_at or batch.cases.filter(outcome=Outcome.WAITING).exists():
        return
    batch.finished_at = now
    batch.save(update_fields=["finished_at"])
    counted = {name.value: batch.cases.filter(outcome=name).count() for name in Outcome if name is not Outcome.WAITING}
    record(f"batch:{batch.pk}", Fact("batch.finished", counted), actor="system", now=now)


def done(batch: Batch, case: BatchCase, by: Actor, now: datetime) -> tuple[dict[str, Any], int]:
    """Makes a batch's act on one case; gives what the case was before, and the entry that tells of it."""
    before = case_seen_by(by, case.number)
    was = {"kind": before.kind, "unit": before.unit}
    if batch.undoes:
        moved = taken_back(batch, case, before, by, now)
    else:
        moved = act_on(case.number, Act(batch.act), batch.inputs, by=by, now=now, key=f"{batch.pk}:{case.number}")
    return was, moved.entry.pk


def act_on(number: str, act: Act, inputs: Mapping[str, Any], *, by: Actor, now: datetime, key: str) -> Moved:
    """Makes one act on one case.

    Raises:
        Refused: as the moves do.
    """
    if act is Act.DISPATCH:
        return dispatch(number, by=by, now=now, key=key, unit=inputs.get("unit", ""))
    return move(number, Move(act.value), inputs, by=by, now=now, key=key)


def taken_back(batch: Batch, case: BatchCase, before: Case, by: Actor, now: datetime) -> Moved:
    """Puts one case back to what it was before the batch that is undone.

    Raises:
        Refused: somebody has gone on with it since.
    """
    first = batch.undoes.cases.get(number=case.number) if batch.undoes else case
    moves = Entry.objects.filter(subject=f"case:{before.pk}", data__has_key="move").exclude(kind__in=LEAVING_AS_IT_IS)
    last = moves.order_by("-seq").first()
    if last is None or last.pk != first.entry:
        raise Refused("这件后来又有人办过，没有动它。", code="changed-since")
    key = f"{batch.pk}:{case.number}"
    match Act(batch.act):
        case Act.DISPATCH:
            return move(case.number, Move.RECALL, {"reason": UNDONE}, by=by, now=now, key=key)
        case Act.RECALL:
            return move(case.number, Move.ASSIGN, {"unit": first.was["unit"]}, by=by, now=now, key=key)
        case _ if first.was["kind"]:
            return move(case.number, Move.CLASSIFY, {"kind": first.was["kind"]}, by=by, now=now, key=key)
        case _:
            return move(case.number, Move.UNCLASSIFY, {}, by=by, now=now, key=key)
