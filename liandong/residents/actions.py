"""Writes of residents: a code is sent, somebody signs in, signs out, or leaves for good."""

from __future__ import annotations

import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from liandong.access.actions import forget_person, keep_somebody
from liandong.access.queries import identities_with, vault_key
from liandong.access.vault import Person
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import seal, unseal
from liandong.residents.models import Resident, SignIn, SignInCode
from liandong.residents.ports import Carry
from liandong.residents.queries import digest_of
from liandong.residents.rules import LASTS, SIGNED_IN_FOR, TRIES, mobile, refuse_too_often

ACTOR: Final = "resident"
DAY: Final = timedelta(days=1)


def send_code(phone: str, *, carry: Carry, now: datetime, key: uuid.UUID) -> SignInCode:
    """Sends six digits to a number; the same key sends nothing again. It says the same of every number, known or not.

    Raises:
        Refused: not a mobile number, or too often.
    """
    number = mobile(phone)
    made, digits = new_code(number, now, key)
    if digits:
        text = gettext(
            "验证码 {code}，10 分钟内有效，用来登录一指通。不是您本人在登录，不用理会，也不要告诉别人。"
        ).format(code=digits)
        carry(number, text, f"code-{made.pk}")
    return made


@transaction.atomic
def new_code(number: str, now: datetime, key: uuid.UUID) -> tuple[SignInCode, str]:
    """A code for a number and its digits; no digits where the key had made it before."""
    mark = mark_of(number)
    one_at_a_time(mark)
    if before := SignInCode.objects.filter(pk=key).first():
        return before, ""
    sent = list(SignInCode.objects.filter(mark=mark, sent_at__gt=now - DAY).values_list("sent_at", flat=True))
    everywhere = SignInCode.objects.filter(sent_at__gt=now - timedelta(hours=1)).count()
    refuse_too_often(sent, everywhere, settings.LIANDONG_CODES_AN_HOUR, now)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    made = SignInCode.objects.create(
        pk=key, sealed=seal(number.encode(), vault_key(), key.bytes), mark=mark, digest=digest(key, digits), sent_at=now,
        ends_at=now + LASTS,
    )  # fmt: skip
    record(f"code:{key}", Fact("resident.code_sent"), actor=ACTOR, now=now)
    return made, digits


def mark_of(number: str) -> str:
    return salted_hmac("liandong.residents.number", number).hexdigest()[:32]


def digest(code: uuid.UUID, digits: str) -> str:
    return salted_hmac("liandong.residents.code", f"{code}:{digits}", algorithm="sha256").hexdigest()


def sign_in(code: uuid.UUID, digits: str, *, now: datetime) -> str:
    """Signs in whoever has the digits of a code, once; gives the token that their telephone keeps.

    Raises:
        Refused: wrong digits, of which each counts; or the code is over.
    """
    token = tried(code, digits.strip(), now)
    if token is None:
        raise Refused("验证码不对，再看一眼短信。", code="wrong-code", field="code")
    return token


@transaction.atomic
def tried(code: uuid.UUID, digits: str, now: datetime) -> str | None:
    """The token for the right digits; None for wrong ones, which are counted."""
    row = SignInCode.objects.select_for_update().filter(pk=code).first()
    if row is None or row.used_at or row.ends_at <= now or row.tries >= TRIES:
        raise Refused(
            "这个验证码不能用了：用过、过期，或者错了 {tries} 次。重新要一个。",
            code="code-over",
            field="code",
            tries=TRIES,
        )
    if not hmac.compare_digest(row.digest, digest(code, digits)):
        row.tries += 1
        row.save(update_fields=["tries"])
        return None
    row.used_at = now
    row.save(update_fields=["used_at"])
    return signed_in(resident_of(unseal(bytes(row.sealed), vault_key(), code.bytes).decode(), row.mark, now), now)


@transaction.atomic
def sign_in_as(contact: str, mark: str, *, now: datetime) -> str:
    """Signs in whoever a message service says it is; gives the token that their telephone keeps. `mark`: of the contact."""
    one_at_a_time(mark)
    found = Resident.objects.filter(mark=mark).first()
    if found is None:
        identity = keep_somebody(Person(contact=contact), now=now)
        found = Resident.objects.create(identity=identity, mark=mark, created_at=now)
    return signed_in(found, now)


def signed_in(resident: Resident, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    SignIn.objects.create(resident=resident, digest=digest_of(token), began_at=now, ends_at=now + SIGNED_IN_FOR)
    record(f"resident:{resident.pk}", Fact("resident.signed_in"), actor=f"resident:{resident.pk}", now=now)
    return token


def one_at_a_time(mark: str) -> None:
    """Whoever has the same mark waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [mark])


def resident_of(number: str, mark: str, now: datetime) -> Resident:
    """The resident of a number, made at the first time; one at a time of the same number."""
    one_at_a_time(mark)
    found = Resident.objects.filter(identity__in=identities_with(number)).first()
    if found is None:
        found = Resident.objects.create(identity=keep_somebody(Person(phone=number), now=now), created_at=now)
    return found


@transaction.atomic
def sign_out(token: str, *, now: datetime) -> None:
    """Ends one sign-in; a token that is over already changes nothing."""
    row = SignIn.objects.filter(digest=digest_of(token)).first()
    if row is not None:
        record(f"resident:{row.resident_id}", Fact("resident.signed_out"), actor=f"resident:{row.resident_id}", now=now)
        row.delete()


@transaction.atomic
def leave(resident: int, *, now: datetime) -> None:
    """Forgets a resident: every sign-in and the sealed number go. What they reported goes on under its own identities."""
    row = Resident.objects.select_for_update().select_related("identity").filter(pk=resident).first()
    if row is None:
        return
    record(f"resident:{resident}", Fact("resident.left"), actor=f"resident:{resident}", now=now)
    identity = row.identity
    row.delete()
    forget_person(identity)


def drop_expired(now: datetime) -> None:
    """Forgets codes after a day, and sign-ins that are over."""
    SignInCode.objects.filter(sent_at__lte=now - DAY).delete()
    SignIn.objects.filter(ends_at__lte=now).delete()
