"""Writes of accounts, posts and the vault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from liandong.access import queries
from liandong.access.models import Account, DutyPhone, Footprint, Identity, Post
from liandong.access.rules import Actor, refuse_joined_powers
from liandong.access.vault import Person, opened, sealed
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.masking import mask_phone
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import seal

DUTY_PHONE: Final = re.compile(r"\+?[0-9]{3,19}")
LOOK_LASTS: Final = timedelta(minutes=30)
RUNG: Final = "rung"
"""The field of a footprint where the number was rung by the call centre and seen by nobody."""
PURPOSES: Final = {"ask-place": "要打电话问清位置", "call-back": "本人要求回电", "other": "其他，请写明"}


@transaction.atomic
def open_account(
    username: str, name: str, password: str | None, *, actor: str, now: datetime, key: str | None = None
) -> Account:
    """Creates an account, or gives the one that already has this staff number. No password: cannot sign in yet.

    Raises:
        Refused: a key is given, and another opening has taken the staff number.
    """
    fact = Fact("account.opened", {"username": username})
    again = written_before(key, None, fact)
    if key and not again and Account.objects.filter(username=username).exists():
        raise Refused("工号 {username} 已经有账号了。", code="taken", field="username", username=username)
    account, made = Account.objects.get_or_create(
        username=username, defaults={"name": name, "password": make_password(password), "created_at": now}
    )
    if made:
        record(f"account:{account.pk}", fact, actor=actor, now=now, key=key)
    return account


@transaction.atomic
def close_account(account_id: int, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Ends an account: it cannot sign in, and its open sessions stop at their next request."""
    subject, fact = f"account:{account_id}", Fact("account.closed")
    if written_before(key, subject, fact):
        return
    account = Account.objects.select_for_update().get(pk=account_id)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(subject, fact, actor=actor, now=now, key=key)


@transaction.atomic
def grant_post(
    account: Account, role: str, *, name: str, unit: str, area: str, actor: str, now: datetime,
    matters: Sequence[str] = (), key: str | None = None,
) -> Post:  # fmt: skip
    """Gives a post to a person, or the same that they hold already.

    Raises:
        Refused: it would join two of the three administrators in one person.
    """
    subject, asked = f"account:{account.pk}", {"role": role, "unit": unit, "area": area, "matters": list(matters)}
    if written_before(key, subject, Fact("post.granted", asked)):
        return Post.objects.filter(account=account, role=role, unit=unit, area=area).latest("id")
    Account.objects.select_for_update().get(pk=account.pk)
    held = list(queries.posts_held(account.pk, now))
    refuse_joined_powers({post.role for post in held}, role)
    same = [post for post in held if (post.role, post.unit, post.area) == (role, unit, area)]
    if same:
        return same[0]
    post = Post.objects.create(account=account, role=role, name=name, unit=unit, area=area, matters=list(matters),
                               valid_from=now)  # fmt: skip
    record(subject, Fact("post.granted", {"post": post.pk, **asked}), actor=actor, now=now, key=key)
    return post


