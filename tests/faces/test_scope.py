"""Every address of the product is known here by what it gives away. A new one fails until somebody has thought about it.

`LISTS` and `DETAILS` carry cases: for them two people of different areas and units are set beside each other, and nothing
of the one's cases may appear to the other.
"""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from liandong.access.actions import grant_post, open_account
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.tracking import token
from liandong.kernel.clock import now
from liandong.places.models import Grid
from tests.leaks import routes
from tests.people import signed_in

pytestmark = pytest.mark.django_db

PUBLIC = {
    "healthz", "language", "", "mode", "forget", "report", "report/ground.geojson", "report/place", "report/photos",
    "report/photos/<str:mark>", "report/clips", "report/clips/<str:mark>", "track", "api/v1/", "api/v1/openapi.json", "api/v1/kinds", "api/v1/divisions",
    "api/v1/grids", "api/v1/locate", "api/v1/places", "api/v1/reports", "api/v1/uploads", "api/v1/clips", "api/v1/answers",
    "answers", "answers/<int:pk>", "manifest.webmanifest", "worker.js", "kept", "app/me", "app/reports", "app/uploads", "app/clips",
    "mine/enter", "mine/code/<uuid:pk>", "mine/wechat", "mine/wechat/back",
    "open311/v2/services.<str:format>", "open311/v2/services/<str:code>.<str:format>", "open311/v2/requests.<str:format>",
    "open311/v2/requests/<str:number>.<str:format>",
    "field/", "field/manifest.webmanifest", "field/worker.js",
    ".well-known/oauth-authorization-server", "api/v1/token", "api/v1/token/revocation",
    "api/v1/bulletins", "api/v1/columns", "bulletins", "bulletins/<int:pk>", "bulletins/choice", "hazard",
    "simulated/phone", "simulated/<str:service>", "simulated/<str:service>/<path:rest>",
    "accounts/login/", "accounts/signup/", "accounts/inactive/", "accounts/2fa/webauthn/login/",
}  # fmt: skip
"""For everybody, without a word of any case."""

BY_TOKEN = {
    "track/<str:token>", "track/<str:token>/rate", "track/<str:token>/reopen", "track/<str:token>/looks",
    "open311/v2/tokens/<str:token>.<str:format>",
    "track/<str:token>/map.geojson", "track/<str:token>/photos/<uuid:photo>", "track/<str:token>/clips/<uuid:clip>", "t/<str:token>",
    "api/v1/reports/<token>", "api/v1/reports/<token>/rating", "api/v1/reports/<token>/reopening",
}  # fmt: skip
"""For whoever holds the tracking token of a report."""

BY_RESIDENT = {"mine/leave", "mine/looks", "mine/out"}
"""For a resident who signed in by a code sent to their telephone: their own, and of nobody else's case a word."""

BY_CLIENT = {
    "api/v1/client", "api/v1/client/cases/<number>", "api/v1/client/cases/<number>/clips/<clip_id>", "api/v1/clips/<clip_id>", "api/v1/webhooks", "api/v1/webhooks/<webhook>", "api/v1/webhooks/<webhook>/secret",
}  # fmt: skip
"""For a program that names its key: of cases only those that it may follow, without a word that somebody wrote."""

BY_SIGNATURE = {"exchange/v1/<str:partner>/messages", "telephony/v1/events", "letters/v1/<str:inlet>"}
"""For a partner or a service that signs with its key; what it is told of a case is its receipt and the state of what it brought or has."""

