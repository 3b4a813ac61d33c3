"""The indicators as a table: each is one part of the cases over another.

Names and formulas after CJ/T 292-2008 and GB/T 30428.4 (by area, department and kind; never by person here). "Fewer
complaints" is no indicator: what is measured is solved and confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop as word


class Part(StrEnum):
    """A set of cases that can be counted and listed."""

    RECEIVED = "received"
    FILED = "filed"
    REFUSED = "refused"
    UNFILED = "unfiled"
    FELL = "fell"
    DUE = "due"
    HANDLED = "handled"
    HANDLED_ON_TIME = "handled_on_time"
    CLOSED = "closed"
    ON_TIME = "on_time"
    LATE = "late"
    OPEN = "open"
    SUSPENDED = "suspended"
    VOID = "void"
    RETURNED = "returned"
    EXTENDED = "extended"
    ONCE_HANDLED = "once_handled"
    REWORKED = "reworked"
    ONCE_CLOSED = "once_closed"
    REOPENED = "reopened"
    RELAPSED = "relapsed"
    RATED = "rated"
    SATISFIED = "satisfied"


PART_WORDS: Final = {
    Part.RECEIVED: word("上报"), Part.FILED: word("立案"), Part.REFUSED: word("不予立案"), Part.UNFILED: word("未立案"),
    Part.FELL: word("到期或结案"), Part.DUE: word("应结案"), Part.HANDLED: word("已处置"),
    Part.HANDLED_ON_TIME: word("按期处置"), Part.CLOSED: word("结案"), Part.ON_TIME: word("按期结案"),
    Part.LATE: word("超期结案"), Part.OPEN: word("到期未结"), Part.SUSPENDED: word("缓办"), Part.VOID: word("作废"),
    Part.RETURNED: word("退回过"), Part.EXTENDED: word("延期过"), Part.ONCE_HANDLED: word("处置过"),
    Part.REWORKED: word("返工过"), Part.ONCE_CLOSED: word("结过案"), Part.REOPENED: word("重开过"), Part.RELAPSED: word("复核没好"),
    Part.RATED: word("已评价"), Part.SATISFIED: word("满意"),
}  # fmt: skip

RECEIVED_PARTS: Final = (Part.FILED, Part.REFUSED, Part.UNFILED)
"""Every received case is in just one of these."""
FELL_PARTS: Final = (Part.ON_TIME, Part.LATE, Part.OPEN, Part.SUSPENDED, Part.VOID)
"""Every case that fell is in just one of these."""


class Suspended(StrEnum):
    """What becomes of suspended cases in 应结案数: 金华 subtracts them, others keep them."""

    SUBTRACT = "subtract"
    KEEP = "keep"


class By(StrEnum):
    """What the cases are grouped by."""

    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    UNIT = "unit"
    KIND = "kind"


BY_WORDS: Final = {
    By.SUBDISTRICT: word("街道"), By.COMMUNITY: word("社区"), By.UNIT: word("单位"), By.KIND: word("类别"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """One part over another in percent; with `hours` the mean time of the numerator's cases in hours.

    `watch` marks those that must stand beside the rates, since they tell how a rate came about.
    """

    name: str
    word: str
    numerator: Part
    denominator: Part
    formula: str
    source: str
    watch: bool = False
    hours: bool = False


STANDARD: Final = word("CJ/T 292-2008、GB/T 30428.4")
OWN: Final = word("CJ/T 292-2008 有此项；分母按本系统的口径")
RATING: Final = word("国办发〔2019〕51 号好差评：后两档为差评")
BESIDE: Final = word("本系统的口径：与高比率并列，防止刷数")

INDICATORS: Final = (
    Indicator("closing_on_time", word("按期结案率"), Part.ON_TIME, Part.DUE,
              word("按期结案数 ÷ 应结案数。核查通过时不晚于整件时限为按期；应结案是时限落在期内的，或提前结案的。"), STANDARD),
    Indicator("closing", word("结案率"), Part.CLOSED, Part.DUE,
              word("结案数 ÷ 应结案数。核查通过才算结案，晚结的也算。"), STANDARD),
    Indicator("handling_on_time", word("按期处置率"), Part.HANDLED_ON_TIME, Part.DUE,
              word("按期处置数 ÷ 应处置数。反馈时不晚于整件时限为按期；应处置与应结案是同一批案卷。"), STANDARD),
    Indicator("handling", word("处置率"), Part.HANDLED, Part.DUE,
              word("处置数 ÷ 应处置数。已反馈处置结果、没有被打回的为已处置。"), STANDARD),
    Indicator("filing", word("立案率"), Part.FILED, Part.RECEIVED,
              word("立案数 ÷ 上报数。上报按收到的日子算，并案的只算一件，立案后又不予立案的不算。"), OWN),
    Indicator("satisfied", word("满意率"), Part.SATISFIED, Part.RATED,
              word("评为基本满意以上的 ÷ 已评价的。没有评价的不算满意，也不算不满意。"), RATING),
    Indicator("hours", word("平均处置时长"), Part.HANDLED, Part.HANDLED,
              word("从立案到反馈处置结果的小时之和 ÷ 处置数。按钟点算，缓办的时间也在内；转派不会重新起算。"), OWN, hours=True),
    Indicator("returned", word("退回率"), Part.RETURNED, Part.FELL,
              word("被处置单位退回过的 ÷ 到期或结案的全部案卷，含缓办和作废。"), BESIDE, watch=True),
    Indicator("extended", word("延期率"), Part.EXTENDED, Part.FELL,
              word("批准过延期的 ÷ 到期或结案的全部案卷，含缓办和作废。"), STANDARD, watch=True),
    Indicator("suspended", word("缓办率"), Part.SUSPENDED, Part.FELL,
              word("现在缓办挂账的 ÷ 到期或结案的全部案卷。按停表前的时限归入各期。"), BESIDE, watch=True),
    Indicator("void", word("作废率"), Part.VOID, Part.FELL,
              word("立案后作废的 ÷ 到期或结案的全部案卷。作废的不在应结案数里。"), BESIDE, watch=True),
    Indicator("reworked", word("返工率"), Part.REWORKED, Part.ONCE_HANDLED,
              word("核查没有通过、打回返工过的 ÷ 处置过的。"), STANDARD, watch=True),
    Indicator("reopened", word("重开率"), Part.REOPENED, Part.ONCE_CLOSED,
              word("上报人要求重开过的 ÷ 结过案的。"), BESIDE, watch=True),
    Indicator("relapsed", word("复核没好率"), Part.RELAPSED, Part.ONCE_CLOSED,
              word("办结以后回访复核没好、又重开的 ÷ 结过案的。"), BESIDE, watch=True),
)  # fmt: skip
