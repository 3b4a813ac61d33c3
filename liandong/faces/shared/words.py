"""The words in which stored values are shown. Chinese is the msgid; the English stands in the catalogue."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as word

from liandong.bulletins.states import SHOWS_WORDS, TOPIC_WORDS

CHANNELS: Final = {
    "hotline": word("热线"), "app": word("一指通"), "wechat": word("微信"), "weibo": word("微博"), "sms": word("短信"),
    "mail": word("邮件"), "grid": word("网格员"),
    "window": word("窗口"), "web": word("网页"), "import": word("批量导入"), "police": word("警务分流"),
    "gov": word("政务服务"), "urban": word("城管转办"), "sensor": word("传感设备"), "open311": word("开放接口"),
}  # fmt: skip
URGENCIES: Final = {"normal": word("一般"), "urgent": word("紧急"), "critical": word("特急")}
STATES: Final = {
    "received": word("待受理"), "triaged": word("待派遣"), "assigned": word("待签收"), "accepted": word("处置中"),
    "handled": word("待核查"), "verified": word("待评价"), "suspended": word("缓办挂账"), "closed": word("已办结"),
    "refused": word("不予立案"), "void": word("已作废"), "handed_over": word("已移交"), "merged": word("已并案"),
}  # fmt: skip
STAGES: Final = {
    "triage": word("受理"), "dispatch": word("派遣"), "accept": word("签收"), "handle": word("处置"),
    "verify": word("核查"), "overall": word("整件"), "answer": word("首次答复"),
}  # fmt: skip
LADDERS: Final = {**STAGES, "order": word("督办答复")}
HOURS: Final = {"always": word("全天"), "working": word("工作时间"), "off": word("非工作时间")}
MEASURES: Final = {
    "working_hours": word("工作时"), "working_days": word("工作日"), "days": word("自然日"), "hours": word("小时"),
}  # fmt: skip
WAITS: Final = {**MEASURES, "share": word("（占整个时限的比例）")}
WHOM: Final = {
    "unit": word("承办单位"), "head": word("单位负责人"), "centre": word("所在中心值班长"), "district": word("区中心值班长"),
    "leader": word("指挥长"),
}  # fmt: skip
DELIVERIES: Final = {"always": word("随时"), "daytime": word("白天（7 点到 22 点）"), "working": word("上班时间")}
CATEGORIES: Final = {"component": word("部件"), "event": word("事件"), "complaint": word("诉求")}
LEVELS: Final = {
    "district": word("区"), "department": word("部门"), "subdistrict": word("街道"), "community": word("社区"),
    "team": word("队伍"),
}  # fmt: skip
STARS: Final = {
    5: word("非常满意"), 4: word("满意"), 3: word("基本满意"), 2: word("不满意"), 1: word("非常不满意"),
}  # fmt: skip
PHOTOS: Final = {
    "report": word("上报照片"), "before": word("处置前"), "after": word("处置后"), "verify": word("核查照片"),
    "signed": word("签字"),
}  # fmt: skip
FIELDS: Final = {"name": word("姓名"), "phone": word("电话")}
PENDING: Final = {"extension": word("申请延期"), "suspension": word("申请缓办"), "dispute": word("权属争议")}
SERVICES: Final = {
    "wechat": word("微信公众号"), "miniprogram": word("微信小程序"), "weibo": word("微博"), "weibo-private": word("微博私信"),
    "sms": word("短信"), "mail": word("邮件"),
}  # fmt: skip

TABLES: Final = {
    "channel": CHANNELS, "urgency": URGENCIES, "state": STATES, "stage": STAGES, "ladder": LADDERS, "hours": HOURS, "measure": MEASURES,
    "category": CATEGORIES, "level": LEVELS, "stars": STARS, "photo": PHOTOS, "field": FIELDS,
    "wait": WAITS, "whom": WHOM, "delivery": DELIVERIES, "topic": TOPIC_WORDS, "shows": SHOWS_WORDS,
    "service": SERVICES,
}  # fmt: skip
