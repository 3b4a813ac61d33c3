"""What happens next to a case of the demo, and when: the decisions of its dispatchers, units, verifiers and reporters.

A case has one fate, thrown from its key: most go the plain way, some are returned, reworked, suspended, late and so on.
Everything else follows from how the case stands and what was done before, so that a life can be taken up at any point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from liandong.cases.models import Case
from liandong.cases.reference import district, office
from liandong.cases.routing import route
from liandong.cases.rules import By, Reporter, System
from liandong.cases.states import Move, State
from liandong.deadlines.states import Measure
from liandong.forces.queries import units_below
from liandong.site.demo import life_words as words
from liandong.site.demo.life_cast import Cast
from liandong.site.demo.life_plan import Told, dice_for

FATES: Final = {
    "plain": 640, "late": 60, "returned": 38, "extension": 48, "suspension": 24, "rework": 42, "reopened": 16,
    "reopened_late": 10, "refused": 90, "void": 14, "delegated": 36, "noted": 30,
}  # fmt: skip
STARS: Final = {5: 46, 4: 27, 3: 15, 2: 7, 1: 5}
RATED_SHARE: Final = 0.42
UNRATED_FOR: Final = timedelta(days=5)
SHORT: Final = timedelta(hours=16)


@dataclass(slots=True)
class Past:
    """What was done to a case so far: how often each move, when the last one was, the unit that had it, its report, and
    whether anybody but the demo had a hand in it."""

    last_at: datetime
    report: int
    moves: Counter[Move] = field(default_factory=Counter)
    unit: str = ""
    touched: bool = False

    @property
    def count(self) -> int:
        return self.moves.total()


@dataclass(frozen=True, slots=True)
class Step:
    """One move to make, by whom, with what, at which instant; `scene`: what its photo shows, "" for none."""

    move: Move
    by: By
    at: datetime
    inputs: Mapping[str, Any] = field(default_factory=dict)
    scene: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a decision looks at."""

    case: Case
    told: Told
    past: Past
    cast: Cast
    fate: str
    dice: Random

    def did(self, move: Move) -> bool:
        return self.past.moves[move] > 0

    def words(self, move: str) -> str:
        return words.answer(self.dice, move, self.case.kind)

    def soon(self, minutes: float) -> datetime:
        """Some time after the last step."""
        return self.past.last_at + timedelta(minutes=minutes * self.dice.triangular(0.3, 2.2, 0.8))

    def within(self, low: float, high: float) -> datetime:
        """An instant between two shares of the time that the running clock gives, in working time where that counts."""
        start, due = self.past.last_at, self.case.stage_due_at
        share = self.dice.triangular(low, high, low + (high - low) * 0.35)
        if due is None or due <= start:
            return self.soon(30)
        calendar = office().calendar
        worked = calendar.between(start, due, Measure.WORKING_HOURS)
        if self.case.urgency != "normal" or worked < timedelta(minutes=20):
            return start + (due - start) * share
        return calendar.moved(start, worked * share, Measure.WORKING_HOURS)


def fate_of(told: Told) -> str:
    return dice_for(told.dice, "fate").choices(list(FATES), list(FATES.values()))[0]


def next_step(case: Case, told: Told, past: Past, cast: Cast) -> Step | None:
    """The next step in a case's life, or None when nothing will follow."""
    scene = Scene(case, told, past, cast, fate_of(told), dice_for(told.dice, past.count))
    decide = DECISIONS.get(State(case.state))
    return decide(scene) if decide else None


def at_triage(scene: Scene) -> Step | None:
    """It waits for a person: the place or the kind was not sure, or it is to be refused."""
    case, centre = scene.case, scene.cast.dispatcher
    if scene.fate == "refused":
        return Step(Move.REFUSE, centre, scene.soon(25), {"reason": scene.words("refuse")})
    if not case.grid:
        where = scene.told.where
        place = {
            "lon": where.lon,
            "lat": where.lat,
            "grid": where.grid,
            "area": where.grid,
            "place": case.place or where.near,
        }
        return Step(Move.PLACE, centre, scene.soon(14), {"place": place})
    if not case.kind:
        return Step(Move.CLASSIFY, centre, scene.soon(6), {"kind": scene.told.kind})
    return Step(Move.FILE, centre, scene.soon(2))


