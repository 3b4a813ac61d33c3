"""From a report to the rows of a case: placed, classified, filed and assigned as far as the answers are sure.

Pure: everything that is known about the district comes in as `District`, everything to be written goes out as one JSON
object per report for `sql/receive.sql`.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from liandong.access.vault import Person, sealed
from liandong.cases.clocks import Office
from liandong.cases.ports import Candidate, Spot
from liandong.cases.routing import Route, route
from liandong.cases.states import State
from liandong.journal.facts import Fact, chain
from liandong.kernel.bigrams import document
from liandong.kernel.sealing import sm3

TITLE_LETTERS: Final = 40
NOBODY: Final = Person()


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as a channel read it. `key` is unique among all reports; `kind` and `urgency` only where the reporter
    chose them; lon, lat in degrees, CGCS2000."""

    key: str
    channel: str
    text: str
    reported_at: datetime
    title: str = ""
    lon: float | None = None
    lat: float | None = None
    words: str = ""
    person: Person = NOBODY
    photos: tuple[uuid.UUID, ...] = ()
    kind: str | None = None
    urgency: str | None = None

    @property
    def heading(self) -> str:
        """The title, or the beginning of the text."""
        first = self.title.strip() or self.text.strip().partition("\n")[0]
        return first if len(first) <= TITLE_LETTERS else first[: TITLE_LETTERS - 1] + "…"

    @property
    def digest(self) -> str:
        """What makes it the same report when its key comes again. Nothing of the person goes in: digests can be guessed."""
        said = [self.channel, self.title, self.text, self.lon, self.lat, self.words, self.kind, self.urgency,
                sorted(map(str, self.photos))]  # fmt: skip
        return sm3(repr(said).encode()).hex()[:16]


@dataclass(frozen=True, slots=True)
class KindRow:
    """What intake needs of a kind."""

    code: str
    name: str
    urgency: str
    confidential: bool


@dataclass(frozen=True, slots=True)
class District:
    """All that intake knows: reference data, the office's clock, the vault's key, and from which confidence on a kind is
    acted on: `thresholds` by its code, else `threshold`."""

    kinds: Mapping[str, KindRow]
    labels: Mapping[str, str]  # a classifier's label (a kind's code or name) to the kind's code
    routes: Sequence[Route]
    units: Container[str]
    office: Office
    vault_key: bytes
    model: str = ""
    threshold: float = 1.0
    thresholds: Mapping[str, float] = field(default_factory=dict)
    routed: dict[tuple[str, str, bool], tuple[str, Route] | None] = field(default_factory=dict)

    def threshold_of(self, kind: str) -> float:
        """The confidence from which on this kind is acted on without a person."""
        return self.thresholds.get(kind, self.threshold)

    def route(self, kind: str, area: str, working: bool) -> tuple[str, Route] | None:
        """What the rules say of a kind in a place; kept, since a town has few kinds and communities but many reports."""
        asked = kind, area, working
        if asked not in self.routed:
            self.routed[asked] = route(kind, area, working=working, routes=self.routes, units=self.units)
        return self.routed[asked]


@dataclass(frozen=True, slots=True)
class Planned:
    """A case to be: its columns, its first facts, and the row for the statement."""

    draft: Draft
    case: Mapping[str, Any]
    facts: tuple[Fact, ...]
    suggestion: Mapping[str, Any] | None = field(default=None)


def plan(draft: Draft, spot: Spot, candidates: Sequence[Candidate], district: District, now: datetime) -> Planned:
    """What becomes of a report at once.

    It is filed when its place is found and its kind is sure (the reporter chose it, or the classifier's confidence
    reaches the threshold of that kind), and assigned when a routing rule then names a unit. Otherwise it waits for a person.
    """
    options = offered(candidates, district)
    kind, sure = chosen_kind(draft, options, district)
    row = district.kinds.get(kind) if kind else None
    urgency = draft.urgency or (row.urgency if row else "normal")
    facts = [Fact("case.received", {"channel": draft.channel, "title": draft.heading, "digest": draft.digest,
                                    "photos": [str(photo) for photo in draft.photos]})]  # fmt: skip
    if spot.found:
        facts.append(
            Fact("case.placed", {"grid": spot.grid, "area": spot.area, "place": spot.place, "reason": spot.reason})
        )
    case: dict[str, Any] = {
        "title": draft.heading, "state": State.RECEIVED, "urgency": urgency, "kind": kind if sure else None,
        "grid": spot.grid if spot.found else None, "area": spot.area if spot.found else spot.area[:6],
        "lon": spot.lon if spot.found else draft.lon, "lat": spot.lat if spot.found else draft.lat,
        "place": spot.place if spot.found else draft.words, "channel": draft.channel, "received_at": now,
    }  # fmt: skip
    if sure and kind:
        facts.append(
            Fact("case.classified", {"kind": kind, "by": "reporter" if draft.kind == kind else district.model})
        )
        if spot.found:
            facts += filed(case, kind, urgency, district, now)
    stage = {State.RECEIVED: "triage", State.TRIAGED: "dispatch", State.ASSIGNED: "accept"}[case["state"]]
    clocks = district.office.begin(case["kind"], stage, urgency, now, filed=case["state"] is not State.RECEIVED)
    case.update(stage_at=now, stage_due_at=clocks.stage_due_at, next_alarm_at=clocks.next_alarm_at)
    case["search"] = document(f"{case['title']} {draft.text} {case['place']}")
    accepted = None if draft.kind in district.kinds else sure
    suggestion = {"model": district.model, "candidates": options, "accepted": accepted} if options else None
    return Planned(draft, case, tuple(facts), suggestion)


