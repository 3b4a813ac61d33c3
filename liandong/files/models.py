"""The table of files, and what is known of those that are clips."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from liandong.files.states import ClipState, Role


class File(models.Model):
    """A photo or a clip. `size` is in bytes, `width` and `height` in pixels, `digest` the SHA-256 of the file in hex.

    `taken_at`, `lon` and `lat` (CGCS2000) are what the telephone of somebody of the staff said with the upload.

    `path` is relative to the folder of files. `subject` says what it belongs to ("case:17") and `role` as
    what; both are empty from the upload until somebody uses it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True)
    uploaded_at = models.DateTimeField()
    uploader = models.CharField(max_length=40)
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    subject = models.CharField(max_length=40, null=True)
    role = models.CharField(max_length=6, null=True, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subject=None, role=None) | Q(subject__isnull=False, role__isnull=False),
                name="file_is_used_as_something",
            )
        ]
        indexes = [
            models.Index(fields=["subject"], name="file_subject", condition=Q(subject__isnull=False)),
            models.Index(fields=["uploaded_at"], name="file_unused", condition=Q(subject=None)),
        ]


class Clip(models.Model):
    """What a file that is a clip is more than a photo. `seconds` is its length as it is shown, `why` a word of
    `clip_rules.WHY` where it cannot be, `hidden` the number of boxes in which something was blurred.

    Until it is ready the file's size, pixels and digest are those of what was sent.
    """

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="clip")
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in ClipState])
    why = models.CharField(max_length=12, default="", blank=True)
    seconds = models.FloatField(null=True)
    hidden = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="clip_expires", condition=~Q(state=ClipState.EXPIRED)),
            models.Index(fields=["file"], name="clip_waiting", condition=Q(state=ClipState.WAITING)),
        ]