def at_dispatch(scene: Scene) -> Step | None:
    """It is filed and needs a unit: by the rules, another one after a return, the same one after a reopening."""
    case, past = scene.case, scene.past
    if scene.fate == "refused" and not past.moves[Move.RETURN]:
        return Step(Move.REFUSE, scene.cast.dispatcher, scene.soon(20), {"reason": scene.words("refuse")})
    unit, rule = case.handled_unit, None
    if past.moves[Move.RETURN] and past.unit:
        unit = other_unit(case, past.unit, scene.cast)
    elif not unit:
        known = district()
        working = known.office.calendar.at_work(past.last_at)
        found = route(case.kind or "", case.area, working=working, routes=known.routes, units=known.units)
        unit, rule = (found[0], found[1].code) if found else (f"{case.area[:9]}-office", None)
    return Step(Move.ASSIGN, scene.cast.dispatcher, scene.soon(12), {"unit": unit, "rule": rule})


def other_unit(case: Case, returned_by: str, cast: Cast) -> str:
    """The unit for a case that another one sent back."""
    functions = ("office", "shizheng", "zhifa", "wuye")
    choices = [f"{case.area[:9]}-{function}" for function in functions]
    return next(unit for unit in choices if unit in cast.handlers and unit != returned_by)


def at_acceptance(scene: Scene) -> Step | None:
    case, cast = scene.case, scene.cast
    holder = cast.handlers.get(case.unit or "")
    if holder is None:
        return None
    if scene.fate == "void":
        return Step(Move.VOID, cast.supervisor, scene.soon(20), {"reason": scene.words("void")})
    returns = scene.fate == "returned" or cast.conflicted(holder.unit)
    if returns and not scene.did(Move.RETURN):
        return Step(Move.RETURN, holder, scene.within(0.2, 0.9), {"reason": scene.words("return")})
    below = choices_below(case, cast) if scene.fate == "delegated" and not scene.did(Move.DELEGATE) else []
    if below:
        return Step(
            Move.DELEGATE, holder, scene.within(0.1, 0.6), {"unit": scene.dice.choice(below), "note": "请就近先去看。"}
        )
    return Step(Move.ACCEPT, holder, scene.within(0.08, 0.85))


def choices_below(case: Case, cast: Cast) -> list[str]:
    """The units to which the holder may hand a case down."""
    around = [unit.code for unit in units_below(case.unit or "") if case.area.startswith(unit.area)]
    return sorted(unit for unit in around if unit in cast.handlers and not cast.conflicted(unit))


def at_handling(scene: Scene) -> Step | None:
    """The unit works on it: asks for time where its fate says so, and hands in what was done."""
    case, cast = scene.case, scene.cast
    holder = cast.handlers.get(case.unit or "")
    if holder is None:
        return None
    if case.pending:
        return answer_to_request(scene)
    if scene.fate == "extension" and not scene.did(Move.ASK_EXTENSION):
        hours = scene.dice.choice((4, 8, 16, 24, 40))
        return Step(
            Move.ASK_EXTENSION, holder, scene.within(0.3, 0.7), {"reason": scene.words("ask_extension"), "hours": hours}
        )
    if scene.fate == "suspension" and not scene.did(Move.ASK_SUSPENSION):
        return Step(Move.ASK_SUSPENSION, holder, scene.within(0.3, 0.7), {"reason": scene.words("ask_suspension")})
    if scene.fate == "noted" and not scene.did(Move.NOTE):
        return Step(Move.NOTE, holder, scene.within(0.1, 0.5), {"note": scene.words("note")})
    at = scene.within(0.12, 0.78)
    if scene.fate == "late" and case.due_at:
        at = max(at, case.due_at + (case.due_at - scene.past.last_at) * scene.dice.triangular(0.02, 0.6, 0.1))
    return Step(Move.HANDLE, holder, at, {"note": scene.words("handle")}, "after")