SIGNED_IN = {
    "accounts/logout/", "accounts/reauthenticate/", "accounts/password/change/", "accounts/2fa/",
    "accounts/2fa/authenticate/", "accounts/2fa/reauthenticate/", "accounts/2fa/totp/activate/",
    "accounts/2fa/totp/deactivate/", "accounts/2fa/recovery-codes/", "accounts/2fa/recovery-codes/generate/",
    "accounts/2fa/recovery-codes/download/", "accounts/2fa/webauthn/", "accounts/2fa/webauthn/add/",
    "accounts/2fa/webauthn/reauthenticate/", "accounts/2fa/webauthn/keys/<int:pk>/remove/",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/",
    "api/v1/me", "api/v1/field/reports", "api/v1/field/roster", "api/v1/field/stints", "api/v1/field/track", "api/v1/field/track/<stint>",
    "desk/reference/inlets", "desk/reference/inlets/<str:code>/close", "desk/reference/inlets/<str:service>/<str:code>",
    "desk/bulletins", "desk/bulletins/<int:pk>/withdraw", "desk/columns", "desk/columns/<int:pk>",
    "desk/contacts", "desk/contacts/<int:pk>/end",
    "desk/publications", "desk/publications/<uuid:pk>", "desk/publications/<uuid:pk>/<str:name>",
    "desk/publications/<uuid:pk>/postings/<int:posting>",
    "desk/reference/inlets/<str:service>/new", "desk/replies/<uuid:pk>/<str:name>",
    "api/v1/field/rounds", "api/v1/field/checks", "desk/rounds", "desk/assets", "desk/assets/<str:code>", "desk/assets/<str:code>/qr.svg",
    "desk/roster", "desk/register", "desk/register/twins", "desk/photos", "desk/post", "desk/ground.geojson",
    "desk/reference/kinds", "desk/reference/kinds/<str:code>", "desk/reference/rules", "desk/reference/rules/<str:code>",
    "desk/reference/closing", "desk/reference/centres", "desk/reference/centres/<str:code>", "desk/reference/dangers",
    "desk/reference/limits", "desk/reference/ladders", "desk/reference/calendar", "desk/reference/units", "desk/reference/teams", "desk/reference/divisions",
    "desk/exchange/out/<uuid:pk>/<str:name>", "desk/exchange/in/<uuid:pk>/<str:name>",
    "desk/quarantine", "desk/quarantine/<int:pk>", "desk/quarantine/<int:pk>/drop", "desk/notices/read",
    "desk/reference/ownership", "desk/reference/precedents/<int:pk>/withdraw", "desk/knowledge", "desk/knowledge/new", "desk/knowledge/questions", "desk/knowledge/<int:pk>", "desk/knowledge/<int:pk>/edit",
    "desk/quality/train", "desk/quality/<int:pk>/use", "desk/knowledge/<int:pk>/<str:what>",
    "desk/accounts", "desk/accounts/<int:pk>", "desk/accounts/<int:pk>/close", "desk/posts/<int:pk>/end", "desk/posts/<int:pk>/phone", "desk/journal",
    "desk/clients", "desk/clients/<int:pk>", "desk/clients/<int:pk>/close", "desk/clients/<int:pk>/rotate",
    "desk/keys", "desk/keys/<str:holder>/change", "desk/keys/<str:holder>/<int:key>/end",
    "desk/clients/<int:pk>/keys/<int:key>/end", "desk/pushes/<uuid:pk>/<str:name>",
    "desk/views", "desk/views/keep", "desk/views/<int:pk>/drop", "desk/views/<int:pk>/open", "desk/macros", "desk/macros/<int:pk>/drop",
    "desk/bulk/batches/<uuid:pk>/stop", "desk/bulk/batches/<uuid:pk>/undo",
}  # fmt: skip
"""For the staff, without a word of any case (the journal shows codes and lengths, see its own tests)."""

LISTS = {
    "hotline/", "hotline/bar", "hotline/queue", "hotline/calls", "hotline/figures", "hotline/call-backs",
    "desk/exchange", "desk/pushes", "desk/replies",
    "desk/", "desk/export", "desk/figures", "desk/figures/cases", "desk/figures/export", "desk/whistles", "desk/notices",
    "desk/quality", "desk/quality/cases", "desk/rungs",
    "desk/hot", "desk/hot/cases", "api/v1/cases", "api/v1/field/day", "api/v1/orders", "api/v1/foresee", "api/v1/insight/hot",
    "desk/orders",
    "desk/what-if",
    "desk/bulk", "desk/bulk/choose", "desk/changes",
}  # fmt: skip

