"""How a case stands and what happened to it, in words for the one who reported it: units, never people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext, gettext_noop

from liandong.cases.models import Case
from liandong.cases.states import OPEN, State
from liandong.deadlines.words import due_words, exact_words, past_words
from liandong.faces.shared.names import chinese, partner_said, unit_said
from liandong.faces.shared.words import STARS
from liandong.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """The head of the page: an icon, who has it, what comes next, until when and how long that still is."""

    icon: str
    look: str
    head: str
    detail: str
    due: str = ""
    left: str = ""
    tone: str = ""


HEADS: Final = {
    State.RECEIVED: (gettext_noop("大联动中心正在核对"), gettext_noop("定下地点和类别，就派给办理单位")),
    State.TRIAGED: (gettext_noop("正在派给办理单位"), gettext_noop("派出去以后，这里写明是哪个单位")),
    State.ASSIGNED: (gettext_noop("已派给%(unit)s"), gettext_noop("等他们签收，签收以后到现场")),
    State.ACCEPTED: (gettext_noop("%(unit)s正在处置"), gettext_noop("处置完，由另一个单位的人核查")),
    State.HANDLED: (gettext_noop("%(unit)s处置完了"), gettext_noop("正由另一个单位的人核查")),
    State.VERIFIED: (gettext_noop("核查通过，请您评价"), gettext_noop("没解决，点一下就重开")),
    State.CLOSED: (gettext_noop("已经办结"), gettext_noop("又出现了，可以重开")),
    State.HANDED_OVER: (gettext_noop("已转给%(partner)s"), gettext_noop("由他们接着办，有结果写在这里")),
    State.SUSPENDED: (gettext_noop("暂时缓办"), gettext_noop("条件具备就接着办，时限先停着")),
    State.REFUSED: (gettext_noop("这件没有立案"), gettext_noop("原因写在下面；有新情况可以再报")),
    State.VOID: (gettext_noop("这件已经作废"), gettext_noop("原因写在下面；有新情况可以再报")),
    State.MERGED: (gettext_noop("和另一件并在一起办"), ""),
}
LOOKS: Final = {
    State.VERIFIED: "done",
    State.CLOSED: "done",
    State.SUSPENDED: "hold",
    State.REFUSED: "hold",
    State.VOID: "hold",
}


def standing(case: Case, now: datetime) -> Standing:
    """How a case stands at the instant `now`."""
    state = State(case.state)
    head, detail = HEADS[state]
    words = {
        "unit": unit_said(case.unit or case.handled_unit) or gettext("办理单位"),
        "partner": partner_said(case.partner),
    }
    due, left, tone = deadline(case, state, now)
    return Standing(f"s-{state}", LOOKS.get(state, ""), gettext(head) % words, gettext(detail) % words, due, left, tone)


def deadline(case: Case, state: State, now: datetime) -> tuple[str, str, str]:
    """By when the whole case is done, how long that still is, and its tone; or when it was closed."""
    if state is State.CLOSED and case.closed_at:
        return gettext("%(when)s办结") % {"when": past_words(case.closed_at, now).text}, "", "ok"
    if state not in OPEN or state is State.VERIFIED:
        return "", "", ""
    if case.due_at is None:
        if case.stage_due_at is None or case.stage_due_at < now:
            return "", "", ""
        said = due_words(case.stage_due_at, now)
        return gettext("受理时限：%(left)s") % {"left": said.text}, "", said.tone
    said = due_words(case.due_at, now)
    if said.tone == "late":
        return said.text, gettext("原定 %(when)s") % {"when": exact_words(case.due_at)}, "late"
    if said.beside:
        return said.beside, said.text, said.tone
    return gettext("%(when)s办结") % {"when": said.text}, "", said.tone


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, or with `at` None is still to come. `here`: it is going on now."""

    icon: str
    words: str
    detail: str = ""
    at: datetime | None = None
    here: bool = False


