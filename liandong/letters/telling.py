"""For whoever tells reporters something: an answer through the door by which they came."""

from __future__ import annotations

from datetime import datetime

from liandong.letters.actions import conversation_with
from liandong.letters.contacts import Contact
from liandong.letters.models import Inlet
from liandong.letters.reply_actions import queue_reply
from liandong.letters.services import plug_in


def read_by_all(contact: str) -> bool:
    """Whether everybody can read what is answered there."""
    return plug_in(Inlet.objects.get(pk=Contact.of(contact).inlet).service).public


def tell_writer(contact: str, text: str, *, key: str, now: datetime) -> str:
    """Puts an answer on its way to somebody who wrote, once for a key; gives the service's name."""
    where = Contact.of(contact)
    inlet = Inlet.objects.get(pk=where.inlet)
    queue_reply(conversation_with(inlet, where.who, now), text, key=key, thread=where.thread, now=now)
    return inlet.service
