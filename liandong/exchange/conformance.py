"""What every transport must do, for whoever writes one: `faults(transport)` is empty when it fits.

    from liandong.exchange.conformance import faults
    assert faults(my_plugin.connect("police", address, key)) == []

It hands over one made-up case and says two more things of it, so try it against a centre that is not the true one.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from liandong.exchange.ports import WAYS_TO_FAIL, Message, NotDelivered, Receipt, Transport
from liandong.exchange.states import Kind

WITHIN: Final = 5.0
LEEWAY: Final = 1.0
BODY: Final = {"title": "试发", "text": "对接测试，请勿处置。", "matter": "service", "reason": "对接测试"}


def faults(transport: Transport, within: float = WITHIN) -> list[str]:
    """What is wrong with a transport whose centre can be reached, as sentences."""
    try:
        return list(found(transport, within))
    except NotDelivered as failure:
        return [f"the centre did not answer ({failure}); try when it can be reached"]


def found(transport: Transport, within: float) -> Iterator[str]:
    first = made(Kind.CASE, str(uuid.uuid4()), 1, BODY)
    receipt, took = sent(transport, first, within)
    if took > within + LEEWAY:
        yield f"the receipt took {took:.1f} s, more than the {within:g} s it was given"
    yield from shape(first, receipt)
    if sent(transport, first, within)[0] != receipt:
        yield "the same message again had another receipt"
    note = made(Kind.NOTE, first.thread, 2, {"note": "补充一句。"})
    yield from shape(note, sent(transport, note, within)[0])
    lost = made(Kind.WITHDRAWN, first.thread, 3, {"reason": "对接测试结束"})
    yield from shape(lost, sent(transport, lost, within)[0])
    stranger = made(Kind.NOTE, str(uuid.uuid4()), 1, {"note": "没有这一件"})
    told = sent(transport, stranger, within)[0]
    if told.taken:
        yield "a message of a hand-over that does not exist was taken"
    elif not told.code:
        yield "a refusal has no code"


def made(kind: Kind, thread: str, seq: int, body: dict[str, str]) -> Message:
    return Message(str(uuid.uuid4()), thread, seq, kind, datetime.now(UTC), "000000-0000", body)


def sent(transport: Transport, message: Message, within: float) -> tuple[Receipt, float]:
    begun = time.monotonic()
    return transport.send(message, within), time.monotonic() - begun


def shape(message: Message, receipt: Receipt) -> Iterator[str]:
    if receipt.id != message.id:
        yield f"the receipt of {message.kind} is for another message"
    if not receipt.taken:
        yield f"{message.kind} was refused: {receipt.code} {receipt.reason}"
    if message.kind == Kind.CASE and receipt.taken and not receipt.number:
        yield "the receipt of a case names no number of theirs"


def fault_when_away(transport: Transport, within: float = 1.0) -> str:
    """What is wrong with a transport whose centre cannot be reached; empty when it fits."""
    try:
        _, took = sent(transport, made(Kind.CASE, str(uuid.uuid4()), 1, BODY), within)
    except NotDelivered as failure:
        return (
            ""
            if failure.code in WAYS_TO_FAIL
            else f"{failure.code} is no way to fail; there are {', '.join(WAYS_TO_FAIL)}"
        )
    except Exception as error:
        return f"it raised {type(error).__name__} instead of NotDelivered"
    return f"it gave a receipt after {took:.1f} s, though nobody is there"
