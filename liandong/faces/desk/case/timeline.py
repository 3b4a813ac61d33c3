"""What happened to a case, as sentences: who, what, and the words that were given with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from liandong.access.models import Client, Post
from liandong.deadlines.words import exact_words
from liandong.faces.desk.case.handover import KINDS
from liandong.faces.desk.case.rungs import seat_said
from liandong.faces.shared.areas import area_path
from liandong.faces.shared.names import kind_said, partner_said, unit_said
from liandong.faces.shared.words import CHANNELS, FIELDS, LADDERS, PENDING, STARS, URGENCIES
from liandong.journal.models import Entry
from liandong.supervision.states import OUTCOMES

SENTENCES: Final[Mapping[str, tuple[str, str, str]]] = {
    "case.received": (gettext_noop("收到上报（%(channel)s）"), "title", "s-received"),
    "case.placed": (gettext_noop("定位到%(area)s"), "reason", ""),
    "case.classified": (gettext_noop("定为%(kind)s"), "", ""),
    "case.unclassified": (gettext_noop("撤销了类别"), "", ""),
    "case.filed": (gettext_noop("已立案"), "", "s-triaged"),
    "case.refused": (gettext_noop("决定不予立案"), "reason", "s-refused"),
    "case.assigned": (gettext_noop("派给%(unit)s%(by_rule)s"), "sentence", "s-assigned"),
    "case.delegated": (gettext_noop("下派给%(unit)s"), "note", "s-assigned"),
    "case.accepted": (gettext_noop("已签收"), "note", "s-accepted"),
    "case.recalled": (gettext_noop("从%(from)s撤回派遣"), "reason", "s-returned warn"),
    "case.returned": (gettext_noop("退回受理派遣"), "reason", "s-returned warn"),
    "case.handled": (gettext_noop("反馈处置结果%(photos)s%(apart)s%(drawn)s"), "note", "s-handled"),
    "case.extension_asked": (gettext_noop("申请延期 %(hours)s 工作时"), "reason", "s-accepted warn"),
    "case.extension_granted": (gettext_noop("批准了延期"), "note", ""),
    "case.extension_denied": (gettext_noop("没有批准延期"), "reason", ""),
    "case.suspension_asked": (gettext_noop("申请了缓办"), "reason", "s-accepted warn"),
    "case.suspended": (gettext_noop("批准缓办，停表"), "note", "s-suspended hold"),
    "case.suspension_denied": (gettext_noop("没有批准缓办"), "reason", ""),
    "case.resumed": (gettext_noop("恢复办理，继续计时"), "reason", "s-accepted"),
    "case.verified": (gettext_noop("核查通过%(photos)s%(apart)s%(far)s"), "note", "s-verified done"),
    "case.sent_back": (gettext_noop("打回返工%(photos)s%(apart)s"), "reason", "s-returned warn"),
    "case.reopened": (gettext_noop("不满意，要求重开"), "reason", "s-reopened warn"),
    "case.rated": (gettext_noop("评价：%(stars)s"), "note", "s-closed done"),
    "case.closed": (gettext_noop("已办结"), "note", "s-closed done"),
    "case.voided": (gettext_noop("已作废"), "reason", "s-void hold"),
    "case.noted": (gettext_noop("备注"), "note", ""),
    "case.reported_up": (gettext_noop("上报给%(unit)s"), "reason", "s-assigned"),
    "case.disputed": (gettext_noop("提出权属异议%(named)s"), "reason", "s-returned warn"),
    "case.ruled": (gettext_noop("裁定归%(unit)s"), "reason", "s-assigned"),
    "contacts.called": (gettext_noop("告诉了院落联系人"), "", ""),
    "whistle.blown": (gettext_noop("吹哨，召集%(units)s到%(place)s"), "reason", "s-assigned"),
    "whistle.confirmed": (gettext_noop("%(unit)s答应到场"), "", ""),
    "whistle.declined": (gettext_noop("%(unit)s不能到场"), "reason", "s-returned warn"),
    "whistle.held": (gettext_noop("现场到齐议定%(absent)s"), "outcome", "s-handled"),
    "copy.sent": (gettext_noop("越级，抄送%(unit)s"), "", ""),
    "dispute.conceded": (gettext_noop("%(unit)s认领"), "reason", ""),
    "dispute.contested": (gettext_noop("%(unit)s答复：不归我们"), "reason", "s-returned warn"),
    "assist.invited": (gettext_noop("请%(unit)s协办"), "task", "s-assigned"),
    "assist.accepted": (gettext_noop("%(unit)s签收协办"), "", ""),
    "assist.declined": (gettext_noop("%(unit)s不接协办"), "reason", "s-returned warn"),
    "assist.answered": (gettext_noop("%(unit)s反馈协办%(photos)s"), "note", "s-handled"),
    "assist.verified": (gettext_noop("核查%(unit)s的协办，通过%(photos)s"), "note", "s-verified done"),
    "assist.sent_back": (gettext_noop("打回%(unit)s的协办%(photos)s"), "reason", "s-returned warn"),
    "assist.withdrawn": (gettext_noop("撤回%(unit)s的协办"), "reason", ""),
    "case.graded": (gettext_noop("缓急改为%(urgency)s"), "reason", ""),
    "case.answered": (gettext_noop("答复了上报人"), "note", "s-accepted"),
    "case.urged": (gettext_noop("催办"), "note", "s-accepted warn"),
    "case.warned": (gettext_noop("提醒：%(stage)s时限快到了"), "", ""),
    "case.escalated": (gettext_noop("%(stage)s超时，升级第 %(rung)s 级，由%(seat)s处理"), "", "s-returned warn"),
    "case.came_down": (gettext_noop("升级结束"), "", ""),
    "case.promised": (gettext_noop("重定时限：%(until)s"), "reason", "s-accepted warn"),
    "case.taken_over": (gettext_noop("由%(unit)s接管"), "reason", "s-accepted warn"),
    "case.reassigned": (gettext_noop("改派给%(unit)s"), "reason", "s-assigned warn"),
    "case.supervised": (gettext_noop("督办"), "demand", "s-accepted warn"),
    "case.order_answered": (gettext_noop("答复了督办"), "answer", "s-handled"),
    "case.order_sent_back": (gettext_noop("退回督办答复"), "reason", "s-returned warn"),
    "case.order_closed": (gettext_noop("督办办结：%(outcome)s"), "remark", "s-closed done"),
    "case.order_withdrawn": (gettext_noop("撤回督办"), "reason", ""),
    "case.recomputed": (gettext_noop("时限重算（%(why)s）：%(ends)s"), "", ""),
    "case.twins_found": (gettext_noop("发现疑似同一件事的案卷 %(found)s 件"), "", ""),
    "case.merged": (gettext_noop("并入 %(lead)s"), "note", "s-merged hold"),
    "case.split": (gettext_noop("从 %(lead)s 拆分出来，照原来的时限办"), "note", "s-reopened warn"),
    "case.joined": (gettext_noop("%(twin)s 并进来，共 %(reporters)s 份上报"), "", "s-merged"),
    "case.parted": (gettext_noop("%(twin)s 拆分出去，还有 %(reporters)s 份上报"), "", ""),
    "case.kept_apart": (gettext_noop("确认和 %(other)s 不是同一件事"), "", ""),
    "case.handed_over": (gettext_noop("移交给%(partner)s"), "reason", "s-handed_over"),
    "case.taken_back": (gettext_noop("从%(partner)s收回"), "reason", "s-returned warn"),
    "case.result_taken": (gettext_noop("登记办理结果，待核查"), "note", "s-handled"),
    "case.result_trusted": (gettext_noop("办完了"), "note", "s-verified done"),
    "exchange.sent": (gettext_noop("发给%(partner)s：%(message)s，有回执%(ms)s"), "", ""),
    "exchange.unanswered": (gettext_noop("%(partner)s没有应答%(ms)s，接着试"), "", "s-returned warn"),
    "exchange.accepted": (gettext_noop("接收了，编号 %(number)s"), "", ""),
    "exchange.stood": (gettext_noop("办理状态"), "their_state", ""),
    "exchange.asked": (gettext_noop("要补充情况"), "note", "s-returned warn"),
    "exchange.noted": (gettext_noop("留言"), "note", ""),
    "exchange.said": (gettext_noop("给%(partner)s留言"), "note", ""),
    "exchange.brought": (gettext_noop("转来，编号 %(number)s"), "", ""),
    "exchange.withdrawn": (gettext_noop("撤回了转来的事"), "reason", "s-returned warn"),
    "exchange.by_phone": (gettext_noop("电话告知%(partner)s"), "note", ""),
    "exchange.dropped": (gettext_noop("不再发给%(partner)s：%(message)s"), "reason", ""),
    "case.recheck_due": (gettext_noop("到了回访复核的日子"), "", "s-handled"),
    "case.rechecked": (gettext_noop("回访复核，还是好的%(photos)s%(apart)s"), "note", "s-verified done"),
    "case.recheck_failed": (gettext_noop("回访复核没好，已重开%(photos)s%(apart)s"), "reason", "s-reopened warn"),
    "identity.seen": (gettext_noop("查看了上报人的%(field)s，本人看得到"), "", ""),
}
"""Kind of entry: the sentence after the actor, the field whose words are quoted, the state's shape (else a dot)."""

