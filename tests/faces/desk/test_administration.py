"""The three administrators: each at their own tables, none at another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from liandong.access.models import Account, Post
from liandong.cases.models import Case, Kind, RoutingRule
from liandong.deadlines.models import Limit
from liandong.deadlines.queries import special_days
from liandong.journal.models import Entry

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
SYSTEM, SECURITY, AUDIT = "0901", "0902", "0903"
OWN = {
    SYSTEM: ["kinds", "kinds/E0102", "rules", "ownership", "limits", "closing", "centres", "dangers", "calendar", "units", "divisions"],
    SECURITY: ["../accounts"], AUDIT: ["../journal"],
}  # fmt: skip


@pytest.mark.parametrize("number", [SYSTEM, SECURITY, AUDIT, "0217", "0201", "1201", "0001", "0301"])
def test_each_administrator_opens_only_their_own_pages(sit: Sit, number: str) -> None:
    client = sit(number)
    for whose, pages in OWN.items():
        for page in pages:
            path = f"/desk/{page[3:]}" if page.startswith("../") else f"/desk/reference/{page}"
            assert client.get(path).status_code == (200 if whose == number else 403), path


def test_a_kind_is_changed_and_the_change_is_in_the_journal(sit: Sit) -> None:
    given = {"name": "暴露垃圾点", "name_en": "Garbage", "filing_condition": "看得见", "closing_condition": "清完", "urgency": "urgent",
             "active": "on"}  # fmt: skip
    assert sit(SYSTEM).post("/desk/reference/kinds/E0102", given).status_code == 302
    assert Kind.objects.get(code="E0102").name == "暴露垃圾点"
    assert Entry.objects.filter(kind="kind.changed").exists()


def test_a_kind_without_a_name_is_refused(sit: Sit) -> None:
    answer = sit(SYSTEM).post("/desk/reference/kinds/E0102", {"name": " ", "urgency": "normal"})
    assert (answer.status_code, "类别要有名称" in answer.content.decode()) == (409, True)


def test_a_rule_is_read_by_everybody_and_changed_by_one(sit: Sit) -> None:
    rule = RoutingRule.objects.earliest("code")
    path = f"/desk/reference/rules/{rule.code}"
    given = {"unit": rule.unit, "hours": "always", "order": "7", "sentence": "为了测试"}
    handler = sit("1201")
    assert rule.sentence in handler.get(path).content.decode()
    handler.post(path, given)
    assert RoutingRule.objects.get(code=rule.code).sentence == rule.sentence
    sit(SYSTEM).post(path, given)
    assert RoutingRule.objects.get(code=rule.code).sentence == "为了测试"


def test_a_limit_is_set_and_taken_away(sit: Sit) -> None:
    client, before = sit(SYSTEM), Limit.objects.count()
    row = {
        "matter": "E0102",
        "stage": "accept",
        "urgency": "critical",
        "amount": "0.1",
        "measure": "hours",
        "source": "本区",
    }
    client.post("/desk/reference/limits", row)
    assert Limit.objects.get(matter="E0102", stage="accept", urgency="critical").source == "本区"
    client.post("/desk/reference/limits", {"drop": "E0102|accept|critical"})
    assert Limit.objects.count() == before


@pytest.mark.parametrize("address", ["/desk/reference/limits", "/desk/reference/ladders"])
@pytest.mark.parametrize(
    ("amount", "said"), [("viel", "“viel”不是数字"), ("-3", "“-3”不行：要写 0 以上"), ("10000", "不超过 9999")]
)
def test_a_length_that_nobody_could_mean_is_refused_in_the_words_of_a_form(
    sit: Sit, address: str, amount: str, said: str
) -> None:
    given = {"matter": "E0102", "stage": "accept", "urgency": "critical", "amount": amount, "measure": "hours"}
    answer = sit(SYSTEM).post(address, given | {"rung": "1", "wait": "hours", "whom": "head", "delivery": "any"})
    assert (answer.status_code, said in answer.content.decode(), f'value="{amount}"' in answer.content.decode()) == (
        409,
        True,
        True,
    )


def test_a_day_is_set_by_hand(sit: Sit) -> None:
    sit(SYSTEM).post("/desk/reference/calendar", {"day": "2026-06-13", "working": "yes", "name": "防汛值守"})
    assert (date(2026, 6, 13), True) in [(row.day, row.working) for row in special_days("district", 2026)]
    refused = sit(SYSTEM).post("/desk/reference/calendar", {"day": "morgen", "working": "yes", "name": "x"})
    assert "不是日期" in refused.content.decode()


def test_an_account_is_opened_given_a_post_and_closed(sit: Sit) -> None:
    client = sit(SECURITY)
    client.post("/desk/accounts", {"username": "5001", "name": "新人", "password": "a-long-first-word"})
    account = Account.objects.get(username="5001")
    client.post(f"/desk/accounts/{account.pk}", {"role": "handler", "unit": "510108012-huanwei", "name": "三班"})
    post = Post.objects.get(account=account)
    assert (post.area, post.name) == ("510108012", "三班")
    refused = client.post(f"/desk/accounts/{account.pk}", {"role": "audit_admin", "unit": "510108-center"})
    assert "三员分立" in refused.content.decode()
    assert client.post(f"/desk/posts/{post.pk}/phone", {"phone": "13800002222"}).status_code == 302
    page = client.get(f"/desk/accounts/{account.pk}").content.decode()
    assert ("138****2222" in page, "13800002222" in page) == (True, False)
    assert client.post(f"/desk/posts/{post.pk}/phone", {"phone": "keine"}).status_code == 409
    assert sit(SYSTEM).post(f"/desk/posts/{post.pk}/phone", {"phone": "13800002222"}).status_code == 403
    client.post(f"/desk/posts/{post.pk}/end")
    client.post(f"/desk/accounts/{account.pk}/close")
    post.refresh_from_db()
    assert post.valid_until is not None
    assert not Account.objects.get(username="5001").is_active


@pytest.mark.parametrize("given", [
    {"username": "0217", "name": "同号", "password": "a-long-first-word"}, {"username": "5002", "name": "", "password": "a-long-first-word"},
    {"username": "5002", "name": "新人", "password": "short"},
])  # fmt: skip
def test_an_account_that_cannot_be_is_refused(sit: Sit, given: dict[str, str]) -> None:
    before = Account.objects.count()
    assert sit(SECURITY).post("/desk/accounts", given).status_code == 409
    assert Account.objects.count() == before


def test_nobody_shuts_themselves_out(sit: Sit) -> None:
    client, own = sit(SECURITY), Post.objects.get(account__username=SECURITY)
    client.post(f"/desk/posts/{own.pk}/end")
    client.post(f"/desk/accounts/{own.account_id}/close")
    own.refresh_from_db()
    assert own.valid_until is None
    assert own.account.is_active


def test_the_auditor_reads_who_did_what_but_not_what_was_written(sit: Sit, report: Make) -> None:
    case = report(text="靠近幼儿园门口，打 13912345678 找欧阳")
    page = sit(AUDIT).get(f"/desk/journal?subject=case:{case.pk}").content.decode()
    assert "case.received" in page
    assert "没有缺也没有改" in page
    assert "欧阳" not in page
    assert "13912345678" not in page