DETAILS = {
    "hotline/seat", "hotline/answer", "hotline/finish", "hotline/hang-up", "hotline/line/<str:what>", "hotline/transfer", "hotline/take", "hotline/shifts", "hotline/sheet", "hotline/sheet/file",
    "hotline/sheet/emergency", "hotline/sheet/close/<str:what>", "hotline/calls/<int:pk>/caller", "hotline/call-backs/<int:pk>",
    "hotline/call-backs/<int:pk>/dial", "api/v1/hotline/figures",
    "desk/cases/<str:number>/macros", "desk/cases/<str:number>/macros/<int:pk>",
    "desk/bulk/batches/<uuid:pk>", "desk/bulk/batches/<uuid:pk>/strip",
    "desk/cases/<str:number>", "desk/cases/<str:number>/preview", "desk/cases/<str:number>/map.json",
    "desk/cases/<str:number>/emergency", "desk/cases/<str:number>/partner-note",
    "desk/cases/<str:number>/dispatch", "desk/cases/<str:number>/moves/<str:name>",
    "desk/cases/<str:number>/whistles", "desk/whistles/<int:pk>", "desk/whistles/<int:pk>/answer/<str:side>",
    "desk/whistles/<int:pk>/result", "api/v1/cases/<number>/orders", "api/v1/cases/<number>/orders/acts", "api/v1/cases/<number>/linkage", "api/v1/cases/<number>/assists",
    "api/v1/cases/<number>/assists/<assist>/moves", "api/v1/cases/<number>/disputes", "api/v1/cases/<number>/disputes/answer",
    "api/v1/cases/<number>/disputes/ruling", "api/v1/cases/<number>/whistles",
    "api/v1/cases/<number>/whistles/<whistle>/answer", "api/v1/cases/<number>/whistles/<whistle>/result",
    "desk/cases/<str:number>/report-up", "desk/cases/<str:number>/dispute",
    "desk/cases/<str:number>/dispute/answer/<str:side>", "desk/cases/<str:number>/dispute/ruling",
    "desk/cases/<str:number>/assists", "desk/cases/<str:number>/assists/<int:pk>/<str:name>",
    "desk/cases/<str:number>/order/<str:name>", "desk/cases/<str:number>/photos/<uuid:photo>", "desk/cases/<str:number>/clips/<uuid:clip>", "desk/cases/<str:number>/reports/<int:report>/reporter", "desk/cases/<str:number>/reports/<int:report>/ring",
    "desk/cases/<str:number>/twins/<str:other>/join", "desk/cases/<str:number>/twins/<str:other>/apart",
    "desk/cases/<str:number>/reply/<str:name>", "api/v1/cases/<number>", "api/v1/cases/<number>/moves",
    "api/v1/cases/<number>/photos/<photo>", "api/v1/cases/<number>/clips", "api/v1/cases/<number>/clips/<clip_id>",
}  # fmt: skip

MARK = "只有甲街道看得见的事"
PLACE = "甲街道某处"
HERE, THERE = "510108012", "510108016"


FORM = {"purpose": "report", "days": "30", "format": "csv"}
"""What an export asks for."""


def said(answer: object) -> str:
    """The whole of an answer, also of one that is sent piece by piece."""
    streamed = getattr(answer, "streaming", False)
    content = b"".join(answer.streaming_content) if streamed else answer.content  # type: ignore[attr-defined]
    return content.decode(errors="replace")


def filled(route: str, case: Case) -> str:
    """An address of a route, about this case."""
    values = {
        "<str:number>": case.number, "<number>": case.number, "<str:name>": "accept", "<str:side>": "ours", "<uuid:photo>": str(uuid.uuid4()), "<uuid:clip>": str(uuid.uuid4()), "<clip_id>": str(uuid.uuid4()), "<photo>": str(uuid.uuid4()), "<uuid:pk>": str(uuid.uuid4()), "<str:partner>": "police", "<str:service>": "sms", "<str:inlet>": "sms",
        "<int:posting>": "1", "<int:report>": str(case.reports.earliest("id").pk), "<str:code>": "E0102", "<int:pk>": "1", "<int:key>": "1", "<str:holder>": "telephony", "<assist>": "1", "<stint>": "1", "<whistle>": "1", "<str:mark>": "x",
        "<str:token>": token(0), "<token>": token(0), "<str:format>": "json", "<str:what>": "used",
    }  # fmt: skip
    for name, value in values.items():
        route = route.replace(name, value)
    return f"/{route}"


@pytest.fixture
def case() -> Case:
    """A case of the first area, held by a unit there."""
    grid = Grid.objects.filter(code__startswith=HERE, valid_until=None).earliest("code")
    draft = Draft(key=str(uuid.uuid4()), channel="hotline", text=MARK, title=MARK, words=PLACE, lon=grid.lon, lat=grid.lat,
                  reported_at=now())  # fmt: skip
    [made] = receive([draft], actor="system", now=now())
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


def seated(number: str, role: str, unit: str, area: str, *, csrf: bool = False) -> Client:
    account = open_account(number, number, None, actor="system", now=now())
    grant_post(account, role, name=role, unit=unit, area=area, actor="system", now=now())
    return signed_in(number, csrf=csrf)


STRANGERS = [
    ("t1", "dispatcher", "510108-center", THERE), ("t2", "handler", f"{THERE}-huanwei", THERE),
    ("t3", "handler", f"{HERE}-office", HERE), ("t4", "verifier", f"{THERE}-hecha", THERE),
    ("t5", "steward", "510108-center", "510108"), ("t6", "audit_admin", "510108-center", "510108"),
    ("t7", "security_admin", "510108-center", "510108"), ("t8", "system_admin", "510108-center", "510108"),
]  # fmt: skip


def test_every_address_is_classified_once() -> None:
    known = [*PUBLIC, *BY_TOKEN, *BY_RESIDENT, *BY_SIGNATURE, *BY_CLIENT, *SIGNED_IN, *LISTS, *DETAILS]
    assert len(known) == len(set(known))
    assert sorted(set(routes()) - set(known)) == [], "say above what a new address gives away, and to whom"
    assert sorted(set(known) - set(routes())) == [], "these are gone"


