"""The simulated centre: takes messages, answers over time, hands cases in; mishaps fall by the dice."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

from liandong.exchange.ports import Message, NotDelivered, Receipt
from liandong_partner_simulator.options import OTHERWISE, PROFILES, Options
from liandong_partner_simulator.store import Store, packed, times

HEARD_AT: Final = 20
AGAIN: Final = 20.0
"""Seconds after which a message without a receipt is sent again."""
LATE: Final = (5.0, 120.0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the centre on its way; `arrives` False: its receipt will be lost."""

    message: Message
    arrives: bool = True


class Simulator:
    """One centre. Its own clock, which tests put forward, is needed: nobody tells it the time when a message comes."""

    def __init__(self, partner: str, path: Path, options: Options | None = None,
                 clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:  # fmt: skip
        self.partner, self.options, self.clock = partner, options or Options(), clock
        self.store, self.profile = Store(path), PROFILES.get(partner, OTHERWISE)

    def dice(self, *words: object) -> Random:
        return Random(":".join(map(str, (self.options.seed, self.partner, *words))))

    def send(self, message: Message, within: float) -> Receipt:  # noqa: ARG002  it answers at once or never
        """Takes a message of liandong; loses it, its receipt, or takes it late, as the dice fall."""
        if self.options.away:
            raise NotDelivered("unreachable", "simulated")
        with self.store.open() as link:
            tries = times(link, message.id)
            dice = self.dice("in", message.id, tries)
            if tries < HEARD_AT and message.kind == "case" and self.deaf(link, message.number):
                fate = "message"
            elif dice.random() < self.options.loses:
                fate = dice.choice(("message", "receipt", "late"))
            else:
                fate = "late" if dice.random() < self.options.delays else ""
            if fate == "late":
                due = self.clock().timestamp() + dice.uniform(*LATE)
                link.execute("INSERT INTO late VALUES (?, ?)", [packed(told(message)), due])
            if fate not in ("message", "late"):
                receipt = self.taken(link, message)
                if dice.random() < self.options.doubles:
                    receipt = self.taken(link, message)
        if fate:
            raise NotDelivered("no-answer", f"simulated: {fate}")
        return receipt

    def deaf(self, link: sqlite3.Connection, number: str) -> bool:
        """Whether the case of this number is not heard for a long time."""
        asked = link.execute("SELECT 1 FROM ignored WHERE number = ?", [number]).fetchone()
        return asked is not None or self.dice("deaf", number).random() < self.options.deaf

    def ignore(self, number: str) -> None:
        """From now on the case of this number is not heard before the twentieth try, whatever the dice say."""
        with self.store.open() as link:
            link.execute("INSERT OR IGNORE INTO ignored VALUES (?)", [number])

    def taken(self, link: sqlite3.Connection, message: Message) -> Receipt:
        """Takes a message once; the same id again gives the same receipt."""
        before = link.execute("SELECT receipt FROM seen WHERE id = ?", [message.id]).fetchone()
        if before:
            link.execute("UPDATE seen SET times = times + 1 WHERE id = ?", [message.id])
            return Receipt(**json.loads(before[0]))
        number = self.opened(link, message) if message.kind == "case" else self.followed(link, message)
        receipt = Receipt(
            message.id, bool(number), number, "" if number else "unknown-thread", "" if number else "没有这次移交。"
        )
        link.execute("INSERT INTO seen VALUES (?, ?, ?, ?, ?, 1)",
                     [message.id, message.thread, message.seq, message.kind, packed(asdict(receipt))])  # fmt: skip
        return receipt

    def opened(self, link: sqlite3.Connection, message: Message) -> str:
        """A case is handed over: it gets a number, and what will be said of it is planned."""
        number, dice = self.next_number(link), self.dice("life", message.thread)
        link.execute(
            "INSERT INTO cases VALUES (?, ?, ?, 'out', ?, '')",
            [message.thread, number, message.number, self.profile.taken],
        )
        at = self.clock().timestamp() + dice.uniform(10, 90) / self.options.pace
        if dice.random() < self.options.refuses:
            self.plan(link, message.thread, "refused", number, {"reason": self.profile.refusal}, at)
            return number
        self.plan(link, message.thread, "accepted", number, {"state": self.profile.taken}, at)
        at += dice.uniform(30, 400) / self.options.pace
        self.plan(link, message.thread, "state", number, {"state": self.profile.working}, at)
        if dice.random() < 0.15:
            self.plan(
                link, message.thread, "asked", number, {"question": self.profile.question}, at + 30 / self.options.pace
            )
        at += dice.uniform(200, 1500) / self.options.pace
        self.plan(link, message.thread, "result", number, {"state": self.profile.done, "note": self.profile.result}, at)
        return number

    def followed(self, link: sqlite3.Connection, message: Message) -> str:
        """Something more is said of a case; what is withdrawn is not spoken of again."""
        found = link.execute("SELECT number FROM cases WHERE thread = ?", [message.thread]).fetchone()
        if not found:
            return ""
        if message.kind == "withdrawn":
            link.execute("DELETE FROM letters WHERE thread = ? AND receipt IS NULL AND tries = 0", [message.thread])
        if message.kind in ("state", "result", "refused"):
            newest = link.execute("SELECT max(seq) FROM seen WHERE thread = ?", [message.thread]).fetchone()[0] or 0
            if message.seq > newest:
                word = str(message.body.get("our_state", message.kind))
                link.execute("UPDATE cases SET told = ? WHERE thread = ?", [word, message.thread])
        return str(found[0])

    def next_number(self, link: sqlite3.Connection) -> str:
        count = link.execute("SELECT count(*) FROM cases").fetchone()[0] + 1
        return self.profile.number.format(day=self.clock().strftime("%Y%m%d"), count=count)

    def plan(
        self, link: sqlite3.Connection, thread: str, kind: str, number: str, body: Mapping[str, Any], at: float
    ) -> None:
        """Puts a message behind those of its thread; it may leave later than the one after it."""
        seq = link.execute("SELECT coalesce(max(seq), 0) + 1 FROM letters WHERE thread = ?", [thread]).fetchone()[0]
        dice = self.dice("out", thread, seq)
        due = at + (dice.uniform(*LATE) if dice.random() < self.options.delays else 0)
        id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.partner}:{self.options.seed}:{thread}:{seq}"))
        link.execute("INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, NULL)",
                     [id_, thread, seq, kind, number, packed(dict(body)), at, due])  # fmt: skip

    def hand_in(self, body: Mapping[str, Any], at: datetime) -> str:
        """Hands a case of its own in (`text`, `matter`, and what else a case has); gives its number."""
        with self.store.open() as link:
            number = self.next_number(link)
            thread = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.partner}:{self.options.seed}:{number}"))
            link.execute("INSERT INTO cases VALUES (?, ?, '', 'in', ?, '')", [thread, number, self.profile.taken])
            self.plan(link, thread, "case", number, body, at.timestamp())
        return number

    def due(self, now: datetime) -> list[Letter]:
        """What reaches liandong now: messages whose time has come, without those that are lost, twice those that are doubled."""
        at, letters = now.timestamp(), []
        with self.store.open() as link:
            for (body,) in link.execute("SELECT body FROM late WHERE due <= ? ORDER BY due", [at]).fetchall():
                self.taken(link, read(json.loads(body)))
            link.execute("DELETE FROM late WHERE due <= ?", [at])
            waiting = "SELECT id, thread, seq, kind, number, body, at, tries FROM letters WHERE receipt IS NULL AND due <= ? ORDER BY due"
            for id_, thread, seq, kind, number, body, said, tries in link.execute(waiting, [at]).fetchall():
                link.execute("UPDATE letters SET tries = tries + 1, due = ? WHERE id = ?", [at + AGAIN, id_])
                message = Message(id_, thread, seq, kind, datetime.fromtimestamp(said, UTC), number, json.loads(body))
                letters += self.carried(message, self.dice("way", id_, tries))
        return letters

    def carried(self, message: Message, dice: Random) -> list[Letter]:
        """A message after its way: none, one or two of it, and whether the receipt finds back."""
        lost, which = dice.random() < self.options.loses, dice.random() < 0.5
        if lost and which:
            return []
        return [Letter(message, arrives=not lost)] * (2 if dice.random() < self.options.doubles else 1)

    def heard(self, letter: Letter, receipt: Receipt) -> None:
        """The receipt of a message, unless it is lost on its way."""
        if letter.arrives:
            with self.store.open() as link:
                link.execute(
                    "UPDATE letters SET receipt = ? WHERE id = ?", [packed(asdict(receipt)), letter.message.id]
                )


def told(message: Message) -> dict[str, Any]:
    return {**asdict(message), "at": message.at.isoformat()}


def read(given: Mapping[str, Any]) -> Message:
    return Message(**{**given, "at": datetime.fromisoformat(given["at"])})
