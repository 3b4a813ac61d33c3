"""What letters ask the outside for: message services that people write to. Slot `liandong.letters`.

A service tells of what somebody wrote (`Heard`), by a signed request or when it is asked, and carries an answer to the same person. What
`heard` and `send` need to know of an account stands in its `Setup`; how to write one: `liandong.letters.wechat` is the shipped example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

FOR_NOW: Final = frozenset({"unreachable", "busy", "error", "credentials"})
"""Ways to fail after which the same answer is tried again by itself."""
WAYS_TO_FAIL: Final = FOR_NOW | {"no-answer", "window", "refused"}
"""Besides: nobody knows whether it arrived; the service carries nothing to this person before they write again; never."""


@dataclass(frozen=True, slots=True)
class Setup:
    """An account at a service: `address` where its interface is, `options` and `secrets` by the names that the plug-in asks for."""

    code: str
    address: str
    options: Mapping[str, str]
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a service to us, as bytes: nothing in it is believed before its signature is checked."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody wrote. `id` is the service's own, the same however often it tells; `who` its name for the person.

    `lon`, `lat` in degrees, CGCS2000. `refs`: what the service gives photos for when it is asked; `photos`: photos as bytes.
    `thread`: what an answer must name. `kind`: "said", "joined" (follows us now) or "unread" (nothing that we can read).
    """

    id: str
    who: str
    at: datetime
    kind: str = "said"
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    words: str = ""
    refs: tuple[str, ...] = ()
    photos: tuple[bytes, ...] = field(default=(), repr=False)
    name: str = ""
    phone: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be carried. The same `key` is the same answer: a service that knows keys carries it once."""

    who: str
    text: str
    key: str
    thread: str = ""


class NotSent(Exception):
    """An answer did not go out. `code` is one of `WAYS_TO_FAIL`; `detail` may add a word for whoever looks after the account."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Service(Protocol):
    """One account at a service."""

    @property
    def thanks(self) -> str:
        """The body that says that what was told is kept."""
        ...

    def echo(self, asked: Asked) -> str:
        """What the service wants to read when it tries our address.

        Raises:
            Refused: it is not the service that asks.
        """
        ...

    def heard(self, asked: Asked) -> Sequence[Heard]:
        """What a request says.

        Raises:
            Refused: it is not the service that speaks ("bad-signature"), or it makes no sense ("bad-message").
        """
        ...

    def pull(self, since: str) -> tuple[Sequence[Heard], str]:
        """What came since the mark `since`, and the next mark; nothing where the service tells by itself.

        Raises:
            NotSent: the service could not be asked.
        """
        ...

    def fetch(self, ref: str) -> bytes:
        """The bytes of a photo.

        Raises:
            NotSent: it could not be had.
        """
        ...

    def send(self, answer: Answer) -> str:
        """Carries an answer to one person; gives the service's own number of it, where there is one.

        Raises:
            NotSent: it did not arrive, or nobody knows.
        """
        ...

    def publish(self, text: str, key: str) -> str:
        """Posts an announcement to everybody, once for a key or for its words; gives the service's own number of it.

        Raises:
            NotSent: it was not posted.
        """
        ...


@dataclass(frozen=True, slots=True)
class ServicePlugin:
    """What stands in the slot. `channel`: by which reports come in; `options`, `secrets`: names of what an account needs, those in
    `needed` not empty; `asks`: what a person is asked for, of "text", "place" and "photo"; `letters`: how long an answer may be;
    `public`: everybody reads the answers; `pulls`: it is asked, instead of telling; `keyed`: the same answer again is carried once; `publishes`:
    how long an announcement to everybody may be, 0 where there is none."""

    channel: str
    connect: Callable[[Setup], Service]
    options: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    asks: tuple[str, ...] = ("text", "place", "photo")
    letters: int = 600
    public: bool = False
    pulls: bool = False
    keyed: bool = False
    publishes: int = 0
