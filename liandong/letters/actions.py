"""Writes of letters: each kept once, read in order, answered by a short form, and made a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from operator import methodcaller
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.ports import PORTS
from liandong.cases.tracking import token
from liandong.exchange.queries import danger
from liandong.files.actions import store
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused
from liandong.letters import rules
from liandong.letters.contacts import Contact
from liandong.letters.models import Conversation, Inlet, Letter
from liandong.letters.ports import Heard, NotSent
from liandong.letters.queries import closed, digest_of, opened
from liandong.letters.reply_actions import queue_reply, release_held
from liandong.letters.rules import Said, Talk, Turn
from liandong.letters.services import plug_in, through

log = structlog.get_logger(__name__)
QUEUE: Final = "letters"
READ: Final = "letters.read"
MOST_FETCHES: Final = 5


def take(inlet: Inlet, heard: Sequence[Heard], *, now: datetime) -> int:
    """Keeps what was heard at an inlet, each message once, and leaves it to a job to read it; gives how many were new."""
    return sum(keep(inlet, one, now) for one in heard)


def keep(inlet: Inlet, heard: Heard, now: datetime) -> bool:
    if Letter.objects.filter(inlet=inlet, message=heard.id).exists():
        return False
    photos = [
        str(photo) for n, data in enumerate(heard.photos) if (photo := stored(inlet, f"{heard.id}:mail{n}", data, now))
    ]
    body = {**asdict(heard), "at": heard.at.isoformat(), "photos": photos}
    with transaction.atomic():
        conversation = conversation_with(inlet, heard.who, now)
        _, made = Letter.objects.get_or_create(
            inlet=inlet, message=heard.id,
            defaults={"conversation": conversation, "sealed": closed(conversation, body), "said_at": min(heard.at, now),
                      "received_at": now},
        )  # fmt: skip
        if made:
            Conversation.objects.filter(pk=conversation.pk).update(wrote_at=now)
            release_held(conversation, now)
            read_later(conversation.pk)
    log.info("a letter came", inlet=inlet.pk, new=made)
    return made


def conversation_with(inlet: Inlet, who: str, now: datetime) -> Conversation:
    """The conversation of a person at an inlet, begun where there is none."""
    digest = digest_of(inlet.pk, who)
    found = Conversation.objects.filter(inlet=inlet, digest=digest).first()
    if found is not None:
        return found
    row = Conversation(inlet=inlet, digest=digest, wrote_at=now)
    row.sealed = closed(row, who)
    Conversation.objects.bulk_create([row], ignore_conflicts=True)
    return Conversation.objects.get(inlet=inlet, digest=digest)


def stored(inlet: Inlet, name: str, data: bytes, now: datetime) -> UUID | None:
    """A photo in our files, once; None where it is no photo that we can take."""
    try:
        return store(data, actor=f"inlet:{inlet.pk}", now=now, key=f"letter:{inlet.pk}:{name}"[:200]).pk
    except Refused as refused:
        log.info("a photo in a letter was not taken", inlet=inlet.pk, code=refused.code)
        return None


def read_later(conversation: UUID, at: datetime | None = None) -> None:
    job = in_transaction().configure_task(READ, queue=QUEUE, schedule_at=at, lock=f"letters:{conversation}")
    job.defer(conversation=str(conversation))


def read(pk: UUID, *, now: datetime) -> int:
    """Reads what somebody wrote and nobody has read yet, in order; gives how many. Photos are fetched before anything is locked;
    a letter whose photo cannot be had now waits, and those behind it."""
    conversation = Conversation.objects.select_related("inlet").get(pk=pk)
    waiting = list(Letter.objects.filter(conversation=conversation, read_at=None).order_by("id"))
    read_ones = 0
    for letter in waiting:
        said = opened(conversation, letter.sealed)
        photos = fetched(conversation.inlet, letter, said, now)
        if photos is None:
            break
        read_ones += read_one(pk, letter.pk, said_of(said, photos), now)
    return read_ones


def fetched(inlet: Inlet, letter: Letter, said: dict[str, Any], now: datetime) -> tuple[str, ...] | None:
    """The photos of a letter as files; None: not now, it is tried again. After some tries it is read without them."""
    photos = list(said["photos"])
    for n, ref in enumerate(said["refs"]):
        try:
            data = through(inlet, methodcaller("fetch", ref), now)
        except NotSent as failure:
            log.info("a photo could not be fetched", inlet=inlet.pk, code=failure.code, tries=letter.tries + 1)
            if letter.tries + 1 < MOST_FETCHES:
                with transaction.atomic():
                    Letter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1)
                    read_later(letter.conversation_id, now + rules.pause(letter.tries + 1))
                return None
            continue
        if photo := stored(inlet, f"{letter.message}:{n}", data, now):
            photos.append(str(photo))
    return tuple(photos)


def said_of(body: dict[str, Any], photos: tuple[str, ...]) -> Said:
    kind = body["kind"]
    if body["refs"] and not photos and not body["text"]:
        kind = "unread"
    words = {name: body[name] for name in ("at", "text", "words", "lon", "lat", "name", "phone", "thread")}
    return Said(body["id"], kind=kind, photos=photos, **words)


@transaction.atomic
def read_one(pk: UUID, letter_pk: int, said: Said, now: datetime) -> bool:
    """What one letter means for its conversation; False where somebody has read it meanwhile."""
    row = Conversation.objects.select_for_update(of=("self",)).select_related("inlet").get(pk=pk)
    letter = Letter.objects.select_for_update().get(pk=letter_pk)
    if letter.read_at is not None:
        return False
    letter.read_at, letter.sealed = now, None
    letter.save(update_fields=["read_at", "sealed"])
    talk = talk_of(row)
    turn = rules.heard(talk, said) or form(row, rules.taken(talk, said), said)
    key = f"letter:{letter.pk}"
    if turn.files and file(row, turn.talk, key, now):
        return True
    if not turn.files:
        wait(row, turn.talk, now)
        say(row, turn, said.thread, key, now)
    return True


def talk_of(row: Conversation) -> Talk:
    given = opened(row, row.draft)
    return Talk(**{**given, "asked": tuple(given["asked"]), "photos": tuple(given["photos"])}) if given else Talk()


def form(row: Conversation, talk: Talk, said: Said) -> Turn:
    """The next question, or the report; danger to life is asked nothing."""
    if talk.text and danger(talk.text):
        return Turn(talk, files=True)
    asks = plug_in(row.inlet.service).asks
    placed = False
    if talk.text and talk.lon is None and not talk.words:
        [spot] = PORTS.locator.locate([(None, None, "", talk.text)])
        placed = spot.found
    return rules.next_turn(talk, said, asks, placed=placed)


def wait(row: Conversation, talk: Talk, now: datetime) -> None:
    """Keeps what was said so far, and until when the next word is waited for."""
    row.draft = None if talk.empty else closed(row, asdict(talk))
    row.waits_until = None if talk.empty else now + rules.patience(talk)
    row.save(update_fields=["draft", "waits_until"])


def say(row: Conversation, turn: Turn, thread: str, key: str, now: datetime) -> None:
    if turn.say:
        text = rules.ASKED[turn.talk.step] if turn.say == "ask" else rules.SAID[turn.say]
        queue_reply(row, text, key=key, thread=thread, now=now)


def file(row: Conversation, talk: Talk, key: str, now: datetime) -> bool:
    """Makes a report of what was said, and says so. Where it is refused the reason is told, and what can stay stays."""
    plugin = plug_in(row.inlet.service)
    who = Contact(row.inlet_id, opened(row, row.sealed), talk.thread)
    draft = Draft(
        key=f"letters:{row.inlet_id}:{talk.first}", channel=plugin.channel, text=rules.report_text(talk),
        reported_at=min(datetime.fromisoformat(talk.at), now), lon=talk.lon, lat=talk.lat, words=talk.words,
        person=Person(talk.name, talk.phone, contact=str(who)), photos=tuple(UUID(photo) for photo in talk.photos),
    )  # fmt: skip
    [got] = receive([draft], actor=f"inlet:{row.inlet_id}", now=now)
    if isinstance(got, Refused):
        return refuse(row, talk, got, key, now)
    wait(row, Talk(), now)
    Letter.objects.filter(conversation=row, report=None, read_at__isnull=False).update(report=got.report)
    queue_reply(row, receipt(got, talk, public=plugin.public), key=key, thread=talk.thread, now=now)
    return True


def receipt(got: Received, talk: Talk, *, public: bool) -> str:
    """What is said about a report that came in. Where everybody reads it, nothing that opens the report stands there."""
    track = f"{settings.LIANDONG_PUBLIC_URL}/track/{token(got.report)}"
    text = rules.SAID["filed-public" if public else "filed"].format(number=got.number, track=track)
    found = danger(talk.text)
    return f"{rules.SAID['danger'].format(call=found[1])}{text}" if found else text


def refuse(row: Conversation, talk: Talk, why: Refused, key: str, now: datetime) -> bool:
    """Says why a report was not taken. What may have been the reason goes, and the words stay for another try."""
    bare = Talk(text=talk.text, first=f"{talk.first}:again", at=talk.at, step="place", asked=("text", "place", "photo"),
                name=talk.name, phone=talk.phone, thread=talk.thread)  # fmt: skip
    helped = talk.lon is not None or bool(talk.photos)
    wait(row, bare if helped else Talk(), now)
    text = rules.SAID["refused"].format(reason=why.sentence)
    queue_reply(row, text, key=key, thread=talk.thread, now=now)
    return False


@transaction.atomic
def file_unanswered(pk: UUID, *, now: datetime) -> bool:
    """A question was not answered in time: what was said becomes a report as it is."""
    row = Conversation.objects.select_for_update(of=("self",)).select_related("inlet").get(pk=pk)
    if row.waits_until is None or row.waits_until > now:
        return False
    talk = talk_of(row)
    return file(row, talk, f"unanswered:{row.inlet_id}:{talk.first}", now)


def pull(inlet: Inlet, *, now: datetime) -> int:
    """Asks a service that does not tell by itself; gives how many letters were new. What goes wrong stands at the inlet."""
    try:
        heard, since = through(inlet, lambda service: service.pull(inlet.since), now)
    except NotSent as failure:
        Inlet.objects.filter(pk=inlet.pk).update(error=str(failure)[:200])
        log.warning("an inlet could not be asked", inlet=inlet.pk, code=failure.code)
        return 0
    new = take(inlet, heard, now=now)
    if since != inlet.since or inlet.error:
        Inlet.objects.filter(pk=inlet.pk).update(since=since[:200], error="")
    return new


UNREAD_FOR: Final = timedelta(minutes=2)


def unread(now: datetime) -> list[UUID]:
    """Conversations with a letter that a lost job left unread."""
    found = Letter.objects.filter(read_at=None, received_at__lte=now - UNREAD_FOR, tries=0)
    return list(found.values_list("conversation", flat=True).distinct()[:200])
