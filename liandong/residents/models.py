"""Residents who sign in: a sealed number or contact, the codes sent to it, and the telephones at which they are signed in."""

from __future__ import annotations

import uuid

from django.db import models

from liandong.access.models import Identity


class Resident(models.Model):
    """Somebody who signed in by a telephone number, or by a message service where they are known by a name; that lies in the
    vault, and nothing else is kept of them. `mark`: of a name, by which it is found again; it cannot be read back."""

    identity = models.OneToOneField(Identity, models.PROTECT)
    mark = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField()


class SignInCode(models.Model):
    """Six digits that were sent to a number: the number sealed under this row's id, the digits as a digest. `mark` tells
    how many were sent to the same number; it cannot be read back without the installation's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()
    mark = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignIn(models.Model):
    """A telephone at which a resident is signed in, by the digest of the token it holds, until `ends_at`."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="sign_ins")
    digest = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
