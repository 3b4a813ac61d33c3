"""What can go wrong, how often, and how the simulated centres speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Options:
    """Shares from 0 to 1 of messages, each way. `refuses`: of cases, refused with a reason. `deaf`: of cases, those that are not heard
    before the twentieth try. `pace`: how many times faster
    than usual the centre works."""

    seed: int = 1
    loses: float = 0.0
    doubles: float = 0.0
    delays: float = 0.0
    refuses: float = 0.1
    deaf: float = 0.0
    pace: float = 1.0
    away: bool = False

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Options:
        """The options in the words of an address.

        Raises:
            ValueError: one of them is unknown, or no number.
        """
        kinds = {each.name: each.type for each in fields(cls)}
        given: dict[str, Any] = {}
        for name, word in words.items():
            if name not in kinds:
                raise ValueError(f"{name} is no option of the simulator; there are {', '.join(kinds)}")
            given[name] = word == "1" if name == "away" else (int if name == "seed" else float)(word)
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Profile:
    """How a centre numbers and speaks: the words of its states, and why it refuses."""

    number: str
    taken: str
    working: str
    done: str
    result: str
    refusal: str
    question: str


PROFILES: Final = {
    "police": Profile("J{day}{count:05d}", "已接警", "处警中", "已处警", "民警已到现场处置，险情排除，人员安全。",
                      "不属于警务，请按城市管理事项办理。", "请补充具体楼栋和单元。"),
    "gov": Profile("ZW{day}-{count:04d}", "已收件", "办理中", "已办结", "已受理并一次性告知材料，当日出件。",
                   "不在本中心进驻事项内。", "请告知申请人是否已预约。"),
    "urban": Profile("CG{day}{count:06d}", "已立案", "处置中", "已结案", "已派城管队员到场整改，现场恢复原状。",
                     "不在城管职责范围内，属物业管理。", "请补一张现场照片。"),
}  # fmt: skip
OTHERWISE: Final = Profile(
    "P{day}{count:05d}", "已接收", "办理中", "已办结", "已办理。", "不属于本中心。", "请补充情况。"
)