def answer_to_request(scene: Scene) -> Step:
    """The duty supervisor answers within hours."""
    granted = scene.dice.random() < 0.78
    kind = scene.case.pending
    move = {
        ("extension", True): Move.GRANT_EXTENSION, ("extension", False): Move.DENY_EXTENSION,
        ("suspension", True): Move.GRANT_SUSPENSION, ("suspension", False): Move.DENY_SUSPENSION,
    }[(str(kind), granted)]  # fmt: skip
    return Step(move, scene.cast.supervisor, scene.soon(75), {"reason": words.OTHERWISE[move.value]})


def at_verification(scene: Scene) -> Step | None:
    verifier = scene.cast.verifier_for(scene.case.area, scene.case.handled_account)
    if verifier is None:
        return None
    if scene.fate == "rework" and not scene.did(Move.REWORK):
        return Step(Move.REWORK, verifier, scene.within(0.1, 0.8), {"reason": scene.words("rework")}, "before")
    return Step(Move.VERIFY, verifier, scene.within(0.08, 0.75), {"note": scene.words("verify")}, "verify")


def at_rating(scene: Scene) -> Step | None:
    """The reporter says whether it is done; who says nothing for five days is taken to be content."""
    told, past = scene.told, scene.past
    reporter = Reporter(past.report)
    if scene.fate == "reopened" and not scene.did(Move.REOPEN):
        return Step(Move.REOPEN, reporter, scene.soon(60 * 20), {"reason": scene.words("reopen")}, "before")
    known = bool(told.draft.person.phone)
    if scene.fate == "reopened_late" and not scene.did(Move.REOPEN):
        return Step(
            Move.RATE, reporter, scene.soon(60 * 6), {"stars": scene.dice.choice((1, 2)), "note": scene.words("rate")}
        )
    if known and scene.dice.random() < RATED_SHARE:
        stars = scene.dice.choices(list(STARS), list(STARS.values()))[0]
        at = min(scene.soon(60 * 14), past.last_at + UNRATED_FOR - timedelta(hours=1))
        return Step(Move.RATE, reporter, at, {"stars": stars, "note": rating_words(scene, stars)})
    return Step(Move.CLOSE, System(), past.last_at + UNRATED_FOR + timedelta(minutes=scene.dice.randrange(10)))


def rating_words(scene: Scene, stars: int) -> str:
    """Words that fit the stars: the table's rows that say how content they are, kind words for the rest."""
    if stars <= 2:
        sour = [
            row["text"]
            for row in words.answers().get("rate", ())
            if "不太满意" in row["text"] or "非常不满意" in row["text"]
        ]
        return scene.dice.choice(sour) if sour else ""
    kind = [
        row["text"]
        for row in words.answers().get("rate", ())
        if "不" not in row["text"] and row["kind"] in ("", (scene.case.kind or "")[:1])
    ]
    return scene.dice.choice(kind) if kind and scene.dice.random() < 0.6 else ""


def after_the_end(scene: Scene) -> Step | None:
    """A few come back after they were closed."""
    if scene.fate != "reopened_late" or scene.did(Move.REOPEN) or not scene.did(Move.RATE):
        return None
    return Step(
        Move.REOPEN, Reporter(scene.past.report), scene.soon(60 * 30), {"reason": scene.words("reopen")}, "before"
    )


def at_standstill(scene: Scene) -> Step | None:
    at = scene.past.last_at + timedelta(days=scene.dice.triangular(3, 26, 9))
    return Step(Move.RESUME, scene.cast.supervisor, at, {"reason": scene.words("resume")})


DECISIONS: Final = {
    State.RECEIVED: at_triage, State.TRIAGED: at_dispatch, State.ASSIGNED: at_acceptance, State.ACCEPTED: at_handling,
    State.HANDLED: at_verification, State.VERIFIED: at_rating, State.SUSPENDED: at_standstill, State.CLOSED: after_the_end,
}  # fmt: skip
