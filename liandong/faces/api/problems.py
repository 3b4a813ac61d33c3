"""The one way in which the API says no: problem details (RFC 9457), in the language the caller asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation.trans_real import parse_accept_lang_header

from liandong.access.limits import Quota
from liandong.kernel.refusals import Refused

MEDIA_TYPE: Final = "application/problem+json; charset=utf-8"

TITLES: Final = {
    400: gettext_noop("请求读不懂"), 401: gettext_noop("没有身份"), 403: gettext_noop("不允许"), 404: gettext_noop("没有找到"),
    409: gettext_noop("与已有的冲突"), 413: gettext_noop("太大"), 415: gettext_noop("格式不收"),
    422: gettext_noop("内容不合要求"), 429: gettext_noop("太频繁"), 500: gettext_noop("我们这边出错了"),
    503: gettext_noop("暂时办不了"),
}  # fmt: skip

STATUSES: Final = {
    "not-found": 404, "key-reused": 409, "key-used": 409, "wrong-state": 409, "request-pending": 409, "no-request": 409,
    "not-ready": 409, "no-permission": 403, "not-holder": 403, "own-work": 403, "not-yours": 403, "needs-a-person": 403,
    "bad-signature": 401, "clock-skew": 401, "no-hand-over": 409,
    "on-shift": 409, "off-shift": 409, "no-shift": 409, "shift-overlaps": 409,
    "settled-before": 409, "lead-merged": 409, "lead-over": 409, "no-post": 403, "identity-covered": 403,
    "no-dispute": 409, "decided": 409, "answered-before": 409, "invited-before": 409, "is-lead": 409, "held-before": 409,
    "too-early": 409, "order-running": 409, "not-lead": 403, "not-named": 403, "not-caller": 403, "not-called": 403,
}  # fmt: skip
"""Which status a refusal of the inner packages has; 422 where its code is not named here."""


class Problem(Exception):
    """A refusal on its way out, with its status. `retry_after`: whole seconds after which trying again makes sense."""

    def __init__(self, status: int, refused: Refused, *, retry_after: int | None = None) -> None:
        super().__init__(refused.template)
        self.status, self.refused, self.retry_after = status, refused, retry_after
        self.quotas: tuple[Quota, ...] = ()

    def with_quotas(self, quotas: tuple[Quota, ...]) -> Problem:
        """Says with it how the caller's quotas stand."""
        self.quotas = quotas
        return self

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Beyond the content's type: when to come again, and how to say who one is."""
        found = [("Retry-After", str(self.retry_after))] if self.retry_after is not None else []
        if self.status == 401:
            found.append(("WWW-Authenticate", "Bearer"))
        return [*found, *quota_headers(self.quotas)]

    def body(self, accept_language: str = "") -> bytes:
        """Its JSON in the language wanted."""
        with override(language(accept_language)):
            said = ProblemBody(f"urn:liandong:problem:{self.refused.code}", gettext(TITLES[self.status]), self.status,
                               self.refused.sentence, self.refused.code, self.refused.field)  # fmt: skip
            return msgspec.json.encode(said)


def quota_headers(quotas: Sequence[Quota]) -> list[tuple[str, str]]:
    """How quotas stand, as RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10)."""
    if not quotas:
        return []
    return [
        ("RateLimit-Policy", ", ".join(f'"{each.name}";q={each.most};w={each.span}' for each in quotas)),
        ("RateLimit", ", ".join(f'"{each.name}";r={each.left};t={each.reset}' for each in quotas)),
    ]


class ProblemBody(msgspec.Struct, rename={"type_": "type"}):
    """RFC 9457, with `code`, a stable word for programs, and `field`, the input at fault."""

    type_: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None


def problem(status: int, sentence: str, code: str, field: str | None = None, *, retry_after: int | None = None,
            **words: object) -> Problem:  # fmt: skip
    return Problem(status, Refused(sentence, code=code, field=field, name=field, **words), retry_after=retry_after)


def refusal(refused: Refused) -> Problem:
    """The problem that a refusal of the inner packages is."""
    return Problem(STATUSES.get(refused.code, 422), refused)


def unexpected() -> Problem:
    return problem(
        500,
        gettext_noop("我们这边出错了，已经记下。请稍后用同一个编号再试一次，不会重复。"),
        "unexpected",
        retry_after=5,
    )


def unavailable() -> Problem:
    return problem(
        503,
        gettext_noop("暂时存不进去。请稍后用同一个编号再试一次，不会重复。"),
        "unavailable",
        retry_after=2,
    )


def language(accept: str) -> str:
    """Chinese or English, whichever the header Accept-Language prefers; Chinese when it names neither."""
    for tag, _ in parse_accept_lang_header(accept.lower()):
        if tag.startswith("en"):
            return "en"
        if tag.startswith("zh"):
            return "zh-hans"
    return "zh-hans"
