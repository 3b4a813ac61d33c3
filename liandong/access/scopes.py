"""What a token of a client may be used for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from liandong.kernel.refusals import Refused


class Scope(StrEnum):
    """A word of OAuth2; a client has some of them, a token some of its client's."""

    REPORT = "reports.write"
    READ = "cases.read"
    WEBHOOKS = "webhooks.write"


SCOPE_WORDS: Final = {
    Scope.REPORT: "上报和传照片",
    Scope.READ: "看自己上报的和范围内的案卷",
    Scope.WEBHOOKS: "管理自己的推送",
}
USUAL: Final = (Scope.REPORT, Scope.READ)
"""What a client gets unless told."""


def scopes_of(words: Iterable[str]) -> list[str]:
    """The scopes of some words, each once, in our order.

    Raises:
        Refused: there is none of that name.
    """
    given = set(words)
    if unknown := given - set(Scope):
        raise Refused("没有权限 {name}。可选的有：{known}。", code="bad-scope", field="scopes", name=" ".join(sorted(unknown)),
                      known=" ".join(Scope))  # fmt: skip
    return [scope.value for scope in Scope if scope in given]
