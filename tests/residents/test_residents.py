"""Signing in by a code: once, soon, a few tries; what is kept is a sealed number and nothing that joins a person's cases."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from liandong.access.actions import keep_person
from liandong.access.models import Identity
from liandong.access.queries import identities_with
from liandong.access.vault import Person
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.residents.actions import drop_expired, leave, send_code, sign_in, sign_out
from liandong.residents.models import Resident, SignIn, SignInCode
from liandong.residents.queries import identities_of, number_of, resident_with
from liandong.residents.rules import A_DAY, TRIES, mobile, refuse_too_often

PHONE = "13812342041"


class Carried(list[tuple[str, str, str]]):
    """A courier that keeps what it was given."""

    def __call__(self, phone: str, text: str, key: str) -> None:
        self.append((phone, text, key))

    @property
    def digits(self) -> str:
        found = re.search(r"\d{6}", self[-1][1])
        assert found
        return found[0]


@pytest.fixture
def carried() -> Carried:
    return Carried()


def entered(carried: Carried, phone: str = PHONE, at: datetime | None = None) -> str:
    """The token of somebody who asks for a code and enters it."""
    at = at or now()
    code = send_code(phone, carry=carried, now=at, key=uuid.uuid4())
    return sign_in(code.pk, carried.digits, now=at)


@pytest.mark.django_db
def test_a_code_goes_to_the_number_and_signs_in_once(carried: Carried) -> None:
    code = send_code("+86 138-1234-2041", carry=carried, now=now(), key=uuid.uuid4())
    assert [each[0] for each in carried] == [PHONE]
    token = sign_in(code.pk, f" {carried.digits} ", now=now())
    resident = resident_with(token, now())
    assert resident
    assert number_of(resident) == PHONE
    with pytest.raises(Refused, match="不能用了"):
        sign_in(code.pk, carried.digits, now=now())
    assert resident_with(token + "x", now()) is None
    assert resident_with("", now()) is None


@pytest.mark.django_db
def test_the_same_key_sends_one_message(carried: Carried) -> None:
    key = uuid.uuid4()
    assert {send_code(PHONE, carry=carried, now=now(), key=key).pk for _ in range(3)} == {key}
    assert len(carried) == 1


@pytest.mark.django_db
def test_wrong_digits_count_and_then_even_the_right_ones_are_refused(carried: Carried) -> None:
    code = send_code(PHONE, carry=carried, now=now(), key=uuid.uuid4())
    wrong = f"{(int(carried.digits) + 1) % 1_000_000:06d}"
    for _ in range(TRIES):
        with pytest.raises(Refused, match="验证码不对"):
            sign_in(code.pk, wrong, now=now())
    with pytest.raises(Refused, match="不能用了"):
        sign_in(code.pk, carried.digits, now=now())
    assert SignIn.objects.count() == 0


@pytest.mark.django_db
def test_a_code_ends_after_ten_minutes_and_a_sign_in_after_thirty_days(carried: Carried) -> None:
    at = now()
    code = send_code(PHONE, carry=carried, now=at, key=uuid.uuid4())
    with pytest.raises(Refused):
        sign_in(code.pk, carried.digits, now=at + timedelta(minutes=10))
    token = sign_in(code.pk, carried.digits, now=at + timedelta(minutes=9))
    assert resident_with(token, at + timedelta(days=29))
    assert resident_with(token, at + timedelta(days=31)) is None
    drop_expired(at + timedelta(days=31))
    assert (SignInCode.objects.count(), SignIn.objects.count(), Resident.objects.count()) == (0, 0, 1)


@pytest.mark.django_db
def test_one_number_is_one_resident_however_it_is_written(carried: Carried) -> None:
    first, at = entered(carried), now() + timedelta(minutes=2)
    second = entered(carried, "+86 138 1234 2041", at)
    assert Resident.objects.count() == 1
    sign_out(first, now=at)
    assert resident_with(first, at) is None
    assert resident_with(second, at)


@pytest.mark.django_db
def test_only_identities_of_the_very_number_are_the_residents_own(carried: Carried) -> None:
    mine = [keep_person(Person("张三丰", said), now=now()) for said in ("138 1234 2041", "+8613812342041")]
    keep_person(Person("李四", "13899992041"), now=now())
    resident = resident_with(entered(carried), now())
    assert resident
    assert set(identities_of(resident)) == {each.pk for each in mine if each}
    assert identities_with("") == []
    assert identities_with("13812342042") == []


@pytest.mark.django_db
def test_who_leaves_is_gone_from_the_vault_and_what_they_reported_stays(carried: Carried) -> None:
    kept, token = keep_person(Person("", PHONE), now=now()), entered(carried)
    resident = resident_with(token, now())
    assert resident
    leave(resident.pk, now=now())
    leave(resident.pk, now=now())
    assert (Resident.objects.count(), SignIn.objects.count(), list(Identity.objects.all())) == (0, 0, [kept])


@pytest.mark.django_db
def test_the_number_stands_in_no_table(carried: Carried) -> None:
    entered(carried)
    send_code("13912342041", carry=carried, now=now(), key=uuid.uuid4())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # Six digits alone stand in many a coordinate; only among what belongs to residents could they be the code.
            said = f"{PHONE}|13912342041" + (f"|{carried.digits}" if table.startswith("residents_") else "")
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', [said])
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
def test_codes_are_rationed_for_a_number_and_for_all(carried: Carried, settings: Settings) -> None:
    at = now()
    send_code(PHONE, carry=carried, now=at, key=uuid.uuid4())
    with pytest.raises(Refused, match="50 秒后"):
        send_code(PHONE, carry=carried, now=at + timedelta(seconds=11), key=uuid.uuid4())
    settings.LIANDONG_CODES_AN_HOUR = 1
    with pytest.raises(Refused, match="人太多"):
        send_code("13912342041", carry=carried, now=at, key=uuid.uuid4())
    assert len(carried) == 1


@given(st.lists(st.integers(0, 86_399), max_size=8))
def test_never_two_within_a_minute_and_never_more_than_five_a_day(ago: list[int]) -> None:
    at = datetime.fromisoformat("2026-03-01T12:00:00+08:00")
    sent = [at - timedelta(seconds=each) for each in ago]
    if len(ago) >= A_DAY or min(ago, default=60) < 60:
        with pytest.raises(Refused):
            refuse_too_often(sent, 0, 1, at)
    else:
        refuse_too_often(sent, 0, 1, at)


@pytest.mark.parametrize(
    "said", ["", "110", "028 8396 1234", "23812342041", "+1 212 555 0100", "1381234204", "138123420411"]
)
def test_a_code_goes_to_mobile_numbers_only(said: str) -> None:
    with pytest.raises(Refused, match="不像手机号码"):
        mobile(said)
