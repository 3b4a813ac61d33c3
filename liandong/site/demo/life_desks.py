"""How the demo's people have arranged their desks."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import parse_qs

from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.desks.actions import save_view

VIEWS: Final = (
    ("0217", "dispatcher", "急件", "tab=open&urgency=urgent", True),
    ("0217", "dispatcher", "退回重派", "tab=triaged&sort=new&look=table&col=number&col=title&col=area&col=backward&col=received", True),
    ("0217", "dispatcher", "一指通来的", "tab=received&channel=app", False),
    ("1201", "handler", "环卫台账", "tab=open&look=table&col=number&col=title&col=state&col=place&col=stage&col=due", True),
)  # fmt: skip
"""Staff number, role, the view's name, what is in it, and whether the unit shares it."""


def seated(number: str, role: str) -> Actor:
    return actor_of(Post.objects.get(account__username=number, role=role, valid_until=None))


def arrange_desks(now: datetime) -> None:
    """Keeps the views; a second start keeps them once."""
    for number, role, name, address, shared in VIEWS:
        save_view(name, parse_qs(address), shared=shared, opens=False, actor=seated(number, role), now=now,
                  key=f"demo:view:{number}:{name}")  # fmt: skip
