"""The shipped way to a partner: one message a request, signed JSON over HTTP, the receipt in the answer."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Final

from liandong.exchange import wire
from liandong.exchange.ports import Message, NotDelivered, Receipt
from liandong.kernel.refusals import Refused

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class HttpPartner:
    """Posts to `address`, and looks at the signature of the receipt, which is for `own`. Its own clock is needed: the signature says when the request was made."""

    partner: str
    address: str
    secret: bytes
    own: str = wire.US

    def send(self, message: Message, within: float) -> Receipt:
        body = wire.encoded(message)
        signed = wire.headers(self.secret, self.partner, body, datetime.now(UTC))
        request = urllib.request.Request(self.address, body, {"Content-Type": JSON, **signed}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=within) as answer:
                told = answer.read(wire.MOST_BYTES)
                given = {name: answer.headers.get(name, "") for name in (wire.TIMESTAMP, wire.SIGNATURE)}
            wire.signer([self.secret], given, self.own, told, datetime.now(UTC))
            receipt = wire.receipt_of(told)
        except urllib.error.HTTPError as said_no:
            raise NotDelivered("error", f"HTTP {said_no.code}") from said_no
        except (urllib.error.URLError, OSError, HTTPException) as away:
            why = getattr(away, "reason", away)
            late = isinstance(why, TimeoutError)
            raise NotDelivered("no-answer" if late else "unreachable", "" if late else str(why)[:150]) from away
        except Refused as refused:
            raise NotDelivered("bad-receipt", refused.code) from refused
        if receipt.id != message.id:
            raise NotDelivered("bad-receipt")
        return receipt


def connect(partner: str, address: str, secret: bytes) -> HttpPartner:
    return HttpPartner(partner, address, secret)
