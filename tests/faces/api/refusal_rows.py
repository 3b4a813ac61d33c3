"""Bad input and the refusal it meets: the rows of docs/reference/refusals.md, as requests."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from liandong.kernel.clock import now


@dataclass(frozen=True)
class Row:
    """One row: what is sent, and the status, code and field of the answer. Either `fields` of a report, a `body`, or
    another request altogether."""

    what: str
    status: int
    code: str
    at: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    request: Callable[[Any], Any] | None = None

    @property
    def line(self) -> str:
        """As it stands in the table of the docs."""
        return f"| {self.what} | {self.status} | `{self.code}` | {f'`{self.at}`' if self.at else ''} |"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


def form(data: bytes, name: str = "photo.jpg", **fields: str) -> Callable[[Any], Any]:
    """An upload."""

    def sent(client: Any) -> Any:
        file = io.BytesIO(data)
        file.name = name
        return client.post("/api/v1/uploads", {"file": file, "key": "u-1", **fields})

    return sent


def clip(data: bytes) -> Callable[[Any], Any]:
    def sent(client: Any) -> Any:
        file = io.BytesIO(data)
        file.name = "clip.mp4"
        return client.post("/api/v1/clips", {"file": file, "key": "c-1"})

    return sent


def got(path: str) -> Callable[[Any], Any]:
    return lambda client: client.get(f"/api/v1{path}")


def posted(path: str, body: dict[str, Any]) -> Callable[[Any], Any]:
    return lambda client: client.post(f"/api/v1{path}", body, content_type="application/json")


BIG = 20_000_000
HEAD = "Reports"
REPORTS = [
    Row("no `Authorization`", 401, "no-key", headers={"Authorization": ""}),
    Row("a key that nobody has", 401, "no-key", headers={"Authorization": "Bearer nobody"}),
    Row("a form instead of JSON", 415, "not-json-type", body=b"text=1",
        headers={"Content-Type": "application/x-www-form-urlencoded"}),
    Row("nothing but a space", 400, "not-json", body=b" "),
    Row("half a JSON object", 400, "not-json", body=b'{"text": "a"'),
    Row("bytes that are no UTF-8", 400, "not-json", body=b'{"text": "\xff\xfe"}'),
    Row("half a surrogate pair", 400, "not-json", body=b'{"text": "\\ud800"}'),
    Row("a list nested a million deep", 422, "wrong-type", "text", body=b'{"text":' + b"[" * 400_000),
    Row("a body of 20 MB", 413, "too-large", body=b"x" * BIG),
    Row("a list instead of an object", 422, "wrong-type", "body", body=b"[]"),
    Row("no text", 422, "missing", "text", fields={"text": None}),
    Row("an empty text", 422, "empty", "text", fields={"text": ""}),
    Row("a text of spaces", 422, "empty", "text", fields={"text": " \n\u200b"}),
    Row("a text of 5,001 letters", 422, "too-long", "text", fields={"text": "灯" * 5001}),
    Row("a number as text", 422, "wrong-type", "text", fields={"text": 5}),
    Row("a NUL in the text", 422, "control-characters", "text", fields={"text": "a\x00b"}),
    Row("an escape sequence in the name", 422, "control-characters", "reporter.name",
        fields={"reporter": {"name": "\x1b[31m"}}),
    Row("a title of 121 letters", 422, "too-long", "title", fields={"title": "灯" * 121}),
    Row("a title of two lines", 422, "control-characters", "title", fields={"title": "a\nb"}),
    Row("a field that there is not", 422, "unknown-field", "colour", fields={"colour": "red"}),
    Row("a field of the reporter that there is not", 422, "unknown-field", "reporter.id_card",
        fields={"reporter": {"id_card": "1"}}),
    Row("letters as a telephone number", 422, "bad-format", "reporter.phone", fields={"reporter": {"phone": "call me"}}),
    Row("a name of 41 letters", 422, "too-long", "reporter.name", fields={"reporter": {"name": "张" * 41}}),
    Row("a channel that there is not", 422, "bad-choice", "channel", fields={"channel": "fax"}),
    Row("a channel that the key may not use", 403, "channel-not-allowed", "channel", fields={"channel": "police"}),
    Row("an urgency that there is not", 422, "bad-choice", "urgency", fields={"urgency": "now"}),
    Row("a kind that there is not", 422, "unknown-kind", "kind", fields={"kind": "Z9999"}),
    Row("a longitude without a latitude", 422, "half-a-place", "lat", fields={"lat": None}),
    Row("coordinates as text", 422, "wrong-type", "lon", fields={"lon": "104.1"}),
    Row("coordinates beyond all numbers", 422, "wrong-type", "lon",
        body=b'{"text":"a","channel":"hotline","key":"k","lon":1e999,"lat":30}'),
    Row("coordinates rounded to 10 km", 422, "rounded", "lon", fields={"lon": 104.1, "lat": 30.7}),
    Row("a point outside China", 422, "bad-place", "lon", fields={"lon": 2.3522, "lat": 48.8566}),
    Row("a point outside the district", 422, "outside", "lon", fields={"lon": 116.3975, "lat": 39.9087}),
    Row("a coordinate system that there is not", 422, "bad-choice", "coordinates", fields={"coordinates": "utm"}),
    Row("a photo that was never uploaded", 422, "photo-gone", "photos", fields={"photos": [str(uuid.UUID(int=1))]}),
    Row("ten photos", 422, "too-long", "photos", fields={"photos": [str(uuid.UUID(int=n)) for n in range(10)]}),
    Row("a photo's name instead of its id", 422, "bad-format", "photos[0]", fields={"photos": ["a.jpg"]}),
    Row("a time without a zone", 422, "no-timezone", "reported_at", fields={"reported_at": "2026-06-12T14:30:00"}),
    Row("a day instead of a time", 422, "bad-time", "reported_at", fields={"reported_at": "yesterday"}),
    Row("a sender's clock that is an hour ahead", 422, "clock-ahead", "reported_at",
        fields={"reported_at": (now() + timedelta(hours=1)).isoformat()}),
    Row("a report of two years ago", 422, "too-old", "reported_at",
        fields={"reported_at": (now() - timedelta(days=730)).isoformat()}),
    Row("a report of the year 1", 422, "too-old", "reported_at", fields={"reported_at": "0001-01-01T00:00:00+23:00"}),
    Row("no key, neither in the body nor in the header", 422, "missing", "key", fields={"key": None}),
    Row("two keys that differ", 422, "key-mismatch", "key", headers={"Idempotency-Key": "another"}),
    Row("a key used for another report", 409, "key-reused", "key", fields={"text": "另一件"}, before={}),
]  # fmt: skip
OTHERS = [
    Row("a zip renamed to jpg", 422, "bad-photo", "photo", request=form(zipped())),
    Row("a script named jpg", 422, "bad-photo", "photo", request=form(b"<script>alert(1)</script>")),
    Row("an empty file", 422, "bad-photo", "photo", request=form(b"")),
    Row("a photo of 20 MB", 413, "too-large", "file", request=form(b"\xff\xd8\xff" + bytes(BIG))),
    Row("a form without a file", 422, "missing", "file",
        request=lambda client: client.post("/api/v1/uploads", {"key": "u-1"})),
    Row("a photo without a form", 415, "not-a-form",
        request=lambda client: client.post("/api/v1/uploads", b"\xff\xd8\xff", content_type="image/jpeg")),
    Row("an upload without a key", 422, "missing", "key", request=form(b"\xff\xd8\xff", key="")),
    Row("an upload under a key with a NUL", 422, "bad-format", "key", request=form(b"\xff\xd8\xff", key="a\0b")),
    Row("an upload under a key of 101 letters", 422, "bad-format", "key", request=form(b"\xff\xd8\xff", key="k" * 101)),
    Row("a form without its boundary", 415, "not-a-form",
        request=lambda client: client.post("/api/v1/uploads", b"--x--", content_type="multipart/form-data")),
    Row("a clip that is a zip", 422, "bad-clip", "clip", request=clip(zipped())),
    Row("a clip that is a playlist of other files", 422, "bad-clip", "clip", request=clip(b"#EXTM3U\nfile:///etc/passwd\n")),
    Row("a clip of no bytes", 422, "bad-clip", "clip", request=clip(b"")),
    Row("a clip of 40 MB", 413, "too-large", "file", request=clip(bytes(2 * BIG))),
    Row("a form without a clip", 422, "missing", "file",
        request=lambda client: client.post("/api/v1/clips", {"key": "c-1"})),
    Row("the clips of a case without a session", 401, "no-session", request=got("/cases/260612-1/clips")),
    Row("a tracking token that was guessed", 404, "not-found", request=got("/reports/1-aaaaaaaaaaaaaaaa")),
    Row("a tracking token with a NUL", 422, "control-characters", "token", request=got("/reports/a%00b")),
    Row("a rating by a guessed token", 404, "not-found",
        request=posted("/reports/1-aaaaaaaaaaaaaaaa/rating", {"stars": 5, "key": "r"})),
    Row("a rating that is no number", 422, "wrong-type", "stars",
        request=posted("/reports/1-aaaaaaaaaaaaaaaa/rating", {"stars": "very", "key": "r"})),
    Row("cases without a session", 401, "no-session", request=got("/cases")),
    Row("a point in no grid", 404, "outside", "lon", request=got("/locate?lon=116.3975&lat=39.9087")),
    Row("a place asked by no words", 422, "too-long", "q", request=got("/places?q=%20")),
    Row("a rectangle of three numbers", 422, "bad-format", "bbox", request=got("/grids?bbox=1,2,3")),
    Row("a rectangle that is not a number", 422, "bad-format", "bbox", request=got("/grids?bbox=nan,2,3,4")),
]  # fmt: skip
