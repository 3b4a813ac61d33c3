"""What a service does that does not do something: most tell or are asked, and only some have photos to fetch."""

from __future__ import annotations

from collections.abc import Sequence

from liandong.letters.ports import Asked, Heard, NotSent
from liandong.letters.wechat_wire import malformed


class Quiet:
    """Tells nothing, has nothing to be asked for, and nobody may tell us anything in its name."""

    thanks = ""

    def echo(self, asked: Asked) -> str:  # noqa: ARG002  it stands in for a port
        raise malformed()

    def heard(self, asked: Asked) -> Sequence[Heard]:  # noqa: ARG002
        raise malformed()

    def pull(self, since: str) -> tuple[Sequence[Heard], str]:
        return [], since

    def publish(self, text: str, key: str) -> str:  # noqa: ARG002
        raise NotSent("refused", "no announcements")

    def fetch(self, ref: str) -> bytes:  # noqa: ARG002
        return b""
