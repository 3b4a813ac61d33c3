"""Writes of publications: one announcement to all accounts, sent only after a second person has read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction

from liandong.access.rules import Actor, refuse_without
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused
from liandong.letters import rules
from liandong.letters.models import Inlet, Posting, Publication
from liandong.letters.ports import NotSent
from liandong.letters.services import plug_in, publishing_inlets, through
from liandong.letters.states import STUCK, Approval, Sending

log = structlog.get_logger(__name__)
QUEUE: Final = "letters"
PUBLISH: Final = "letters.publish"
TITLE_LETTERS: Final = 60
TEXT_LETTERS: Final = 2000


@transaction.atomic
def propose(
    title: str, text: str, link: str, words: Mapping[str, str], *, by: Actor, now: datetime, key: str | None = None
) -> Publication:
    """Writes an announcement and asks a second person to approve it. `words`: for each account the text it carries there; empty for the
    usual one.

    Raises:
        Refused: the person may not, something is missing or too long for an account, or no account is chosen.
    """
    refuse_without(by, "publication.write")
    title, text, link = title.strip(), text.strip(), link.strip()
    fact = Fact("publication.proposed", {"title": title, "inlets": sorted(words)})
    if written_before(key, None, fact):
        return Publication.objects.filter(title=title, author=by.account).latest("proposed_at")
    refuse_unfit(title, text, link)
    open_ones = {row.pk: row for row in publishing_inlets()}
    if not words or set(words) - set(open_ones):
        raise Refused("至少选一个要发的账号。", code="input-missing", field="inlets")
    row = Publication.objects.create(
        title=title, text=text, link=link, author=by.account, author_name=by.name, proposed_at=now
    )
    for code, given in words.items():
        inlet = open_ones[code]
        Posting.objects.create(
            publication=row, inlet=inlet, text=fitting(inlet, given.strip(), title, text, link), next_try_at=now
        )
    record(f"publication:{row.pk}", fact, actor=by.label, now=now, key=key)
    return row


def refuse_unfit(title: str, text: str, link: str) -> None:
    if not title or not text:
        raise Refused("标题和内容都要写。", code="input-missing", field="text" if title else "title")
    if len(title) > TITLE_LETTERS or len(text) > TEXT_LETTERS or len(link) > 300:
        raise Refused("标题最多 60 个字，内容最多 2000 个字。", code="too-long", field="text")
    if link and not link.startswith(("https://", "http://")):
        raise Refused("链接要以 https:// 开头。", code="bad-url", field="link")


def fitting(inlet: Inlet, given: str, title: str, text: str, link: str) -> str:
    """What an account carries: what was written for it, else as much of the announcement as fits, with the link whole.

    Raises:
        Refused: what was written for it is too long there.
    """
    most = plug_in(inlet.service).publishes
    if len(given) > most:
        raise Refused("{inlet} 最多 {most} 个字，现在 {count} 个。", code="too-long", field=f"text-{inlet.pk}", inlet=inlet.name,
                      most=most, count=len(given))  # fmt: skip
    return given or rules.announced(title, text, link, most)


@transaction.atomic
def decide(
    pk: UUID, *, approved: bool, reason: str = "", by: Actor, now: datetime, key: str | None = None
) -> Publication:
    """A second person approves an announcement, and it goes out; or denies it with a reason.

    Raises:
        Refused: the person may not or wrote it, it was decided before, or no reason is given.
    """
    refuse_without(by, "publication.approve")
    fact = Fact(
        "publication.approved" if approved else "publication.denied",
        {} if approved else {"reason": reason.strip()[:300]},
    )
    row = Publication.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Refused("没有这份发布。", code="not-found")
    if written_before(key, f"publication:{pk}", fact):
        return row
    if row.state != Approval.ASKED:
        raise Refused("这份发布已经有人批过了。", code="settled")
    if row.author == by.account:
        raise Refused("自己写的要请另一个人批。", code="own-work")
    if not approved and not reason.strip():
        raise Refused("请写明理由。", code="input-missing", field="reason")
    row.state, row.decided_by, row.decided_at = Approval.APPROVED if approved else Approval.DENIED, by.name, now
    row.reason = "" if approved else reason.strip()[:300]
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if approved:
        row.postings.update(state=Sending.WAITING, next_try_at=now)
        for posting in row.postings.all():
            publish_later(posting.pk)
    record(f"publication:{pk}", fact, actor=by.label, now=now, key=key)
    return row


def publish_later(posting: int, at: datetime | None = None) -> None:
    in_transaction().configure_task(PUBLISH, queue=QUEUE, schedule_at=at).defer(posting=posting)


@transaction.atomic
def publish(pk: int, *, now: datetime) -> Posting | None:
    """Tries to post at one account, if it is its turn and nobody else is at it. The row is locked meanwhile; the services know the
    same announcement again, by its key or by its words, so that a crash in between posts nothing twice."""
    turn = Posting.objects.filter(
        pk=pk, state=Sending.WAITING, next_try_at__lte=now, publication__state=Approval.APPROVED
    )
    row = turn.select_for_update(of=("self",), skip_locked=True).select_related("inlet").first()
    if row is None:
        return None
    row.tries += 1
    try:
        key = f"{row.publication_id}-{row.pk}"
        row.proof = through(row.inlet, lambda service: service.publish(row.text, key), now)[:200]
    except NotSent as failure:
        row.state, row.error = rules.after_failure(failure.code, row.tries, keyed=True), str(failure)[:200]
        row.next_try_at = now + rules.pause(row.tries)
        if row.state == Sending.WAITING:
            publish_later(row.pk, row.next_try_at)
    else:
        row.state, row.error, row.posted_at = Sending.SENT, "", now
    row.save(update_fields=["state", "error", "proof", "tries", "next_try_at", "posted_at"])
    log.info("an announcement was tried", inlet=row.inlet_id, state=row.state, tries=row.tries)
    return row


@transaction.atomic
def publish_again(pk: int, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """A person wants one account tried again.

    Raises:
        Refused: the person may not, or it is out or on its way.
    """
    refuse_without(by, "publication.write")
    row = Posting.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Refused("没有这份发布。", code="not-found")
    fact = Fact("publication.retried", {"inlet": row.inlet_id})
    if written_before(key, f"publication:{row.publication_id}", fact):
        return
    if row.state not in STUCK:
        raise Refused("这一路已经发出，或者正在发。", code="settled")
    row.state, row.next_try_at, row.tries = Sending.WAITING, now, 0
    row.save(update_fields=["state", "next_try_at", "tries"])
    publish_later(pk)
    record(f"publication:{row.publication_id}", fact, actor=by.label, now=now, key=key)