WHY: Final = {
    "kind": gettext_noop("类别改了"), "urgency": gettext_noop("缓急改了"), "calendar": gettext_noop("工作日历改了"),
    "limits": gettext_noop("时限表改了"),
}  # fmt: skip
CLOCKS: Final = {
    "stage_due_at": gettext_noop("本环节"),
    "due_at": gettext_noop("整件"),
    "answer_due_at": gettext_noop("首次答复"),
}
SYSTEM: Final = gettext_noop("系统")
REPORTER: Final = gettext_noop("上报人")
OUTSIDE: Final = gettext_noop("接入系统")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `icon` is a shape with its classes, empty for a dot."""

    at: datetime
    who: str
    sentence: str
    quote: str
    icon: str
    look: str


def events(entries: Sequence[Entry]) -> list[Event]:
    """The entries as sentences, newest first; a kind without a sentence is left out."""
    names = actor_names(entry.actor for entry in entries)
    return [
        event(entry, names.get(entry.actor, gettext(SYSTEM))) for entry in reversed(entries) if entry.kind in SENTENCES
    ]


def event(entry: Entry, who: str) -> Event:
    template, quoted, shape = SENTENCES[entry.kind]
    icon, _, look = shape.partition(" ")
    quote = str(entry.data.get(quoted, "") or "") if quoted else ""
    if entry.kind == "case.assigned" and (due_at := entry.data.get("stage_due_at")):
        end = gettext("%(time)s 前签收") % {"time": exact_words(datetime.fromisoformat(due_at))}
        quote = f"{quote} {end}".strip()
    said = gettext(template) % spoken(entry.data) + done_said(entry.data) + waits_said(entry.data)
    return Event(entry.at, who, said, quote, icon, look)


def done_said(data: Mapping[str, Any]) -> str:
    """When it was done on the spot, where it came in later."""
    done = data.get("done_at")
    return gettext("，现场时间 %(time)s") % {"time": exact_words(datetime.fromisoformat(done))} if done else ""


def waits_said(data: Mapping[str, Any]) -> str:
    """That a request waits again, after a split."""
    asked = data.get("pending")
    return gettext("，%(request)s又等批复") % {"request": gettext(PENDING[asked])} if asked else ""


def spoken(data: Mapping[str, Any]) -> dict[str, str]:
    """The values that sentences name, in words."""
    place = data.get("place")
    area = place.get("area") if isinstance(place, Mapping) else data.get("area")
    photos = len(data.get("photos") or ())
    return {
        "channel": gettext(CHANNELS.get(data.get("channel", ""), OUTSIDE)),
        "area": area_path(area),
        "kind": kind_said(data.get("kind")),
        "unit": unit_said(data.get("unit")),
        "named": gettext("，认为归%(unit)s") % {"unit": unit_said(data["named"])} if data.get("named") else "",
        "units": gettext("、").join(unit_said(unit) for unit in data.get("units") or ()),
        "place": place if isinstance(place, str) else "",
        "absent": absent_said(data.get("absent") or ()),
        "from": unit_said(data.get("from")),
        "by_rule": gettext("（按规则 %(rule)s）") % {"rule": data["rule"]} if data.get("rule") else "",
        "hours": str(data.get("hours", "")),
        "stars": gettext(STARS[data["stars"]]) if data.get("stars") in STARS else "",
        "photos": gettext("，附照片 %(number)s 张") % {"number": photos} if photos else "",
        "apart": apart_said(data),
        "drawn": drawn_said(data),
        "far": gettext("（因为：%(reason)s）") % {"reason": data["reason"]} if data.get("reason") else "",
        "urgency": gettext(URGENCIES.get(data.get("urgency", ""), "")) if data.get("urgency") else "",
        "stage": gettext(LADDERS.get(data.get("stage", ""), "")) if data.get("stage") else "",
        "outcome": gettext(OUTCOMES.get(data.get("outcome", ""), "")) if data.get("outcome") else "",
        "rung": str(data.get("rung", "")),
        "seat": seat_said(data.get("acting_unit"), data.get("acting_role")),
        "until": exact_words(datetime.fromisoformat(data["stage_due_at"])) if data.get("stage_due_at") else "",
        "why": gettext(WHY.get(data.get("why", ""), "")) if data.get("why") else "",
        "ends": ends_said(data.get("ends", {})),
        **{name: str(data.get(name, "")) for name in ("lead", "twin", "reporters", "other")},
        "found": str(len(data.get("twins") or ())),
        "partner": partner_said(data.get("partner")),
        "number": str(data.get("number", "")),
        "message": gettext(KINDS.get(data.get("said", ""), "")) if data.get("said") else "",
        "ms": took_said(data.get("ms")),
        "field": gettext(FIELDS.get(data.get("field", ""), "")) if data.get("field") else "",
    }


def apart_said(data: Mapping[str, Any]) -> str:
    """How far from the case's point somebody stood; nothing for what was written before that was asked."""
    if "located" not in data:
        return ""
    if data.get("metres") is not None:
        return gettext("，定位相距 %(metres)s 米") % {"metres": data["metres"]}
    return gettext("，案卷没有坐标，距离算不出") if data["located"] else gettext("，没有定位")


