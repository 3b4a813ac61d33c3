"""Ways out of the house: a courier carries one message to one telephone number."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings


class NotCarried(Exception):
    """The message did not go out; the job tries again later with the same key."""


class Courier(Protocol):
    """Slot of couriers. `key` is the same each time the same message is tried: a courier that has seen it carries nothing."""

    @property
    def name(self) -> str: ...

    def carry(self, phone: str, text: str, key: str) -> None:
        """Carries a message.

        Raises:
            NotCarried: it did not go out, or nobody knows whether it did.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileCourier:
    """Writes each message to a file of its own, named by its key. For the demo, for tests, and for hand delivery."""

    folder: Path
    name: str = "file"

    def carry(self, phone: str, text: str, key: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.folder / f"{key}.part"
        part.write_text(json.dumps({"to": phone, "text": text}, ensure_ascii=False), encoding="utf-8")
        part.chmod(0o600)
        part.replace(self.folder / f"{key}.json")


@dataclass(frozen=True, slots=True)
class SmsCourier:
    """Posts {"to", "text"} as JSON to an SMS gateway, with a bearer key and the message's key in `Idempotency-Key`."""

    address: str
    secret: str
    name: str = "sms"

    def carry(self, phone: str, text: str, key: str) -> None:
        body = json.dumps({"to": phone, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.secret}", "Idempotency-Key": key}
        request = urllib.request.Request(self.address, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10):
                return
        except (urllib.error.URLError, OSError) as away:
            raise NotCarried(f"the SMS gateway did not take it: {away}") from away


def courier() -> Courier:
    """The courier of this installation: the SMS gateway where one is set, else files in the outbox."""
    if settings.LIANDONG_SMS_URL:
        return SmsCourier(settings.LIANDONG_SMS_URL, settings.LIANDONG_SMS_KEY)
    return FileCourier(Path(settings.LIANDONG_OUTBOX))