@transaction.atomic
def end_post(post_id: int, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Ends a post from now on; what was done from it stays as it is."""
    post, fact = Post.objects.select_for_update().get(pk=post_id), Fact("post.ended", {"post": post_id})
    if written_before(key, f"account:{post.account_id}", fact):
        return
    post.valid_until = now
    post.save(update_fields=["valid_until"])
    DutyPhone.objects.filter(post=post).delete()
    record(f"account:{post.account_id}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def set_duty_phone(post_id: int, phone: str, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Keeps the number on which a post is reached, sealed, or forgets it where none is given. The journal does not say which.

    Raises:
        Refused: there is no such post now, or it is no number.
    """
    given = phone.strip().replace(" ", "").replace("-", "")
    post = Post.objects.select_for_update().filter(pk=post_id, valid_until=None).first()
    if post is None:
        raise Refused("没有这个岗位。", code="not-found")
    fact = Fact("post.duty_phone_set", {"post": post_id, "given": bool(given)})
    if written_before(key, f"account:{post.account_id}", fact):
        return
    if given and not DUTY_PHONE.fullmatch(given):
        raise Refused("值班电话只写数字，例如 13800001234。", code="bad-format", field="phone")
    if given:
        box = seal(given.encode(), queries.vault_key(), queries.duty_context(post_id))
        DutyPhone.objects.update_or_create(post=post, defaults={"sealed": box, "masked": mask_phone(given)})
    else:
        DutyPhone.objects.filter(post=post).delete()
    record(f"account:{post.account_id}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def look_at_reporter(
    identity: Identity,
    field: str,
    *,
    purpose: str,
    reason: str,
    subject: str,
    actor: Actor,
    now: datetime,
    key: str | None = None,
) -> str:
    """Opens one field ("name" or "phone") of a reporter's identity once and leaves a footprint; to see it again needs
    another reason and another footprint, but the same key is the same look. `expires_at` tells the reporter until when it may have stood on a screen.

    Raises:
        Refused: the post may not, or no purpose or reason was given.
    """
    if not actor.may("identity.reveal"):
        raise Refused("您的岗位看不到上报人。需要联系时，请受理派遣员转达。", code="identity-covered")
    if purpose not in PURPOSES or (purpose == "other" and not reason.strip()):
        raise Refused("请先写明为什么要看；本人会看到这条理由。", code="no-purpose", field="reason")
    if field not in {"name", "phone"}:
        raise Refused("只能查看姓名或电话。", code="bad-field", field="field")
    fact = Fact("identity.seen", {"field": field, "purpose": purpose})
    if written_before(key, subject, fact):
        return str(getattr(person_to_tell(identity), field))
    Footprint.objects.create(
        identity=identity, post_id=actor.post, field=field, purpose=purpose, reason=reason.strip() or PURPOSES[purpose],
        subject=subject, at=now, expires_at=now + LOOK_LASTS,
    )  # fmt: skip
    record(subject, fact, actor=actor.label, now=now, key=key)
    return str(getattr(person_to_tell(identity), field))


@transaction.atomic
def lend_number(identity: Identity, *, subject: str, actor: Actor, now: datetime, key: str | None = None) -> str:
    """A reporter's number for the call centre alone, which rings both sides so that neither sees the other's; shown to nobody.

    Leaves a footprint, so that the person sees which unit rang and that it did not see the number.

    Raises:
        Refused: no number was left, or the person asked to stay covered.
    """
    if identity.confidential:
        raise Refused("上报人要求保密，不能给他打电话。请写成答复。", code="identity-covered")
    phone = person_to_tell(identity).phone
    if not phone:
        raise Refused("这份上报没有留电话。", code="not-found")
    fact = Fact("identity.rung", {"field": RUNG})
    if not written_before(key, subject, fact):
        Footprint.objects.create(identity=identity, post_id=actor.post, field=RUNG, purpose="call-back", reason=PURPOSES["call-back"],
                                 subject=subject, at=now, expires_at=now)  # fmt: skip
        record(subject, fact, actor=actor.label, now=now, key=key)
    return phone


@transaction.atomic
def keep_person(person: Person, *, now: datetime, identity: Identity | None = None) -> Identity | None:
    """Seals who somebody is in a row of the vault, or what is new of them in the row they have; None where nothing is known.

    For whoever hears of a person before there is a report. What is not said anew stays as it was.
    """
    was = person_to_tell(Identity.objects.select_for_update().get(pk=identity.pk)) if identity else Person()
    known = Person(
        person.name or was.name, person.phone or was.phone, person.confidential, person.contact or was.contact
    )
    box = sealed(known, queries.vault_key(), identity.pk if identity else None)
    if box is None or (identity is not None and known == was):
        return identity
    columns = {"sealed": box.sealed, "masked_name": box.masked_name, "masked_phone": box.masked_phone,
               "confidential": box.confidential}  # fmt: skip
    row, _ = Identity.objects.update_or_create(
        pk=box.id, defaults=columns, create_defaults={**columns, "created_at": now}
    )
    return row


def keep_somebody(person: Person, *, now: datetime) -> Identity:
    """Seals somebody of whom something is known in a row of their own, in the caller's transaction.

    Raises:
        ValueError: nothing is known.
    """
    made = keep_person(person, now=now)
    if made is None:
        raise ValueError("nobody")
    return made


def forget_person(identity: Identity) -> None:
    """Takes a row out of the vault, in the caller's transaction; for a person whom nothing else points at."""
    identity.delete()


def person_to_tell(identity: Identity) -> Person:
    """Opens an identity so that the person can be told, or be the reporter of a report; it is shown to nobody."""
    return opened(identity.pk, bytes(identity.sealed), queries.vault_key())
