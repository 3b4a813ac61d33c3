"""What a resident fills in to report something, as it comes from the page."""

from __future__ import annotations

import re
import uuid
from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy

from liandong.faces.resident.kinds import OTHER, offered
from liandong.kernel.coordinates import System
from liandong.kernel.refusals import Refused
from liandong.places.parse import spot

PHONE: Final = re.compile(r"^\+?[0-9][0-9 -]{5,18}[0-9]$")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
TOO_LONG: Final = gettext_lazy("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。")
FIELDS: Final = {"lon": "words", "lat": "words", "photos": "photo", "photo": "photo", "kind": "kind", "text": "text",
                 "clip": "clip"}  # fmt: skip
"""Beside which input a refusal of the inner packages stands."""


class Words(forms.CharField):
    """What somebody typed, without the characters that no keyboard types."""

    def to_python(self, value: Any) -> str:
        return CONTROL.sub("", super().to_python(value) or "")


class ReportForm(forms.Form):
    """One report. Nothing of it must be given but a place, and a photo, a kind or a text."""

    key = forms.CharField(required=False, max_length=60)
    text = Words(required=False, max_length=2000, error_messages={"max_length": TOO_LONG})
    words = Words(required=False, max_length=200, error_messages={"max_length": TOO_LONG})
    lon = forms.CharField(required=False, max_length=30)
    lat = forms.CharField(required=False, max_length=30)
    crs = forms.CharField(required=False, max_length=10)
    accuracy = forms.CharField(required=False, max_length=12)
    kind = forms.CharField(required=False, max_length=8)
    more = forms.CharField(required=False, max_length=8)
    phone = Words(required=False, max_length=40, error_messages={"max_length": TOO_LONG})
    confidential = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)
    photo = forms.CharField(required=False)
    clip = forms.CharField(required=False)

    def clean_key(self) -> str:
        """The page's own key; a fresh one where it is missing, since without one nothing can be doubled by it."""
        try:
            return str(uuid.UUID(self.cleaned_data["key"]))
        except ValueError:
            return str(uuid.uuid4())

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not PHONE.match(phone):
            raise forms.ValidationError(gettext("这不像电话号码。写手机号，或者带区号的座机；不想留就空着。"))
        return phone

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        given["kind"] = self.chosen_kind(given.get("more") or given.get("kind") or "")
        given["lon"], given["lat"] = self.point(given.get("lon", ""), given.get("lat", ""), given.get("crs", ""))
        return given

    def chosen_kind(self, code: str) -> str:
        if code and code != OTHER and code not in offered():
            self.add_error("kind", gettext("没有这一类了，重新选一个；都不是就选“其他”。"))
            return ""
        return code

    def point(self, lon: str, lat: str, crs: str) -> tuple[float | None, float | None]:
        """The point in degrees CGCS2000, or nothing where none was given."""
        if not lon and not lat:
            return None, None
        try:
            found = spot(lon, lat, System(crs) if crs in set(System) else System.CGCS2000)
        except Refused:
            self.add_error("words", gettext("这个位置看不懂。在地图上重新点一下，或者写下地点。"))
            return None, None
        return found.lon, found.lat

    def ask_for_enough(self, photos: int) -> None:
        """Adds what is still missing: something to see, and somewhere to go."""
        given = self.cleaned_data
        if not (photos or given.get("text") or given.get("kind") or self.errors):
            self.add_error("text", gettext("还不知道是什么问题：拍一张照片、选一个类别，或者写一句。"))
        placed = given.get("lon") is not None or given.get("words") or given.get("text")
        if not placed and "words" not in self.errors:
            self.add_error("words", gettext("还不知道在哪里：点“用我的位置”，在地图上点一下，或者写下地点。"))

    def refuse(self, refused: Refused) -> None:
        """Puts a refusal of the inner packages beside the input at fault."""
        self.add_error(FIELDS.get(refused.field or ""), refused.sentence)