STEPS: Final = {
    "case.received": gettext_noop("已收到您的上报"),
    "case.placed": gettext_noop("定下了地点"),
    "case.filed": gettext_noop("已受理"),
    "case.refused": gettext_noop("没有立案"),
    "case.assigned": gettext_noop("已派给%(unit)s"),
    "case.delegated": gettext_noop("转给%(unit)s"),
    "case.reassigned": gettext_noop("转给%(unit)s"),
    "case.taken_over": gettext_noop("由%(unit)s接着办"),
    "case.answered": gettext_noop("%(unit)s答复您"),
    "case.accepted": gettext_noop("%(unit)s签收，去现场处置"),
    "case.returned": gettext_noop("这件不归%(unit)s，重新派遣"),
    "case.recalled": gettext_noop("派遣撤回了，重新安排单位"),
    "case.extension_granted": gettext_noop("延期批准了"),
    "case.suspended": gettext_noop("暂时缓办"),
    "case.resumed": gettext_noop("接着办"),
    "case.handled": gettext_noop("%(unit)s处置完了"),
    "case.sent_back": gettext_noop("核查没有通过，%(unit)s接着处置"),
    "case.verified": gettext_noop("另一个单位的人核查通过"),
    "case.reopened": gettext_noop("上报人说没解决，已经重开"),
    "case.rated": gettext_noop("上报人评价：%(stars)s"),
    "case.closed": gettext_noop("已办结"),
    "case.handed_over": gettext_noop("已转给%(partner)s"),
    "case.taken_back": gettext_noop("对方没有接，由大联动中心接着办"),
    "case.result_taken": gettext_noop("%(partner)s办完了"),
    "case.result_trusted": gettext_noop("%(partner)s办完了"),
    "case.voided": gettext_noop("已作废"),
    "case.merged": gettext_noop("和编号 %(number)s 是同一件事，并在一起办"),
    "contacts.called": gettext_noop("告诉了院落联系人"),
    "case.split": gettext_noop("改为单独办理"),
}
"""The facts that a resident is shown. Notes between units, requests and looks at identities are not among them."""
TOLD: Final = {"case.handled": "note", "case.refused": "reason", "case.suspended": "reason", "case.reopened": "reason",
               "case.voided": "reason", "case.answered": "note", "case.result_taken": "note", "case.result_trusted": "note"}  # fmt: skip
"""What of a fact's text is written for the resident."""
AT_ONCE: Final = {"case.placed"}
"""Facts that are told only when a person made them later, not when intake did."""
BACKWARD: Final = {"case.reopened": "s-reopened", "case.returned": "s-returned", "case.recalled": "s-returned", "case.suspended": "s-suspended",
                   "case.refused": "s-refused", "case.voided": "s-void"}  # fmt: skip


@dataclass
class Told:
    """What the steps so far say: the unit that holds the case, and the steps."""

    photos: int
    number: str = ""
    unit: str = ""
    partner: str = ""
    steps: list[Step] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        self.unit = unit_said(entry.data.get("unit")) or self.unit
        self.partner = partner_said(entry.data.get("partner")) or self.partner
        if entry.kind not in STEPS or (entry.kind in AT_ONCE and entry.actor in ("system", "reporter")):
            return
        stars = gettext(STARS.get(entry.data.get("stars", 0), ""))
        words = gettext(STEPS[entry.kind]) % {
            "unit": self.unit or gettext("办理单位"),
            "stars": stars,
            "number": self.number,
            "partner": self.partner,
        }
        self.steps.append(Step(BACKWARD.get(entry.kind, "s-closed"), words, self.detail(entry), entry.at))

    def detail(self, entry: Entry) -> str:
        """The line under a step."""
        if entry.kind == "case.received":
            return gettext("照片 %(count)s 张") % {"count": self.photos} if self.photos else ""
        if entry.kind == "case.assigned":
            return str(entry.data.get("sentence", "")) if chinese() else ""
        if entry.kind in ("case.filed", "case.extension_granted", "case.resumed") and (due := entry.data.get("due_at")):
            at = datetime.fromisoformat(due)
            return gettext("%(when)s 前办结") % {"when": exact_words(at)}
        return str(entry.data.get(TOLD.get(entry.kind, ""), ""))


def steps(case: Case, entries: Iterable[Entry], photos: int) -> list[Step]:
    """What happened, oldest first. The last one is where a case stands that is being worked on."""
    told = Told(photos, case.number)
    for entry in entries:
        told.add(entry)
    state = State(case.state)
    if told.steps and state in OPEN and state is not State.VERIFIED:
        told.steps[-1] = replace(told.steps[-1], here=True, icon=f"s-{state}")
    return told.steps


DISPATCH: Final = (gettext_noop("派给办理单位"), gettext_noop("按地点和类别定单位"))
HANDLING: Final = (gettext_noop("到现场处置"), "")
VERIFYING: Final = (gettext_noop("核查"), gettext_noop("由处置单位以外的人到现场看"))
RATING: Final = (gettext_noop("请您评价"), gettext_noop("没解决，点一下就重开"))
COMING: Final = {
    State.RECEIVED: (DISPATCH, HANDLING, VERIFYING, RATING),
    State.TRIAGED: (DISPATCH, HANDLING, VERIFYING, RATING),
    State.ASSIGNED: (HANDLING, VERIFYING, RATING),
    State.ACCEPTED: (VERIFYING, RATING),
    State.SUSPENDED: (HANDLING, VERIFYING, RATING),
    State.HANDED_OVER: (RATING,),
    State.HANDLED: (VERIFYING, RATING),
    State.VERIFIED: (RATING,),
}


def coming(case: Case) -> list[Step]:
    """What is still to come."""
    found = COMING.get(State(case.state), ())
    return [Step("s-received", gettext(words), gettext(detail) if detail else "") for words, detail in found]
