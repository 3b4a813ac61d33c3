"""Because this happened, that is done: the whole list, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from liandong.journal.reactions import Reaction

REACTIONS: Final[Mapping[str, Sequence[Reaction]]] = {}
