"""What this package asks of the outside."""

from __future__ import annotations

from typing import Protocol


class Carry(Protocol):
    """Carries one text to one telephone number; the same key is carried once."""

    def __call__(self, phone: str, text: str, key: str) -> None: ...
