"""The page of a case: what it shows, to whom, and the moves made from it."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from liandong import exchange
from liandong.access.models import Footprint, Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.rules import PAST
from liandong.cases.states import Move
from liandong.faces.desk.case.timeline import SENTENCES
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.linkage.rules import PAST as ASSIST_PAST
from liandong.supervision.ordering import PAST as ORDER_PAST

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
SCRIPT = "<script>alert(1)</script>"


def holder(case: Case) -> Actor:
    """A post of the unit that holds the case."""
    post = Post.objects.filter(unit=case.unit, role__in=("handler", "grid_worker")).first()
    assert post is not None
    return actor_of(post)


@pytest.fixture
def held(report: Make) -> Case:
    """A case of the hygiene team of Taoxi street, which person 1201 works for."""
    case = report("510108012")
    dispatcher = actor_of(Post.objects.get(account__username="0217"))
    for name, inputs in [
        (Move.CLASSIFY, {"kind": "E0102"}),
        (Move.FILE, {}),
        (Move.ASSIGN, {"unit": "510108012-huanwei"}),
    ]:
        move(case.number, name, inputs, by=dispatcher, now=now())
    return Case.objects.get(pk=case.pk)


def send(client: Client, case: Case, name: str, **given: object) -> str:
    answer = client.post(f"/desk/cases/{case.number}/moves/{name}", {"key": uuid.uuid4(), **given}, follow=True)
    return answer.content.decode()


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


BY_ITSELF = {
    "case.warned", "case.escalated", "case.came_down", "case.recomputed", "case.twins_found", "case.joined", "case.parted",
    "case.kept_apart", "case.recheck_due", *ORDER_PAST.values(),
}  # fmt: skip


def test_every_fact_of_a_case_has_a_sentence() -> None:
    of_moves = {f"case.{past}" for past in PAST.values()} | {f"assist.{past}" for past in ASSIST_PAST.values()}
    others = {
        "case.received",
        "assist.invited",
        "copy.sent",
        "whistle.blown",
        "whistle.confirmed",
        "whistle.declined",
        "whistle.held",
        "dispute.conceded",
        "dispute.contested",
        "identity.seen",
        "contacts.called",
    }
    written = "\n".join(path.read_text(encoding="utf-8") for path in Path(exchange.__file__).parent.glob("*.py"))
    of_the_exchange = set(re.findall(r'note\(\s*[a-z_.]+, "(exchange\.[a-z_]+)"', written))
    assert "exchange.sent" in of_the_exchange
    assert of_moves | others | BY_ITSELF | of_the_exchange == set(SENTENCES)


def test_a_case_goes_from_hand_to_hand_by_the_forms(sit: Sit, held: Case) -> None:
    handler, verifier = sit("1201"), sit("1202", "verifier")
    assert "已签收" in send(handler, held, "accept")
    assert "等别的单位核查" in send(handler, held, "handle", note="已清理")
    assert "等上报人评价" in send(verifier, held, "verify", note="看过，干净")
    assert state(held) == "verified"
    page = verifier.get(f"/desk/cases/{held.number}").content.decode()
    for sentence in ("签收", "反馈处置结果", "已清理", "核查通过", "看过，干净", "已核对未改动"):
        assert sentence in page


def test_a_form_sent_twice_moves_once(sit: Sit, held: Case) -> None:
    handler = sit("1201")
    send(handler, held, "accept")
    key = str(uuid.uuid4())
    for _ in range(2):
        send(handler, held, "note", note="去过现场", key=key)
    assert Entry.objects.filter(subject=f"case:{held.pk}", kind="case.noted").count() == 1


def test_what_was_typed_stays_when_a_move_is_refused(sit: Sit, held: Case) -> None:
    handler = sit("1201")
    send(handler, held, "accept")
    page = send(handler, held, "ask_extension", reason="渣土车没到", hours="999")
    assert "最多 240 工作时" in page
    assert "渣土车没到" in page
    assert state(held) == "accepted"


def test_a_move_that_is_not_possible_is_disabled_with_the_reason(sit: Sit, held: Case) -> None:
    handler = sit("1201")
    send(handler, held, "accept")
    send(handler, held, "handle", note="已清理")
    Case.objects.filter(pk=held.pk).update(
        handled_account=Post.objects.get(account__username="1202", role="verifier").account_id
    )
    page = sit("1202", "verifier").get(f"/desk/cases/{held.number}").content.decode()
    assert "要由别人核查" in page
    assert re.search(r"<button[^>]*disabled[^>]*>核查通过", page)


def test_the_duty_officer_grants_an_extension_from_the_banner(sit: Sit, held: Case) -> None:
    handler, officer = sit("1201"), sit("0201")
    send(handler, held, "accept")
    send(handler, held, "ask_extension", reason="渣土车没到", hours="2")
    before = Case.objects.get(pk=held.pk).stage_due_at
    page = officer.get(f"/desk/cases/{held.number}").content.decode()
    assert "申请延期 2 工作时" in page
    assert "等值班长审批" in handler.get(f"/desk/cases/{held.number}").content.decode()
    send(officer, held, "grant_extension")
    after = Case.objects.get(pk=held.pk)
    assert after.pending is None
    assert before is not None
    assert after.stage_due_at is not None
    assert after.stage_due_at > before


def test_a_denial_asks_for_a_reason(sit: Sit, held: Case) -> None:
    handler, officer = sit("1201"), sit("0201")
    send(handler, held, "accept")
    send(handler, held, "ask_suspension", reason="等补件")
    assert "还差理由" in send(officer, held, "deny_suspension")
    send(officer, held, "deny_suspension", reason="今天就能补")
    assert state(held) == "accepted"


def test_a_photo_with_the_form_is_kept_and_shown_within_sight_only(
    sit: Sit, held: Case, settings: Settings, tmp_path: Path
) -> None:
    settings.LIANDONG_FILES = str(tmp_path)
    handler = sit("1201")
    send(handler, held, "accept")
    send(handler, held, "handle", note="已清理", photo=SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"))
    page = handler.get(f"/desk/cases/{held.number}").content.decode()
    [address] = set(re.findall(rf"/desk/cases/{held.number}/photos/[0-9a-f-]+", page))
    for part in (address, f"{address}?small"):
        answer = handler.get(part)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer.content.startswith(b"\xff\xd8")
    assert sit("3001").get(address).status_code == 404


def jpeg() -> bytes:
    taken = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 90)).save(taken, "JPEG")
    return taken.getvalue()


def test_a_photo_can_be_sent_ahead(sit: Sit, settings: Settings, tmp_path: Path) -> None:
    settings.LIANDONG_FILES = str(tmp_path)
    answer = sit("1201").post("/desk/photos", {"file": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")})
    assert answer.status_code == 201
    assert uuid.UUID(answer.json()["id"])
    refused = sit("1201").post("/desk/photos", {"file": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")})
    assert refused.status_code == 409
    assert refused.json()["detail"]


def test_the_map_is_geojson_of_the_own_grid(sit: Sit, held: Case) -> None:
    shown = sit("1201").get(f"/desk/cases/{held.number}/map.json").json()
    layers = {each["properties"]["layer"] for each in shown["features"]}
    assert {"grid", "community"} <= layers


def test_a_handler_never_meets_a_name_or_a_number(sit: Sit, report: Make, person: Person) -> None:
    case = report("510108012", person=person)
    Case.objects.filter(pk=case.pk).update(unit="510108012-huanwei", state="assigned", kind="E0102")
    handler = sit("1201")
    pages = [handler.get(path).content.decode() for path in (
        "/desk/", "/desk/?tab=open", f"/desk/cases/{case.number}", f"/desk/cases/{case.number}/preview",
        f"/desk/cases/{case.number}/map.json", f"/desk/cases/{case.number}/moves/return",
    )]  # fmt: skip
    for page in pages:
        for secret in (person.name, person.phone, "欧阳", "139****5678", "查看需理由"):
            assert secret not in page
    report_pk = case.reports.get().pk
    answer = handler.post(
        f"/desk/cases/{case.number}/reports/{report_pk}/reporter", {"purpose": "call-back", "field": "phone"}
    )
    assert answer.status_code == 403
    assert person.phone not in answer.content.decode()
    assert not Footprint.objects.exists()


def test_a_dispatcher_sees_masks_and_one_field_for_a_reason(sit: Sit, report: Make, person: Person) -> None:
    case, desk = report(person=person), sit("0217")
    page = desk.get(f"/desk/cases/{case.number}").content.decode()
    assert "139****5678" in page
    assert person.phone not in page
    address = f"/desk/cases/{case.number}/reports/{case.reports.get().pk}/reporter"
    assert person.phone not in desk.get(address).content.decode()
    refused = desk.post(address, {"purpose": "other", "field": "phone", "reason": " "}).content.decode()
    assert "请先写明为什么要看" in refused
    seen = desk.post(address, {"purpose": "call-back", "field": "phone"}).content.decode()
    assert person.phone in seen
    assert person.name not in seen
    assert Footprint.objects.count() == 1
    assert "查看了上报人的电话" in desk.get(f"/desk/cases/{case.number}").content.decode()


def test_who_asks_to_be_covered_is_covered_even_in_the_masked_forms(sit: Sit, report: Make) -> None:
    case = report(person=Person("欧阳锋利", "13912345678", confidential=True))
    page = sit("0217").get(f"/desk/cases/{case.number}").content.decode()
    assert "要求保密" in page
    assert "139****5678" not in page


def test_a_script_in_any_field_comes_out_as_words(sit: Sit, report: Make) -> None:
    case = report(text=f"{SCRIPT} 垃圾", title=SCRIPT, words=SCRIPT, person=Person(SCRIPT, "13912345678"))
    officer = sit("0201")
    send(officer, case, "note", note=SCRIPT)
    for path in ("/desk/", f"/desk/?q={SCRIPT}", f"/desk/?tab=open&area={SCRIPT}", f"/desk/cases/{case.number}",
                 f"/desk/cases/{case.number}/preview?back={SCRIPT}&kind={SCRIPT}", f"/desk/cases/{SCRIPT}/preview"):  # fmt: skip
        assert "<script>alert" not in officer.get(path).content.decode()
    refused = officer.post(
        "/desk/register", {"text": "", "title": SCRIPT, "words": SCRIPT, "name": SCRIPT}
    ).content.decode()
    assert "<script>alert" not in refused
    assert "&lt;script&gt;" in refused


def test_a_case_out_of_sight_is_the_same_as_none(sit: Sit, report: Make) -> None:
    case = report("510108016")
    answers = [sit("1202", "verifier").get(f"/desk/cases/{number}") for number in (case.number, "000000-9999")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_back_address_of_another_site_is_not_followed(sit: Sit, held: Case) -> None:
    answer = sit("1201").post(
        f"/desk/cases/{held.number}/moves/accept", {"key": uuid.uuid4(), "back": "//evil.example/desk/"}
    )
    assert answer["Location"] == f"/desk/cases/{held.number}"