def test_the_case_can_be_seen_where_it_belongs(case: Case) -> None:
    client = seated("t0", "dispatcher", "510108-center", HERE)
    assert MARK in client.get("/desk/").content.decode()
    assert client.get(f"/desk/cases/{case.number}").status_code == 200


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda row: f"{row[1]}-{row[2]}")
def test_no_list_shows_a_case_of_another_scope(case: Case, stranger: tuple[str, str, str, str]) -> None:
    Case.objects.filter(pk=case.pk).update(unit=f"{HERE}-huanwei", state="accepted")
    client = seated(*stranger)
    for route in sorted(LISTS):
        for words in ("", "?tab=open", "?tab=accepted", f"?tab=open&area={HERE}", f"?tab=open&q={MARK[:4]}",
                      f"?q={case.number}", f"?area={HERE}", f"?unit={HERE}-huanwei&tab=open", "?after=~0&tab=open",
                      "?tab=open&look=table&col=title&col=place", f"?case={case.number}&all=1&tab=open",
                      f"?changed={case.pk}&tab=open"):  # fmt: skip
            for answer in (
                client.get(f"/{route}{words}"),
                client.post(f"/{route}{words}", FORM | {"case": case.number}),
            ):
                shown = said(answer)
                assert MARK not in shown, f"{route}{words}"
                assert PLACE not in shown, f"{route}{words}"


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda row: f"{row[1]}-{row[2]}")
def test_no_page_of_a_case_opens_for_another_scope(case: Case, stranger: tuple[str, str, str, str]) -> None:
    Case.objects.filter(pk=case.pk).update(unit=f"{HERE}-huanwei", state="assigned")
    client = seated(*stranger)
    for route in sorted(DETAILS):
        address = filled(route, case)
        for answer in (client.get(address), client.post(address, {"move": "accept"}, content_type="application/json")):
            assert answer.status_code in {401, 403, 404, 405, 422}, address
            assert MARK not in answer.content.decode(), address
            assert PLACE not in answer.content.decode(), address
    assert Case.objects.get(pk=case.pk).state == "assigned"


def test_a_unit_sees_a_case_while_it_is_involved_and_nobody_else_does(case: Case) -> None:
    """The same people as above, one of whose units is called in from the other end of the district."""
    Case.objects.filter(pk=case.pk).update(unit=f"{HERE}-huanwei", state="accepted", involved=[f"{THERE}-huanwei"])
    for number, role, unit, area in STRANGERS:
        client = seated(number, role, unit, area)
        seen = unit == f"{THERE}-huanwei"
        assert (client.get(f"/desk/cases/{case.number}").status_code == 200) is seen, role
        assert (MARK in client.get("/desk/?tab=joint").content.decode()) is seen, role
        assert MARK not in client.get("/desk/?tab=open").content.decode(), role
    Case.objects.filter(pk=case.pk).update(involved=[])
    assert seated("t2", "handler", f"{THERE}-huanwei", THERE).get(f"/desk/cases/{case.number}").status_code == 404


def test_without_signing_in_nothing_of_a_case_is_there(case: Case, client: Client) -> None:
    for route in sorted(LISTS | DETAILS | SIGNED_IN | BY_TOKEN | BY_SIGNATURE | PUBLIC):
        for answer in (client.get(filled(route, case)), client.post(filled(route, case))):
            assert answer.status_code < 500, route
            assert MARK not in said(answer), route
            if route in LISTS | DETAILS:
                assert answer.status_code in {302, 401, 403, 404, 405}, route


def test_a_token_of_another_report_opens_nothing_of_this_case(case: Case, client: Client) -> None:
    wrong = token(case.reports.get().pk)[:-1] + "0"
    for route in sorted(BY_TOKEN):
        address = filled(route, case).replace(token(0), wrong)
        for answer in (client.get(address), client.post(address)):
            assert MARK not in answer.content.decode(), route
            assert answer.status_code < 500, route


@pytest.mark.parametrize("stranger", STRANGERS[4:], ids=lambda row: row[1])
def test_pages_without_cases_are_without_cases(case: Case, stranger: tuple[str, str, str, str]) -> None:
    client = seated(*stranger)
    for route in sorted(SIGNED_IN):
        if route.startswith("desk/"):
            assert MARK not in client.get(filled(route, case)).content.decode(), route


def test_every_form_is_refused_without_its_csrf_token(case: Case) -> None:
    client = signed_in("0217", csrf=True)
    for route in sorted(set(routes())):
        if route not in BY_SIGNATURE and not route.startswith(("api/", "open311/", "simulated/<")):
            assert client.post(filled(route, case)).status_code == 403, route
