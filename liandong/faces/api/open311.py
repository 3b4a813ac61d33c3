"""Open311 GeoReport v2 under `/open311/v2/`: the same reports and cases in the words that other cities' programs speak.

The list is open data: kinds, places to the grid, states. A text is shown only to the client that brought it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from liandong.access.scopes import Scope
from liandong.cases.models import Case
from liandong.cases.published import Asked, changed_at, published, texts_of
from liandong.cases.tracking import report_with
from liandong.faces.api import open311_reading as reading
from liandong.faces.api import open311_shown as shown
from liandong.faces.api.clients import Caller, address, caller, limit
from liandong.faces.api.door import at_once, header
from liandong.faces.api.problems import Problem, problem, quota_headers, refusal
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

ASKED_A_MINUTE: Final = 120
Page = Callable[..., HttpResponse]


def georeport(page: Page) -> Page:
    """Answers in the format that the address ends with; refusals become the standard's list of errors."""

    @csrf_exempt
    @wraps(page)
    def answered(request: HttpRequest, format: str, **words: str) -> HttpResponse:
        try:
            return with_quotas(page(request, format=format, **words), request)
        except Refused as refused:
            found = refusal(refused)
        except Problem as error:
            found = error
        return with_quotas(shown.errors(found, format, header(request.META, "HTTP_ACCEPT_LANGUAGE")), request)

    return answered


def with_quotas(answer: HttpResponse, request: HttpRequest) -> HttpResponse:
    for name, value in quota_headers(getattr(request, "quotas", ())):
        answer[name] = value
    return answer


def client_of(request: HttpRequest) -> Caller | None:
    """The program whose `api_key` came along, if one did; without one, requests are counted by address."""
    key = request.GET.get("api_key") or request.POST.get("api_key")
    if key:
        found = caller(f"Bearer {key}", None)
        request.quotas = found.quotas  # type: ignore[attr-defined]
        return found
    limit(f"open311:{address(request.META)}", ASKED_A_MINUTE)
    return None


@georeport
@require_safe
def services(request: HttpRequest, format: str) -> HttpResponse:
    """The kinds of matter that can be reported."""
    client_of(request)
    return shown.answer("services", "service", shown.services(), format)


@georeport
@require_safe
def definition(request: HttpRequest, format: str, code: str) -> HttpResponse:
    """One kind's definition; none asks for attributes of its own."""
    client_of(request)
    if code not in {each["service_code"] for each in shown.services()}:
        raise problem(
            404,
            gettext_noop("没有这个类别，或已停用。可选的见 /open311/v2/services.json。"),
            "unknown-kind",
            "service_code",
        )
    return shown.answer("service_definition", "", {"service_code": code, "attributes": []}, format)


@georeport
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, format: str) -> HttpResponse:
    """Files a request, or lists those that fit."""
    if request.method == "POST":
        return file_request(request, format)
    who = client_of(request)
    found = list(published(reading.asked(request.GET, now())))
    return shown.answer("service_requests", "request", rows(found, who), format)


def file_request(request: HttpRequest, format: str) -> HttpResponse:
    """Receives a report; its number is the request's id at once."""
    who = client_of(request)
    if who is None:
        raise problem(403, gettext_noop("没有 api_key。请先登记程序，再带上它。"), "no-key", "api_key")
    if Scope.REPORT not in who.scopes:
        raise problem(403, gettext_noop("这个密钥没有权限 {scope}。"), "no-scope", "api_key", scope=Scope.REPORT.value)
    draft = reading.draft(request.POST, who, header(request.META, "HTTP_IDEMPOTENCY_KEY"), now())
    made = at_once(draft, who.label)
    return shown.answer("service_requests", "request", [shown.receipt(made)], format, status=201)


@georeport
@require_safe
def one(request: HttpRequest, format: str, number: str) -> HttpResponse:
    """One request by its id."""
    who = client_of(request)
    found = list(published(Asked(numbers=(number,))))
    if not found:
        raise problem(404, gettext_noop("没有这件请求，或者它不公开。"), "not-found", "service_request_id")
    return shown.answer("service_requests", "request", rows(found, who), format)


@georeport
@require_safe
def token(request: HttpRequest, format: str, token: str) -> HttpResponse:
    """The request that a tracking token belongs to."""
    limit(f"token:{address(request.META)}", ASKED_A_MINUTE)
    found = report_with(token)
    given = [{"service_request_id": found.case.number, "token": token}]
    return shown.answer("service_requests", "request", given, format)


def rows(found: list[Case], who: Caller | None) -> list[dict[str, Any]]:
    texts = texts_of(who.label, found) if who else {}
    changes = changed_at(found)
    return [shown.request(case, changes.get(case.pk), texts.get(case.pk)) for case in found]


app_name = "open311"
urlpatterns = [
    path("services.<str:format>", services, name="services"),
    path("services/<str:code>.<str:format>", definition, name="definition"),
    path("requests.<str:format>", requests, name="requests"),
    path("requests/<str:number>.<str:format>", one, name="request"),
    path("tokens/<str:token>.<str:format>", token, name="token"),
]
