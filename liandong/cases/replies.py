"""Whether a reply tells its reporter what they need: pure rules over words. They warn; a person decides what is sent.

A handling unit's result answers the matter, and says what was done, by whom and when; a first answer who looks after it and
when. A refusal says why, and where else to turn. The words are those that Chinese authorities' replies use; a reply may be good without them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop as word

from liandong.cases.states import Move
from liandong.kernel.clock import LOCAL


class Lack(StrEnum):
    """What a reply does not say."""

    ANSWER = "answer"
    DONE = "done"
    WHO = "who"
    WHEN = "when"
    WHY = "why"
    INSTEAD = "instead"


LACK_WORDS: Final = {
    Lack.ANSWER: word("没有说到上报的那件事"), Lack.DONE: word("没有说做了什么"), Lack.WHO: word("没有说是谁办的"), Lack.WHEN: word("没有说什么时候"),
    Lack.WHY: word("没有说为什么"), Lack.INSTEAD: word("没有说可以找谁、怎么办"),
}  # fmt: skip

WANTED: Final[Mapping[Move, tuple[Lack, ...]]] = {
    Move.HANDLE: (Lack.ANSWER, Lack.DONE, Lack.WHO, Lack.WHEN),
    Move.ANSWER: (Lack.ANSWER, Lack.WHO, Lack.WHEN),
    Move.REFUSE: (Lack.WHY, Lack.INSTEAD),
}
"""What the reply that goes with a move should say."""

REPLY_FIELDS: Final = {Move.HANDLE: "note", Move.ANSWER: "note", Move.REFUSE: "reason"}
"""The input of the move that the reporter will read."""

BLANK: Final = "（做了什么，现在怎么样）"
"""Stands in a draft where a person has to write."""

HAN: Final = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
EMPTY: Final = frozenset(
    [
        "您好",
        "你好",
        "反映",
        "投诉",
        "问题",
        "咨询",
        "请求",
        "希望",
        "领导",
        "有关",
        "关于",
        "部门",
        "情况",
        "处理",
        "解决",
        "回复",
        "留言",
        "我们",
        "你们",
        "他们",
        "一个",
        "没有",
        "已经",
        "现在",
        "这个",
        "怎么",
        "什么",
        "可以",
    ]
)
"""Pairs of characters that nearly every message has."""
FEWEST_SHARED: Final = 2
ABOUT_IT: Final = re.compile(r"属实|反映的(问题|情况|事)|该(问题|处|路段|小区|点位)")

SAID: Final[Mapping[Lack, re.Pattern[str]]] = {
    Lack.DONE: re.compile(
        r"已(经)?[^，。；]{0,12}(清|修|换|装|拆|扫|运|改|除|补|通|复|查|罚|转|联系|安排|完成|处|移|关|恢|办|告|劝)|"
        r"(清理|清运|清扫|清除|修复|维修|抢修|更换|安装|拆除|整改|整治|处罚|查处|责令|劝离|劝导|疏通|填平|修剪|加固|消杀|协调|"
        r"调查|核实|巡查|排查|约谈|督促|要求|转交|转办|答复|解释|核查|检查|取缔|恢复|纳入|列入|启动)|"
        r"(将|拟|计划|准备)[^，。；]{0,16}(进行|组织|安排|改造|建设|加强|处理|实施|完成|开展|增设|督促|联合)|未发现|不存在"
    ),
    Lack.WHO: re.compile(
        r"[我本该](局|所|街道|社区|办|中心|队|单位|司|镇|委|院|校|站|处|县|区|市|乡|厅|部门|公司)|"
        r"(执法|环卫|照明|市政|园林|养护|维护|工作|管理|执勤|技术|值班)(人员|队员|队|工人|所|处|站)|"
        r"中队|大队|支队|派出所|网格员|师傅|班组|物业|街道办|管委会|居委会|村委会|办事处|(社区|街道|公司|集团|局|所|中心|部门|政府)"
    ),
    Lack.WHEN: re.compile(
        r"\d{1,4}\s*[年月日号]|\d{1,2}\s*[:：点时]|[一二三四五六七八九十〇]+[年月日]|今[天日晚早]|昨[天日晚]|前天|明天|当[天日晚]|"
        r"[上下中]午|晚上|凌晨|目前|现已|近[日期]|日前|本[周月年]|[下上]周|月底|年内|年底|[内后]完成|(小时|分钟|天|日|周|月|工作日)[之以]?[内后]|每[天日周]|立即|第一时间|随即"
    ),
    Lack.WHY: re.compile(r"因|由于|不属于|不属|属于|不在|不是|重复|超出|没有|无法|未发现|不符合|已有|已由|按照|根据|应由|归"),
    Lack.INSTEAD: re.compile(r"请|可以|可向|可到|可拨|建议|拨打|电话|联系|转|向.{1,12}(反映|申请|咨询)|法院|仲裁|热线"),
}  # fmt: skip


def lacks(move: Move, reply: str, asked: str) -> tuple[Lack, ...]:
    """What a reply does not say of what the move's reply should, in order; `asked` is what was reported.

    Nothing for a move whose words do not go to the reporter. An empty reply lacks everything.
    """
    wanted = WANTED.get(move, ())
    if not reply.strip():
        return wanted
    return tuple(lack for lack in wanted if not says(lack, reply, asked))


def says(lack: Lack, reply: str, asked: str) -> bool:
    """True when the reply says this."""
    if lack is Lack.ANSWER:
        return bool(ABOUT_IT.search(reply)) or len(pairs(reply) & pairs(asked)) >= FEWEST_SHARED
    written = reply.replace(BLANK, "")
    if lack is Lack.DONE and BLANK in reply:
        return False
    return SAID[lack].search(written) is not None


def pairs(text: str) -> frozenset[str]:
    """Neighbouring characters of a text that tell what it is about."""
    runs = HAN.findall(text)
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1)) - EMPTY


def draft(title: str, unit: str, at: datetime) -> str:
    """The beginning of a reply of a result: who, when, about what. What was done is left to the person."""
    day = at.astimezone(LOCAL)
    return f"您反映的“{title}”，{unit}于 {day.month} 月 {day.day} 日到现场处置。{BLANK}"
