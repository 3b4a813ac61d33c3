"""What stands in the desk's navigation for a role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, gettext_noop

from liandong.access.roles import ROLES, Sight
from liandong.access.rules import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the navigation; nobody's desk opens with a `rare` one. `head` stands above the first of a group."""

    url: str
    word: str
    icon: str
    here: bool
    rare: bool = False
    head: str = ""


HOMES: Final = {
    "handler": gettext_noop("我们的案卷"), "head": gettext_noop("我们的案卷"), "grid_worker": gettext_noop("我们的案卷"), "verifier": gettext_noop("核查"),
    "leader": gettext_noop("全部案卷"), "agent": gettext_noop("全部案卷"),
}  # fmt: skip
DISPATCHING: Final = gettext_noop("受理派遣")

TABLE: Final = (
    ("", (
        ("call.take", "hotline:work", gettext_noop("热线坐席台"), "i-phone"),
        ("case.receive", "desk:register", gettext_noop("登记"), "i-plus"),
        ("case.note", "desk:whistles", gettext_noop("吹哨"), "i-flag"),
        ("case.handle", "field", gettext_noop("现场应用"), "i-pin"),
        ("case.verify", "field", gettext_noop("现场应用"), "i-pin"),
        ("case.note", "desk:knowledge", gettext_noop("知识库"), "i-book"),
        ("import.run", "desk:knowledge", gettext_noop("知识库"), "i-book"),
        ("", "desk:notices", gettext_noop("通知"), "i-bell"),
    )),
    (gettext_noop("督办和分析"), (
        ("case.note", "desk:figures", gettext_noop("指标"), "i-chart"),
        ("insight.read", "desk:hot", gettext_noop("热点"), "i-chart"),
        ("case.supervise", "desk:foresee", gettext_noop("改了会怎样"), "i-compare"),
        ("case.supervise", "desk:orders", gettext_noop("督办单"), "i-flag"),
        ("case.supervise", "desk:rungs", gettext_noop("升级未读"), "i-alert"),
        ("quality.read", "desk:quality", gettext_noop("分类质量"), "i-chart"),
    )),
    (gettext_noop("现场"), (
        ("roster.plan", "desk:roster", gettext_noop("排班"), "i-users"),
        ("roster.plan", "desk:rounds", gettext_noop("走访巡查"), "i-route"),
        ("case.note", "desk:assets", gettext_noop("部件台账"), "i-pin"),
    )),
    (gettext_noop("面向居民"), (
        ("bulletin.publish", "desk:bulletins", gettext_noop("公告"), "i-msg"),
        ("contact.keep", "desk:contacts", gettext_noop("院落联系人"), "i-users"),
        ("column.edit", "desk:columns", gettext_noop("栏目"), "i-rows"),
        ("publication.write", "desk:publications", gettext_noop("发布"), "i-flag"),
    )),
    (gettext_noop("要补要清"), (
        ("exchange.work", "desk:stuck", gettext_noop("卡住的消息"), "i-send"),
        ("exchange.work", "desk:pushes", gettext_noop("没送达的推送"), "i-send"),
        ("exchange.work", "desk:replies", gettext_noop("没送达的回信"), "i-send"),
        ("quarantine.work", "desk:quarantine", gettext_noop("待补的上报"), "i-filter"),
    )),
    (gettext_noop("基础数据"), (
        ("reference.edit", "desk:kinds", gettext_noop("类别"), "i-rows"),
        ("reference.edit", "desk:rules", gettext_noop("派遣规则"), "i-route"),
        ("reference.edit", "desk:limits", gettext_noop("时限"), "i-clock"),
        ("reference.edit", "desk:ladders", gettext_noop("升级阶梯"), "i-up"),
        ("reference.edit", "desk:closing", gettext_noop("诚实结案"), "i-check"),
        ("reference.edit", "desk:centres", gettext_noop("对接中心"), "i-send"),
        ("reference.edit", "desk:inlets", gettext_noop("消息入口"), "i-link"),
        ("reference.edit", "desk:dangers", gettext_noop("险情词"), "i-alert"),
        ("reference.edit", "desk:ownership", gettext_noop("权属争议"), "i-flag"),
        ("reference.edit", "desk:calendar", gettext_noop("工作日历"), "i-sun"),
        ("reference.edit", "desk:units", gettext_noop("单位"), "i-users"),
        ("reference.edit", "desk:teams", gettext_noop("小组"), "i-users"),
        ("reference.edit", "desk:divisions", gettext_noop("区划"), "i-pin"),
        ("reference.edit", "desk:foresee", gettext_noop("改了会怎样"), "i-compare"),
    )),
    (gettext_noop("账号和日志"), (
        ("post.grant", "desk:accounts", gettext_noop("账号与岗位"), "i-user"),
        ("post.grant", "desk:clients", gettext_noop("接入系统"), "i-link"),
        ("post.grant", "desk:keys", gettext_noop("签名密钥"), "i-shield"),
        ("journal.read", "desk:journal", gettext_noop("日志"), "i-book"),
    )),
)  # fmt: skip
"""Groups by their word ("" for what everybody does all day); in each: permission ("" is everybody), name of the address, word, icon.
An address that is not mounted is passed over."""


def home_word(actor: Actor) -> str:
    return gettext(HOMES.get(actor.role_name, DISPATCHING))


def items(request: HttpRequest, actor: Actor) -> Iterator[Item]:
    """The lines of the navigation, in order."""
    if actor.role.sight is not Sight.NONE:
        inbox = reverse("desk:inbox")
        asked = request.GET.get("tab") == "pending"
        yield Item(inbox, home_word(actor), "i-list", request.path == inbox and not asked)
        if actor.may("case.approve"):
            yield Item(f"{inbox}?tab=pending", gettext("待我审批"), "i-check", request.path == inbox and asked)
    for line in lines(actor.role_name, get_language()):
        yield replace(line, here=True) if request.path.startswith(line.url) else line


@cache
def lines(role_name: str, _language: str) -> tuple[Item, ...]:
    """What the table gives a role in one language, of which there are few; where one is, is not said yet."""
    role, found = ROLES[role_name], []
    for head, rows in TABLE:
        above = head and gettext(head)
        for permission, name, word, icon in rows:
            if (url := mounted(name)) and (not permission or permission in role.permissions):
                found.append(Item(url, gettext(word), icon, False, permission == "", above))
                above = ""
    return tuple(found)


def mounted(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
