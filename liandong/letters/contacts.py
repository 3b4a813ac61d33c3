"""Where somebody who wrote is answered, as one word that lies in the vault beside name and number."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """`inlet`: the account they wrote to; `who`: its name for them; `thread`: what they wrote, where an answer must name that."""

    inlet: str
    who: str
    thread: str = ""

    def __str__(self) -> str:
        return json.dumps(astuple(self), ensure_ascii=False)

    @staticmethod
    def of(word: str) -> Contact:
        inlet, who, thread = json.loads(word)
        return Contact(inlet, who, thread)
