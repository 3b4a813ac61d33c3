"""Accounts, posts, programs that call us, and the vault of reporters' identities."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from liandong.access.roles import ROLES


class Account(AbstractBaseUser):
    """A person of the staff who signs in. `username` is the staff number 工号."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    objects = BaseUserManager["Account"]()
    USERNAME_FIELD = "username"

    def get_full_name(self) -> str:
        return self.name


class Post(models.Model):
    """A role that a person holds for a unit, an area and matters, for a time. One person may hold several."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(key, role.word) for key, role in ROLES.items()])
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    area = models.CharField(max_length=15)
    matters = ArrayField(models.CharField(max_length=8), default=list)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="post_unit")]


class DutyPhone(models.Model):
    """The telephone on which a post is reached when a case has climbed to it, sealed; gone with the post. Shown to nobody but masked."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="duty_phone")
    sealed = models.BinaryField()
    masked = models.CharField(max_length=20)


class Client(models.Model):
    """A program that calls the API. `code`: its public name, the client_id of OAuth2. `scopes`: the most that a token may
    be given. `area`: whose cases it may follow beside its own; empty for its own only."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    channels = ArrayField(models.CharField(max_length=20))
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    area = models.CharField(max_length=15, blank=True)
    per_minute = models.PositiveIntegerField(default=600)
    per_day = models.PositiveIntegerField(default=100_000)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class ClientKey(models.Model):
    """One key of a client, as its digest; `hint` is its last letters. It counts until `ends_at`, empty for no end."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)


class SharedKey(models.Model):
    """A key that both sides know, sealed: of another centre ("partner:police"), an account at a message service ("inlet:sms", all its
    secrets by name), the call centre ("telephony").

    It counts until `ends_at`, empty for no end. `used_at`: when the other side first showed that it has it. `hint`: its last letters,
    where we made it; `created_at` is empty for the first key, which a file had.
    """

    holder = models.CharField(max_length=40)
    sealed = models.BinaryField()
    hint = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["holder"], name="shared_key_holder")]


class AccessToken(models.Model):
    """What a client got for a key: some of its scopes for an hour, as a digest; gone with the key."""

    key = models.ForeignKey(ClientKey, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    expires_at = models.DateTimeField(db_index=True)


class Usage(models.Model):
    """How many requests a client made on a day in China."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="usage")
    day = models.DateField()
    requests = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="one_usage_per_day")]


class Identity(models.Model):
    """Who reported, sealed. Only the masked forms can be read without a reason and a footprint."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()
    masked_name = models.CharField(max_length=40, blank=True)
    masked_phone = models.CharField(max_length=20, blank=True)
    confidential = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["masked_phone"], name="identity_phone", condition=~Q(masked_phone=""))]


class Footprint(models.Model):
    """One look at one field of an identity: by which post, what for, until when. The person can see all of them."""

    identity = models.ForeignKey(Identity, models.PROTECT, related_name="footprints")
    post = models.ForeignKey(Post, models.PROTECT)
    field = models.CharField(max_length=10)
    purpose = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    subject = models.CharField(max_length=40)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="footprint_has_a_reason")]
        indexes = [models.Index(fields=["subject"], name="footprint_subject")]
