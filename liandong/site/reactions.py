"""Because this happened, that is done: the whole list, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from liandong.journal.reactions import Reaction
from liandong.notices.actions import tell_reporters, tell_unit

REACTIONS: Final[Mapping[str, Sequence[Reaction]]] = {
    "case.assigned": (tell_unit, tell_reporters),
    "case.delegated": (tell_unit,),
    "case.returned": (tell_unit,),
    "case.handled": (tell_unit,),
    "case.sent_back": (tell_unit,),
    "case.verified": (tell_reporters,),
    "case.reopened": (tell_unit,),
    "case.refused": (tell_reporters,),
    "case.voided": (tell_reporters,),
    "case.extension_asked": (tell_unit,),
    "case.extension_granted": (tell_unit,),
    "case.extension_denied": (tell_unit,),
    "case.suspension_asked": (tell_unit,),
    "case.suspended": (tell_unit,),
    "case.suspension_denied": (tell_unit,),
    "case.resumed": (tell_unit,),
}