def drawn_said(data: Mapping[str, Any]) -> str:
    """That the case was drawn for verification at the place, and by what share."""
    if not data.get("sampled"):
        return ""
    return gettext("；抽中现场核查（抽 %(share)s%%，单位近 90 天返工 %(rework)s%%）") % {
        "share": data.get("share"), "rework": data.get("rework_percent")}  # fmt: skip


def ends_said(ends: Mapping[str, Sequence[str | None]]) -> str:
    """Clocks that were counted anew, each with its old end and its new one."""
    said = (gettext("%(clock)s由 %(old)s 改为 %(new)s") % {"clock": gettext(CLOCKS[name]), "old": end_said(old), "new": end_said(new)}
            for name, (old, new) in ends.items())  # fmt: skip
    return "；".join(said)


def took_said(ms: int | None) -> str:
    return gettext("，用时 %(seconds)s 秒") % {"seconds": f"{ms / 1000:.2f}"} if ms is not None else ""


def end_said(instant: str | None) -> str:
    return exact_words(datetime.fromisoformat(instant)) if instant else "—"


def absent_said(units: Sequence[str]) -> str:
    names = gettext("、").join(unit_said(unit) for unit in units)
    return gettext("，缺席：%(units)s") % {"units": names} if names else ""


def actor_names(given: Iterable[str]) -> dict[str, str]:
    """Actors of the journal as people call them: a post by its name, a program by its own."""
    actors = set(given)
    partners = {actor: partner_said(actor.partition(":")[2]) for actor in actors if actor.startswith("partner:")}
    found = {**partners, "system": gettext(SYSTEM), "reporter": gettext(REPORTER)}
    split = {actor: actor.partition(":") for actor in actors}
    posts = {int(number): actor for actor, (sort, _, number) in split.items() if sort == "post" and number.isdecimal()}
    clients = {
        int(number): actor for actor, (sort, _, number) in split.items() if sort == "client" and number.isdecimal()
    }
    if posts:
        found |= {posts[pk]: name for pk, name in Post.objects.filter(pk__in=posts).values_list("pk", "name")}
    if clients:
        found |= {clients[pk]: name for pk, name in Client.objects.filter(pk__in=clients).values_list("pk", "name")}
    return found
