"""Reads of the exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.access.shared_keys import Known, known_keys, to_sign_with
from liandong.cases.models import Case
from liandong.cases.queries import seen_by
from liandong.exchange import rules
from liandong.exchange.models import DangerWord, HandOver, Incoming, Outgoing, Partner
from liandong.exchange.states import OPEN, Sending, Taking, Way
from liandong.journal.queries import version_of
from liandong.kernel import clock
from liandong.kernel.refusals import Refused
from liandong.kernel.versions import versioned

PARTNERS: Final = "reference:partners"
DANGERS: Final = "reference:danger"
MOST: Final = 200


def load_partners() -> dict[str, Partner]:
    return {row.code: row for row in Partner.objects.order_by("code")}


PARTNER_TABLE: Final = versioned(load_partners, version_of(PARTNERS))
DANGER_TABLE: Final = versioned(lambda: dict(DangerWord.objects.values_list("word", "call")), version_of(DANGERS))


def partners() -> dict[str, Partner]:
    """All partners by code, closed ones too (old hand-overs name them)."""
    return PARTNER_TABLE.get()


def partner_name(code: str | None) -> str:
    """What people call a partner; its code where it is gone."""
    found = partners().get(code or "")
    return found.name if found else code or ""


def partner_named(code: str) -> Partner:
    """A partner that is connected now.

    Raises:
        Refused: there is none of that code.
    """
    found = partners().get(code)
    if found is None or not found.active:
        raise Refused("没有接通的中心 {partner}。", code="no-partner", field="partner", partner=code)
    return found


def partners_for(matter: str) -> list[Partner]:
    """The partners to whom such a matter may be passed."""
    return [one for one in partners().values() if one.active and matter in one.outward]


def danger_words() -> dict[str, str]:
    """Words that mean danger to life, and the number to call for each."""
    return DANGER_TABLE.get()


def danger(text: str) -> tuple[str, str] | None:
    """The word of danger in a text, and the number to call."""
    return rules.danger(text, danger_words())


def holder_of(partner: str) -> str:
    """How the keys shared with a partner are named."""
    return f"partner:{partner}"


def key_file(partner: str) -> str:
    """Where the first key shared with a partner lies, made when it is connected."""
    return f"partner-{partner}"


def keys_of(partner: str, at: datetime) -> list[Known]:
    """The keys under which a partner may speak, the newest first."""
    return known_keys(holder_of(partner), key_file(partner), at)


def secret_of(partner: str) -> bytes:
    """The key under which we speak to a partner."""
    return to_sign_with(keys_of(partner, clock.now()))


def last_hand_over(case: Case) -> HandOver | None:
    """The newest hand-over of a case, with its oldest message that still waits, in one statement; None without one."""
    if case.partner is None and case.channel not in {one.channel for one in partners().values()}:
        return None
    waiting = Outgoing.objects.filter(hand_over=OuterRef("pk"), state=Sending.WAITING).order_by("seq")
    return (
        HandOver.objects.filter(case=case)
        .annotate(
            waiting=waiting.values("id")[:1], urgent=waiting.values("urgent")[:1], tries=waiting.values("tries")[:1]
        )
        .order_by("-begun_at")
        .first()
    )


def earlier_unsettled() -> Exists:
    """Whether another message of the same hand-over must go first."""
    return Exists(
        Outgoing.objects.filter(hand_over=OuterRef("hand_over"), seq__lt=OuterRef("seq"), state=Sending.WAITING)
    )


def due(now: datetime) -> QuerySet[Outgoing]:
    """Messages whose turn it is to be sent, emergencies first."""
    waiting = Outgoing.objects.filter(state=Sending.WAITING, next_try_at__lte=now)
    return waiting.exclude(earlier_unsettled()).order_by("-urgent", "next_try_at", "id")


def stuck_condition(now: datetime) -> Q:
    """`rules.stuck` as a condition on messages of ours, and what a partner refused for good."""
    tried = Q(urgent=True, tries__gte=1) | Q(tries__gte=rules.MOST_TRIES) | Q(queued_at__lte=now - rules.PATIENCE)
    return Q(state=Sending.REFUSED, settled_at__isnull=True) | Q(state=Sending.WAITING) & tried


def within_reach(actor: Actor | None) -> Q:
    """Which hand-overs somebody may put right: a steward all of them (the page shows no word of a case), else those whose
    case is in sight."""
    if actor is None or actor.role.sight is Sight.NONE:
        return Q()
    return Q(hand_over__case__in=seen_by(actor).values("pk"))


def stuck_out(now: datetime, actor: Actor | None = None) -> QuerySet[Outgoing]:
    """Messages of ours that a person should look at: the head of each thread only, since the rest waits for it."""
    found = Outgoing.objects.filter(stuck_condition(now) & within_reach(actor)).exclude(earlier_unsettled())
    return found.select_related("hand_over__case", "hand_over__partner").order_by("-urgent", "queued_at", "id")


def stuck_in(now: datetime) -> QuerySet[Incoming]:
    """Messages of theirs that wait in vain for one that belongs before them."""
    held = Incoming.objects.filter(state=Taking.HELD, held_until__lte=now)
    return held.select_related("partner").order_by("received_at", "id")


def silent(now: datetime, actor: Actor | None = None) -> QuerySet[HandOver]:
    """Cases that a partner has, of which nothing was heard for a day."""
    found = HandOver.objects.filter(way=Way.OUT, standing__in=OPEN, last_word_at__lte=now - rules.SILENCE)
    if actor is not None and actor.role.sight is not Sight.NONE:
        found = found.filter(case__in=seen_by(actor).values("pk"))
    return found.select_related("case", "partner").order_by("last_word_at")


@dataclass(frozen=True, slots=True)
class Stuck:
    """How many messages wait for a person, each way."""

    out: int
    into: int

    @property
    def all(self) -> int:
        return self.out + self.into


def stuck_counts(now: datetime) -> Stuck:
    return Stuck(stuck_out(now).count(), stuck_in(now).count())