def offered(candidates: Sequence[Candidate], district: District) -> list[dict[str, Any]]:
    """The classifier's candidates that are kinds of this district, best first."""
    return [
        {"kind": district.labels[one.label], "confidence": round(float(one.confidence), 4), "words": list(one.words)}
        for one in candidates
        if one.label in district.labels
    ]


def chosen_kind(draft: Draft, options: Sequence[Mapping[str, Any]], district: District) -> tuple[str | None, bool]:
    """The kind, and whether it is sure enough to act on."""
    if draft.kind in district.kinds:
        return draft.kind, True
    if options:
        best = options[0]["kind"]
        return best, options[0]["confidence"] >= district.threshold_of(best)
    return None, False


def filed(case: dict[str, Any], kind: str, urgency: str, district: District, now: datetime) -> list[Fact]:
    """Files a case and, when a rule names a unit, assigns it: changes the columns, gives the facts."""
    working = district.office.calendar.at_work(now)
    found = district.route(kind, case["area"], working)
    clocks = district.office.begin(kind, "accept" if found else "dispatch", urgency, now, filed=True)
    ends = {"due_at": clocks.due_at, "answer_due_at": clocks.answer_due_at}
    case.update(state=State.TRIAGED, filed_at=now, begun_at=now, **ends)
    facts = [Fact("case.filed", {name: end.isoformat() for name, end in ends.items() if end})]
    if found:
        unit, rule = found
        case.update(state=State.ASSIGNED, unit=unit, rule=rule.code, assigned_at=now)
        facts.append(Fact("case.assigned", {"unit": unit, "rule": rule.code, "sentence": rule.sentence}))
    return facts


def row(
    planned: Planned, district: District, number_day: str, number_base: int, actor: str, now: datetime
) -> dict[str, Any]:
    """The JSON object of `sql/receive.sql` for one planned case."""
    draft, instant = planned.draft, now.isoformat()
    case = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in planned.case.items()}
    entries = [
        {"seq": seq, "kind": fact.kind, "at": instant, "actor": actor, "data": fact.data, "hash": digest.hex(),
         "key": draft.key if seq == 1 else None}
        for seq, fact, digest in chain(planned.facts, now, actor)
    ]  # fmt: skip
    report = {
        "channel": draft.channel, "title": draft.heading, "text": draft.text, "lon": draft.lon, "lat": draft.lat,
        "place_words": draft.words, "reported_at": draft.reported_at.isoformat(), "received_at": instant,
    }  # fmt: skip
    given: dict[str, Any] = {
        "key": draft.key, "case": {**case, "number_day": number_day, "number_base": number_base}, "report": report,
        "entries": entries, "photos": [str(photo) for photo in draft.photos],
    }  # fmt: skip
    if planned.suggestion:
        given["suggestion"] = planned.suggestion
    secret = sealed(covered(planned, district), district.vault_key)
    if secret:
        box = base64.b64encode(secret.sealed).decode()
        given["person"] = {
            "id": str(secret.id), "sealed": box, "masked_name": secret.masked_name, "masked_phone": secret.masked_phone,
            "confidential": secret.confidential, "created_at": instant,
        }  # fmt: skip
    return given


def covered(planned: Planned, district: District) -> Person:
    """The reporter; confidential when they asked for it or the kind is (complaints about officials)."""
    kind = district.kinds.get(planned.case["kind"] or "")
    person = planned.draft.person
    if kind and kind.confidential and not person.confidential:
        return replace(person, confidential=True)
    return person
