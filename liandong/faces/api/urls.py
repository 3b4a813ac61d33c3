"""`/api/v1/`: the addresses of the API, and how its refusals are said."""

from __future__ import annotations

from typing import Final

import structlog
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja.errors import AuthenticationError, HttpError, ValidationError

from liandong.faces.api import (
    bulletins,
    clips,
    field,
    ground,
    hotline,
    insight,
    intake,
    linked,
    oauth,
    problems,
    programs,
    rounds,
    shifts,
    staff,
    supervised,
    tracking,
    webhooks,
)
from liandong.faces.api.document import DocumentedAPI
from liandong.faces.api.door import header, place_of
from liandong.faces.api.problems import Problem, problem, quota_headers
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

api = DocumentedAPI(
    title="liandong", version="1", urls_namespace="api", docs_url=None,
    description="Reports in, cases out. Every write takes an idempotency key; every refusal is RFC 9457 problem details.",
)  # fmt: skip
for router in (
    intake.router,
    clips.router,
    tracking.router,
    staff.router,
    field.router,
    shifts.router,
    rounds.router,
    linked.router,
    supervised.router,
    ground.router,
    bulletins.router,
    insight.router,
    oauth.router,
    programs.router,
    webhooks.router,
    hotline.router,
):
    api.add_router("", router)

COMPLAINTS: Final = {
    "missing": ("missing", gettext_noop("缺少 {name}。")),
    "extra_forbidden": ("unknown-field", gettext_noop("没有 {name} 这个字段。")),
    "string_too_long": ("too-long", gettext_noop("{name} 太长。")),
    "too_long": ("too-long", gettext_noop("{name} 太长。")),
    "too_short": ("empty", gettext_noop("{name} 不能空着。")),
    "string_too_short": ("empty", gettext_noop("{name} 不能空着。")),
    "value_error": ("control-characters", gettext_noop("{name} 里有控制字符。")),
}
"""Pydantic's word for what is wrong: our code and sentence."""
OTHERWISE: Final = ("wrong-type", gettext_noop("{name} 的类型或写法不对。"))
HTTP: Final = {
    400: ("not-json", gettext_noop("请求的内容不是 UTF-8 编码的 JSON。")),
    403: ("csrf", gettext_noop("页面放得太久了，请刷新后再提交。")),
}


def shown(request: HttpRequest, found: Problem) -> HttpResponse:
    body = found.body(header(request.META, "HTTP_ACCEPT_LANGUAGE"))
    response = HttpResponse(body, status=found.status, content_type=problems.MEDIA_TYPE)
    for name, value in (*quota_headers(getattr(request, "quotas", ())), *found.headers, ("Cache-Control", "no-store")):
        response[name] = value
    return response


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return shown(request, error)


@api.exception_handler(Refused)
def on_refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    return shown(request, problems.refusal(error))


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first field at fault, by its name."""
    first = error.errors[0]
    parts = [str(part) for part in first["loc"][1:] if part not in ("given", "asked")]
    name = ".".join(parts)[:60] or "body"
    code, sentence = COMPLAINTS.get(first["type"], OTHERWISE)
    return shown(request, problem(422, sentence, code, name))


@api.exception_handler(AuthenticationError)
def on_nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return shown(request, problem(401, gettext_noop("请先登录。"), "no-session"))


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return shown(request, problem(404, gettext_noop("没有这个地址。"), "not-found"))


@api.exception_handler(HttpError)
def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code, sentence = HTTP.get(error.status_code, HTTP[400])
    return shown(request, problem(error.status_code if error.status_code in HTTP else 400, sentence, code))


@api.exception_handler(Exception)
def on_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody thought of: logged by kind and place, since its message could quote somebody."""
    if isinstance(error, OperationalError | InterfaceError):
        log.error("the database was lost", error=type(error).__name__)
        return shown(request, problems.unavailable())
    log.error("a request could not be answered", error=type(error).__name__, at=place_of(error))
    return shown(request, problems.unexpected())


app_name = api.urls_namespace
urlpatterns = api.urls[0]
