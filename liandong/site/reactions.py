"""Because this happened, that is done: the whole list, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from liandong.cases.reactions import find_twins, press
from liandong.community.actions import tell_contacts
from liandong.exchange.reactions import TOLD, tell_partner
from liandong.hotline.reactions import ask_back, keep_out_accused, spare_all, spare_reporter
from liandong.journal.reactions import Reaction
from liandong.linkage.reactions import copy_to_skipped, drop_dispute, find_owner, release_assists
from liandong.notices.actions import (
    tell_caller,
    tell_joined,
    tell_named,
    tell_reporters,
    tell_seat,
    tell_split,
    tell_unit,
)
from liandong.webhooks.actions import tell_webhooks
from liandong.webhooks.states import FACTS

PEOPLE: Final[Mapping[str, Sequence[Reaction]]] = {
    "call.filed": (tell_caller,),
    "case.received": (find_twins,),
    "case.placed": (find_twins,),
    "case.classified": (find_twins,),
    "case.joined": (press, tell_joined),
    "case.split": (tell_split,),
    "case.assigned": (keep_out_accused, tell_unit, tell_reporters, copy_to_skipped),
    "case.delegated": (keep_out_accused, tell_unit, copy_to_skipped),
    "case.reported_up": (keep_out_accused, tell_unit, copy_to_skipped),
    "case.disputed": (tell_named, find_owner),
    "case.ruled": (keep_out_accused, tell_named),
    "case.returned": (tell_unit, find_owner),
    "case.handled": (tell_unit, drop_dispute),
    "case.recalled": (tell_unit,),
    "case.sent_back": (tell_unit,),
    "case.verified": (release_assists, tell_reporters, ask_back),
    "case.reopened": (tell_unit, spare_all),
    "case.rated": (spare_reporter,),
    "case.taken_back": (tell_unit,),
    "case.result_taken": (tell_unit,),
    "case.recheck_due": (tell_unit,),
    "case.recheck_failed": (tell_unit, spare_all),
    "case.result_trusted": (tell_reporters,),
    "exchange.asked": (tell_unit,),
    "exchange.withdrawn": (tell_unit,),
    "case.refused": (release_assists, tell_reporters),
    "case.voided": (release_assists, drop_dispute, tell_reporters),
    "case.handed_over": (release_assists, drop_dispute, tell_reporters),
    "case.merged": (release_assists, drop_dispute),
    "case.extension_asked": (tell_unit,),
    "case.extension_granted": (tell_unit,),
    "case.extension_denied": (tell_unit,),
    "case.suspension_asked": (tell_unit,),
    "case.suspended": (tell_unit,),
    "case.suspension_denied": (tell_unit,),
    "case.resumed": (tell_unit,),
    "assist.invited": (tell_named,),
    "assist.accepted": (tell_named,),
    "assist.declined": (tell_named,),
    "assist.answered": (tell_named,),
    "assist.verified": (tell_named,),
    "assist.sent_back": (tell_named,),
    "assist.withdrawn": (tell_named,),
    "copy.sent": (tell_named,),
    "whistle.blown": (tell_named,),
    "whistle.confirmed": (tell_named,),
    "whistle.declined": (tell_named,),
    "whistle.held": (tell_named,),
    "dispute.conceded": (tell_named,),
    "dispute.contested": (tell_named,),
    "case.supervised": (tell_named,),
    "case.order_answered": (tell_named,),
    "case.order_sent_back": (tell_named,),
    "case.order_closed": (tell_named,),
    "case.order_withdrawn": (tell_named,),
    "case.warned": (tell_seat,),
    "case.escalated": (tell_seat,),
    "case.answered": (tell_reporters,),
    "case.urged": (tell_unit,),
    "contacts.called": (tell_contacts,),
    "case.taken_over": (tell_unit, drop_dispute),
    "case.reassigned": (keep_out_accused, tell_unit, drop_dispute, copy_to_skipped),
}
"""Units and reporters are told."""

REACTIONS: Final[Mapping[str, Sequence[Reaction]]] = {
    kind: (
        *PEOPLE.get(kind, ()),
        *((tell_partner,) if kind in TOLD else ()),
        *((tell_webhooks,) if kind in FACTS else ()),
    )
    for kind in (*PEOPLE, *TOLD, *FACTS)
}
