"""For whoever tells reporters something: an answer through the door by which they came."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from liandong.journal.facts import Fact
from liandong.letters.actions import conversation_with
from liandong.letters.contacts import Contact
from liandong.letters.models import Inlet, Reply
from liandong.letters.reply_actions import queue_reply
from liandong.letters.services import plug_in

CHANNEL: Final = "sms"


def read_by_all(contact: str) -> bool:
    """Whether everybody can read what is answered there."""
    return plug_in(Inlet.objects.get(pk=Contact.of(contact).inlet).service).public


def texted_lately(keys: str, since: datetime) -> int:
    """How many texts under keys that begin so were asked for since an instant."""
    return Reply.objects.filter(key__startswith=keys, queued_at__gte=since).count()


def text_staff(phone: str, words: str, *, key: str, noted: tuple[str, Fact], now: datetime) -> bool:
    """Texts a number of our own through the district's text messages, once for a key; the journal notes it once it has gone. False where
    the district has no such inlet."""
    inlets = Inlet.objects.filter(active=True).order_by("code")
    inlet = next((row for row in inlets if plug_in(row.service).channel == CHANNEL), None)
    if inlet is None:
        return False
    queue_reply(conversation_with(inlet, phone, now), words, key=key, noted=noted, now=now)
    return True


def tell_writer(contact: str, text: str, *, key: str, now: datetime) -> str:
    """Puts an answer on its way to somebody who wrote, once for a key; gives the service's name."""
    where = Contact.of(contact)
    inlet = Inlet.objects.get(pk=where.inlet)
    queue_reply(conversation_with(inlet, where.who, now), text, key=key, thread=where.thread, now=now)
    return inlet.service
