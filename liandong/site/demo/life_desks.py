"""How the demo's people have arranged their desks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs

from liandong.access.actions import set_duty_phone
from liandong.access.client_actions import open_client, rotate_key
from liandong.access.models import Client, DutyPhone, Post, SharedKey
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.access.scopes import Scope
from liandong.access.shared_key_actions import change_key
from liandong.desks.actions import save_view
from liandong.desks.macro_actions import save_macro
from liandong.desks.states import Act
from liandong.exchange.queries import holder_of, key_file
from liandong.site.demo.people import HEADS, SIGN_INS

VIEWS: Final = (
    ("0217", "dispatcher", "急件", "tab=open&urgency=urgent", True),
    ("0217", "dispatcher", "退回重派", "tab=triaged&sort=new&look=table&col=number&col=title&col=area&col=backward&col=received", True),
    ("0217", "dispatcher", "一指通来的", "tab=received&channel=app", False),
    ("1201", "handler", "环卫台账", "tab=open&look=table&col=number&col=title&col=state&col=place&col=stage&col=due", True),
)  # fmt: skip
"""Staff number, role, the view's name, what is in it, and whether the unit shares it."""

MACROS: Final = (
    ("0217", "dispatcher", "不予立案：重复咨询", Act.REFUSE, {"reason": "与已经受理的是同一件事，请按原编号查询进度。"}, True),
    ("0217", "dispatcher", "不予立案：不归政府管", Act.REFUSE, {"reason": "属于业主与物业之间的约定，请先与物业协商，协商不成可以申请调解。"}, True),
    ("0217", "dispatcher", "备注：已请补充门牌", Act.NOTE, {"note": "已请上报人补充门牌，等回复后再派。"}, True),
    ("0217", "dispatcher", "催办：今天要有回音", Act.URGE, {"note": "请今天下班前签收并回复到场时间。"}, False),
    ("1201", "handler", "退回：不在本街道", Act.RETURN, {"reason": "到现场核对，位置在相邻街道，请改派。"}, True),
    ("1201", "handler", "备注：已约明早到场", Act.NOTE, {"note": "已与班组约定明早八点到场。"}, True),
)  # fmt: skip
"""Staff number, role, the macro's name, its act with the inputs, and whether the unit shares it."""


def seated(number: str, role: str) -> Actor:
    return actor_of(Post.objects.get(account__username=number, role=role, valid_until=None))


PROGRAMS: Final = (("路灯物联平台", ["sensor"], "510108012"), ("锦江区随手拍", ["open311"], ""))
"""Name, channels, and the area that it may follow beside its own reports."""
CHANGES_OVER: Final = "gov"
"""The partner that changes over to another key."""
TELEPHONE: Final = "10000009999"
CLIMBS_TO: Final = ("supervisor", "head", "leader")


def arrange_desks(now: datetime) -> None:
    """Keeps the views and macros; a second start keeps them once."""
    for number, role, name, address, shared in VIEWS:
        save_view(name, parse_qs(address), shared=shared, opens=False, actor=seated(number, role), now=now,
                  key=f"demo:view:{number}:{name}")  # fmt: skip
    for number, role, name, act, inputs, shared in MACROS:
        save_macro(name, act, inputs, shared=shared, actor=seated(number, role), now=now,
                   key=f"demo:macro:{number}:{name}")  # fmt: skip


def register_programs(now: datetime) -> None:
    """Two programs that call the API, with keys that nobody keeps; one of them changes over to a second key, and so does a partner."""
    for name, channels, area in PROGRAMS:
        if not Client.objects.filter(name=name).exists():
            open_client(name, channels, scopes=list(Scope), area=area, actor="system", now=now)
    first = Client.objects.get(name=PROGRAMS[0][0])
    if first.keys.count() == 1:
        rotate_key(first.pk, timedelta(days=7), actor="system", now=now)
    if not SharedKey.objects.filter(holder=holder_of(CHANGES_OVER)).exists():
        change_key(holder_of(CHANGES_OVER), key_file(CHANGES_OVER), timedelta(days=7), actor="system", now=now)


def reach_seats(now: datetime) -> None:
    """Those to whom cases climb are reached on the demo's own telephone, on which whoever tries the product reads along."""
    if not DutyPhone.objects.exists():
        for number, role in ((number, role) for number, _, role, *_ in (*SIGN_INS, *HEADS) if role in CLIMBS_TO):
            set_duty_phone(seated(number, role).post, TELEPHONE, actor="system", now=now)
