"""Who may do and see what: permission = post x area x matter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from liandong.access.roles import ROLES, Role, Sight
from liandong.kernel.refusals import Refused

MOST_KEYS: Final = 2
LONGEST_OVERLAP: Final = timedelta(days=90)


def refuse_change_over(overlap: timedelta, alive: int) -> None:
    """Refuses another key beside so many that count, or an end of the one before it that makes no sense.

    Raises:
        Refused: two count already, or the overlap is longer than 90 days.
    """
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Refused("旧密钥最多再用 90 天。", code="bad-overlap", field="days")
    if alive >= MOST_KEYS:
        raise Refused("已经有两个密钥在用。先停掉一个，再换新的。", code="two-keys")


def shown_once() -> Refused:
    """The answer to a change that was made before: its key was shown then."""
    return Refused("这次登记已经办过，密钥当时显示了一次。没有记下的话，请换一个新密钥。", code="shown-once")


@dataclass(frozen=True, slots=True)
class Actor:
    """A post at work: the person behind it, the unit, the area (a code whose inside it covers) and the matters
    (prefixes of kind codes; none means all)."""

    post: int
    account: int
    name: str
    role_name: str
    unit: str
    area: str
    matters: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        return ROLES[self.role_name]

    @property
    def label(self) -> str:
        """How the journal writes the actor."""
        return f"post:{self.post}"

    def may(self, permission: str) -> bool:
        return permission in self.role.permissions

    def covers(self, area: str, kind: str | None) -> bool:
        """True when a matter of this kind at this place falls under the post. What has no kind yet falls under all."""
        return area.startswith(self.area) and self.deals_with(kind)

    def deals_with(self, kind: str | None) -> bool:
        """True when a matter of this kind is the post's, wherever it lies."""
        return not self.matters or not kind or kind.startswith(self.matters)

    def sees(self, *, area: str, unit: str | None, kind: str | None, involved: Collection[str] = ()) -> bool:
        """True when a case at this place, of this kind, held by this unit, is within the post's sight.

        Where sight is by unit, a case in which the unit is involved is seen too, wherever it lies.
        """
        match self.role.sight:
            case Sight.AREA:
                return self.covers(area, kind)
            case Sight.UNIT:
                held = unit == self.unit and self.covers(area, kind)
                return held or (self.unit in involved and self.deals_with(kind))
            case Sight.NONE:
                return False


def refuse_joined_powers(held: Collection[str], wanted: str) -> None:
    """Refuses a post that would join two of the three administrators, or one of them with daily work, in one person.

    Raises:
        Refused: with the two roles named.
    """
    for name in held:
        if name != wanted and (ROLES[name].administers or ROLES[wanted].administers):
            raise Refused("同一个人不能既是{one}又是{other}：系统、安全、审计三员分立。", code="joined-powers",
                          one=ROLES[name].word, other=ROLES[wanted].word)  # fmt: skip


def refuse_without(by: Actor, *permissions: str) -> None:
    """Refuses whose post has none of the permissions.

    Raises:
        Refused: "no-permission".
    """
    if not any(by.may(permission) for permission in permissions):
        raise no_permission(by)


def no_permission(by: Actor) -> Refused:
    return Refused("您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission",
                   role=by.role.word)  # fmt: skip
