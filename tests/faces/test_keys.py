"""Every form and every address that writes takes an idempotency key: pressed twice, sent again, it writes once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict

from liandong.access.actions import grant_post, open_account
from liandong.access.models import Post
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case, RoutingRule
from liandong.channels.actions import begin_run
from liandong.channels.mapping import Mapping
from liandong.channels.models import QuarantinedRow
from liandong.journal.models import Entry
from liandong.kernel.clock import local_day, now
from liandong.notices.models import Notice
from liandong.places.models import Grid
from tests.people import signed_in

pytestmark = pytest.mark.django_db
FACES = Path(__file__).parents[2] / "liandong" / "faces"
FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>.*?</form>', re.S)
KEYED = re.compile(r'name="key"|{% key_field %}')
BROWSER_ONLY = (
    "set_language",
    "resident-mode",
    "resident-forget",
    "resident-choose",
    "resident-out",
    "account_",
    "mfa_",
    "desk:switch",
)
"""Forms that write no row of ours: they set a cookie or this session, or are allauth's own."""
ONCE_ANYWAY = ("resident-code", "resident-leave", "data-stands-in", "?service=")
"""What a second press cannot do twice: a code is spent, who has left has left, the telephone makes the key of what it keeps; and the
telephone to try the demo with, where each press is another message."""
ROOM = {"system": "0901", "security": "0902", "centre": "0217", "steward": "0301"}


def forms() -> list[tuple[str, str]]:
    return [
        (path.name, form)
        for path in sorted(FACES.rglob("templates/**/*.html"))
        if path.parts[-2] not in {"account", "totp", "webauthn", "recovery_codes", "mfa"}
        for form in FORM.findall(path.read_text(encoding="utf-8"))
    ]


def test_no_form_that_writes_lacks_a_key() -> None:
    bare = [(name, form[:160]) for name, form in forms() if not KEYED.search(form)]
    assert [one for one in bare if not any(each in one[1] for each in BROWSER_ONLY + ONCE_ANYWAY)] == []


def case() -> Case:
    grid = Grid.objects.filter(code__startswith="510108012", valid_until=None).earliest("code")
    draft = Draft(key=str(uuid.uuid4()), channel="hotline", text="路边垃圾堆了两天", lon=grid.lon, lat=grid.lat,
                  reported_at=now())  # fmt: skip
    [made] = receive([draft], actor="system", now=now())
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


def colleague() -> Post:
    account = open_account("8801", "同事", None, actor="system", now=now())
    return grant_post(
        account, "verifier", name="核查", unit="510108012-hecha", area="510108012", actor="system", now=now()
    )


def quarantined() -> QuarantinedRow:
    run = begin_run(Mapping("试一试", {"key": "编号", "text": "内容"}), actor="system", now=now())
    return QuarantinedRow.objects.create(
        run=run, key="1", line=2, raw={"编号": "1", "内容": ""}, code="missing", sentence="", at=now()
    )


def rule() -> dict[str, str]:
    return {"unit": RoutingRule.objects.earliest("code").unit, "hours": "off", "order": "7", "sentence": "夜里归它"}


FORMS: dict[str, Callable[[], tuple[str, str, dict[str, Any]]]] = {
    "kind.changed": lambda: ("system", "reference/kinds/E0102", {"name": "垃圾", "urgency": "urgent"}),
    "rule.changed": lambda: ("system", f"reference/rules/{RoutingRule.objects.earliest('code').code}", rule()),
    "limit.set": lambda: ("system", "reference/limits", {"matter": "E0102", "stage": "accept", "urgency": "critical",
                                                         "amount": "2", "measure": "hours", "source": "试行"}),
    "closure.site_rule_set": lambda: ("system", "reference/closing", {"what": "site", "unit": "510108-", "share": "20", "reworked_from": "8",
                                                                      "raised_share": "40", "farthest": "150"}),
    "closure.recheck_rule_set": lambda: ("system", "reference/closing", {"what": "again", "kind": "E01", "days": "14"}),
    "exchange.danger_word_set": lambda: ("system", "reference/dangers", {"word": "有人落水", "call": "119"}),
    "limit.dropped": lambda: ("system", "reference/limits", {"drop": "E0102|accept|critical"}),
    "calendar.day_set": lambda: ("system", "reference/calendar", {"day": "2026-06-12", "working": "no", "name": "高温"}),
    "account.opened": lambda: ("security", "accounts", {"username": "8802", "name": "新人", "password": "a long Password 1"}),
    "post.granted": lambda: ("security", f"accounts/{colleague().account_id}", {"role": "handler", "unit": "510108-center"}),
    "post.ended": lambda: ("security", f"posts/{colleague().pk}/end", {}),
    "account.closed": lambda: ("security", f"accounts/{colleague().account_id}/close", {}),
    "notices.read": lambda: ("centre", "notices/read", {}),
    "figures.exported": lambda: ("centre", "figures/export", {"purpose": "report", "days": "30"}),
    "import.row_dropped": lambda: ("centre", f"quarantine/{quarantined().pk}/drop", {}),
    "import.row_retried": lambda: ("centre", f"quarantine/{quarantined().pk}", {f"column-{at}": word for at, word in enumerate(("路灯不亮", "1"))}),
    "article.written": lambda: ("steward", "knowledge/new", {"title": "犬证", "body": "到派出所办。", "valid_from": str(local_day(now())),
                                                             "review_on": str(local_day(now()))}),
    "question.asked": lambda: ("centre", "knowledge/questions", {"words": "犬证"}),
    "case.noted": lambda: ("centre", f"cases/{case().number}/moves/note", {"note": "已联系"}),
    "case.received": lambda: ("centre", "register", {"text": "井盖松动", "channel": "hotline"}),
}  # fmt: skip
"""What a form writes, and one that writes it: whose, where, what."""


def pressed(client: Client, path: str, given: dict[str, Any]) -> int:
    return client.post(f"/desk/{path}", MultiValueDict({name: [value] for name, value in given.items()})).status_code


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_sent_twice_writes_once_and_answers_the_same(kind: str) -> None:
    whose, path, given = FORMS[kind]()
    client, key = signed_in(ROOM[whose]), str(uuid.uuid4())
    answers = [pressed(client, path, {**given, "key": key}) for _ in range(2)]
    assert answers[0] == answers[1] < 400
    last = Entry.objects.filter(kind=kind).latest("id")
    assert last.key is not None
    assert key in last.key
    assert Entry.objects.filter(kind=kind, subject=last.subject, at__gte=last.at).count() == 1


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != "notices.read"])
def test_a_key_that_was_used_for_something_else_is_refused(kind: str) -> None:
    whose, path, given = FORMS[kind]()
    client, key = signed_in(ROOM[whose]), str(uuid.uuid4())
    assert pressed(signed_in("0217"), "notices/read", {"key": key}) == 302
    before = Entry.objects.count()
    assert pressed(client, path, {**given, "key": key}) == 409
    assert Entry.objects.count() == before


def test_a_form_that_comes_again_leaves_a_later_notice_unread() -> None:
    client, key = signed_in("0217"), str(uuid.uuid4())
    pressed(client, "notices/read", {"key": key})
    entry = Entry.objects.latest("id")
    Notice.objects.create(
        unit="510108-center", entry=entry, subject="case:1", number="1", title="", kind="case.returned", at=now()
    )
    pressed(client, "notices/read", {"key": key})
    assert Notice.objects.get(entry=entry).read_at is None
