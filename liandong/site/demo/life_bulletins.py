"""What the demo district tells its residents, and the columns of their first page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from liandong.bulletins.actions import publish, write_column
from liandong.bulletins.models import Column
from liandong.bulletins.rules import Arranged, Told
from liandong.bulletins.states import Shows, Topic
from liandong.kernel.clock import local_day
from liandong.site.demo.life_desks import seated

BULLETINS: Final = (
    ("0201", "supervisor", "510108", Topic.SAFETY, "电动车不要推进楼道充电", 30,
     "楼道里充电一旦着火，烟先封住楼梯。请用院落门口的充电棚；没有充电棚的院落，打 96966 报给我们，汇总后安排。"),
    ("0201", "supervisor", "510108012", Topic.SUPPLY, "周五上午停水四小时", 5,
     "给水管道改造，周五 8:00 至 12:00 停水，请提前存水。恢复后先放一会儿黄水再用。问进展打 96966。"),
    ("0201", "supervisor", "510108012002", Topic.ACTIVITIES, "周六上午院落清洁日", 6,
     "周六 9:00 在社区服务站门口集合，带手套就行，工具我们准备。来的人中午一起吃面。"),
    ("0201", "supervisor", "510108", Topic.POLICY, "高龄津贴可以在社区办了", 60,
     "年满 80 周岁的老人带身份证到社区服务站就能办，当天受理，次月起发。行动不便的，打 96966 请人上门。"),
)  # fmt: skip
"""Who tells whom what, on which topic, for how many days."""

COLUMNS: Final = (
    Arranged(30, "办事指南", "How to", Shows.ANSWERS, words="怎么办 哪里办"),
    Arranged(40, "常用入口", "Quick links", Shows.LINKS,
             links="查进展 | Follow a case | /track\n打 96966 | Call 96966 | tel:96966"),
)  # fmt: skip


def tell_residents(now: datetime) -> None:
    """Publishes the bulletins and arranges the columns; a second start does neither again."""
    today = local_day(now)
    for number, role, area, topic, title, days, text in BULLETINS:
        told = Told(area, topic, title, text, today, today + timedelta(days=days))
        publish(told, by=seated(number, role), now=now, key=f"demo:bulletin:{title}")
    for column in COLUMNS:
        if not Column.objects.filter(name=column.name).exists():
            write_column(column, by=seated("0301", "steward"), now=now, key=f"demo:column:{column.name}")
