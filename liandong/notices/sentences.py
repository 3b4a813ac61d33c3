"""What is said: to units inside, and to reporters outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext

from liandong.cases.models import Case, Report
from liandong.cases.states import State
from liandong.deadlines.words import exact_words
from liandong.exchange.queries import partner_name
from liandong.forces.queries import unit_name

TO_UNITS: Final = {
    "case.assigned": "派给您单位：{title}",
    "case.delegated": "下派给您单位：{title}",
    "case.sent_back": "核查没有通过，请再处置：{title}",
    "case.handled": "等核查：{title}",
    "case.returned": "处置单位退回：{title}",
    "case.recalled": "派遣已撤回，不用再办：{title}",
    "case.reopened": "上报人说没有解决，已重开：{title}",
    "case.extension_asked": "申请延期，等批复：{title}",
    "case.suspension_asked": "申请缓办，等批复：{title}",
    "case.extension_granted": "延期批准了：{title}",
    "case.extension_denied": "延期没有批准：{title}",
    "case.suspended": "缓办批准了：{title}",
    "case.suspension_denied": "缓办没有批准：{title}",
    "case.resumed": "恢复办理：{title}",
    "case.result_taken": "对方中心说办完了，等核查：{title}",
    "case.recheck_due": "办结后到期该再看一次：{title}",
    "case.recheck_failed": "再看时没好，已重开：{title}",
    "case.taken_back": "移交出去的退回来了，请另派：{title}",
    "exchange.asked": "对方中心要补充情况：{title}",
    "exchange.withdrawn": "对方中心撤回了转来的事：{title}",
    "case.reported_up": "上报给您单位：{title}",
    "case.disputed": "有单位说不归它办，请答复或裁定：{title}",
    "case.ruled": "归属定了：{title}",
    "whistle.blown": "吹哨，请到场：{title}",
    "whistle.confirmed": "被叫的单位会到场：{title}",
    "whistle.declined": "被叫的单位不能到场：{title}",
    "whistle.held": "吹哨有了结果：{title}",
    "copy.sent": "抄送，越级派件：{title}",
    "dispute.conceded": "点名的单位认领了：{title}",
    "dispute.contested": "点名的单位也说不归它，等裁定：{title}",
    "assist.invited": "请您单位协办：{title}",
    "assist.accepted": "协办单位已签收：{title}",
    "assist.declined": "协办单位不接：{title}",
    "assist.answered": "协办单位已反馈，等核查：{title}",
    "assist.verified": "协办核查通过：{title}",
    "assist.sent_back": "协办没有通过核查，请再办：{title}",
    "assist.withdrawn": "不用再协办了：{title}",
    "case.urged": "请抓紧办理，被催办了：{title}",
    "case.supervised": "被督办，请在时限内答复：{title}",
    "case.order_answered": "督办已答复，请看：{title}",
    "case.order_sent_back": "督办答复退回了，请重新答复：{title}",
    "case.order_closed": "督办办结：{title}",
    "case.order_withdrawn": "督办撤回了：{title}",
    "case.warned": "时限快到了：{title}",
    "case.escalated": "已超时，升级到您处理：{title}",
    "case.taken_over": "由您单位接管：{title}",
    "case.reassigned": "改派给您单位：{title}",
}

TO_REPORTERS: Final = {
    "call.filed": "您打 96966 反映的“{title}”已登记，编号 {number}。查询：{track}",
    "case.assigned": "您上报的“{title}”（编号 {number}）由{unit}办理，{due} 前办结。查询：{track}",
    "case.verified": "您上报的“{title}”（编号 {number}）已处置并由另一人核查通过。请评价，没解决可以重开：{track}",
    "case.answered": "关于您上报的“{title}”（编号 {number}），{unit}答复：{note}。查询：{track}",
    "case.refused": "您上报的“{title}”（编号 {number}）没有立案。原因：{reason}。查询：{track}",
    "case.handed_over": "您上报的“{title}”（编号 {number}）已转给{partner}办理。查询：{track}",
    "case.result_trusted": "您上报的“{title}”（编号 {number}），{partner}已办完。请评价，没解决可以重开：{track}",
    "case.voided": "您上报的“{title}”（编号 {number}）已作废。原因：{reason}。查询：{track}",
    "case.joined": "您上报的“{title}”（编号 {own}）和编号 {number} 是同一件事，已并在一起办。{standing}查询：{track}",
    "case.split": "您上报的“{title}”（编号 {own}）改为单独办理。查询：{track}",
}
TO_ALL: Final = {
    "case.assigned": "编号 {number}：已派给办理单位。",
    "case.verified": "编号 {number}：已处置并由另一人核查通过，谢谢您。没解决请再告诉我们。",
    "case.answered": "编号 {number}：办理单位已经答复。",
    "case.refused": "编号 {number}：没有立案。",
    "case.handed_over": "编号 {number}：已转给别的中心办理。",
    "case.result_trusted": "编号 {number}：已办完，谢谢您。没解决请再告诉我们。",
    "case.voided": "编号 {number}：已作废。",
    "case.joined": "编号 {own} 和 {number} 是同一件事，已并在一起办。",
    "case.split": "编号 {own}：改为单独办理。",
}
"""What everybody may read of it, under a post of the reporter's."""
ASK: Final = "详情请拨 {hotline}。"
HOTLINE: Final = "96966"
TO_SEAT: Final = (
    "【{hotline}】案卷 {number}（{kind}）应在 {due} 前办，已超时，升级到第 {rung} 级，轮到您处理。请登录工作台。"
)
TO_SEAT_MORE: Final = "一小时内不再发短信，其他升级的请在工作台看。"
STANDING: Final = {
    "waiting": "正在派给办理单位。", "held": "由{unit}办理，{due} 前办结。", "done": "已处置并核查通过，没解决可以重开。",
}  # fmt: skip
"""What a newly joined reporter missed, by how far the case is."""


def to_unit(kind: str, title: str) -> str:
    """A notice in the reader's language."""
    return gettext(TO_UNITS[kind]).format(title=title)


def to_reporter(kind: str, case: Case, data: Mapping[str, Any], report: Report, track: str) -> str:
    """A message to a reporter; it names no other person and nothing that this reporter did not say."""
    due = case.due_at
    words = {
        "title": report.title, "number": case.number, "unit": unit_name(data.get("unit") or case.unit), "track": track,
        "partner": partner_name(data.get("partner")),
        "due": exact_words(due) if due else "", "reason": str(data.get("reason", "")),
        "note": str(data.get("note", "")),
        "own": report.twin.number if report.twin else case.number,
    }  # fmt: skip
    words["standing"] = STANDING[how_far(case)].format(**words)
    return TO_REPORTERS[kind].format(**words)


def to_all(kind: str, case: Case, report: Report) -> str:
    """A message to a reporter that everybody can read: how far it is, and where to ask for more."""
    own = report.twin.number if report.twin else case.number
    return (TO_ALL[kind] + ASK).format(number=case.number, own=own, hotline=HOTLINE)


def to_seat(number: str, kind: str, rung: int, due: str, *, more: bool) -> str:
    """A text to whoever must act since a case climbed: which, what sort, since when it is late; no word of its reporter. `more`: it is
    the last for an hour."""
    text = TO_SEAT.format(hotline=HOTLINE, number=number, kind=kind or "类别未定", rung=rung, due=due)
    return text + TO_SEAT_MORE if more else text


def how_far(case: Case) -> str:
    if case.state in (State.VERIFIED, State.CLOSED):
        return "done"
    return "held" if case.unit and case.due_at else "waiting"
