"""Writes of bulletins and columns. One transaction each."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from liandong.access.rules import Actor
from liandong.bulletins.models import Bulletin, Column
from liandong.bulletins.rules import Arranged, Told, links_in, refuse_bad, refuse_column, refuse_strangers
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused


@transaction.atomic
def publish(told: Told, *, by: Actor, now: datetime, key: str | None = None) -> Bulletin:
    """Publishes a bulletin of the actor's unit.

    Raises:
        Refused: it is not whole, or not for a place of the post.
    """
    asked = Fact("bulletin.published", {"title": told.title.strip(), "area": told.area, "topic": told.topic})
    if written_before(key, None, asked):
        return Bulletin.objects.filter(title=told.title.strip(), area=told.area, unit=by.unit).latest("pk")
    refuse_bad(told, by, local_day(now))
    row = Bulletin.objects.create(
        area=told.area, topic=told.topic, title=told.title.strip(), text=told.text.strip(), unit=by.unit,
        valid_from=told.valid_from, valid_until=told.valid_until, published_at=now,
    )  # fmt: skip
    record(f"bulletin:{row.pk}", asked, actor=by.label, now=now, key=key)
    return row


@transaction.atomic
def withdraw(pk: int, reason: str, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Takes a bulletin back; nobody finds it any more.

    Raises:
        Refused: there is none, it is another unit's, or no reason was given.
    """
    subject, fact = f"bulletin:{pk}", Fact("bulletin.withdrawn")
    if written_before(key, subject, fact):
        return
    row = Bulletin.objects.select_for_update().filter(pk=pk, withdrawn_at=None, area__startswith=by.area).first()
    if row is None:
        raise Refused("没有这条公告，或者它已经过期、撤回了。", code="not-found")
    refuse_strangers(by, row.unit)
    if not reason.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field="reason", what="理由")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    record(subject, Fact("bulletin.withdrawn", {"reason": reason.strip()[:200]}), actor=by.label, now=now, key=key)


@transaction.atomic
def write_column(
    column: Arranged, *, by: Actor, now: datetime, pk: int | None = None, key: str | None = None
) -> Column:
    """Writes a new column, or the column `pk` anew.

    Raises:
        Refused: it is not whole, there is none, or another one has this name.
    """
    asked = Fact("column.written", {"name": column.name.strip()})
    if written_before(key, f"column:{pk}" if pk else None, asked):
        return Column.objects.get(name=column.name.strip())
    refuse_column(column)
    row = Column.objects.select_for_update().filter(pk=pk).first() if pk else Column()
    if row is None:
        raise Refused("没有这个栏目。", code="not-found")
    row.order, row.name, row.name_en, row.shows = (
        column.order,
        column.name.strip(),
        column.name_en.strip(),
        column.shows,
    )
    row.words, row.links, row.on = column.words.strip(), links_in(column.links), column.on
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("已经有一个栏目叫这个名字。", code="title-taken", field="name") from None
    record(f"column:{row.pk}", Fact("column.written", {**asked.data, "shows": row.shows, "on": row.on, "order": row.order}),
           actor=by.label, now=now, key=key)  # fmt: skip
    return row
