"""From the bytes of a report to a draft, or to a refusal that names the field at fault. Nothing is guessed that could be
wrong; what is clear (swapped coordinates, another coordinate system) is put right."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec
from django.utils.translation import gettext_noop
from msgspec import Meta, Struct

from liandong.access.vault import Person
from liandong.cases.intake import Draft
from liandong.cases.reference import district
from liandong.faces.api.clients import Caller
from liandong.faces.api.problems import Problem, problem
from liandong.files.models import File
from liandong.files.queries import hazard_only
from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import in_utc
from liandong.kernel.coordinates import System
from liandong.places.parse import spot

AHEAD: Final = timedelta(minutes=5)
OLDEST: Final = timedelta(days=365)
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LINE_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
VISIBLE: Final = re.compile(r"[^\s\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")

Channel = Literal["hotline", "app", "wechat", "grid", "window", "web", "import", "police", "sensor", "open311"]
Line40 = Annotated[str, Meta(max_length=40)]


class ReporterIn(Struct, forbid_unknown_fields=True):
    """Who reports. Goes sealed into the vault at once; no answer, log or index holds it."""

    name: Annotated[str, Meta(max_length=40, examples=["张三丰"])] = ""
    phone: Annotated[str, Meta(pattern=r"^[0-9+() -]{0,20}$", examples=["13800000000"])] = ""
    confidential: bool = False


class ReportIn(Struct, forbid_unknown_fields=True):
    """A report. `key` (or the header Idempotency-Key) makes it safe to send again; give the place as lon and lat, as
    words, or leave it to the text. `reported_at` names its time zone."""

    text: Annotated[str, Meta(min_length=1, max_length=5000, examples=["建设北路一段路灯不亮，晚上看不见路。"])]
    channel: Annotated[Channel, Meta(examples=["hotline"])]
    key: Annotated[str, Meta(min_length=1, max_length=100, examples=["20260612-000417"])] | None = None
    title: Annotated[str, Meta(max_length=120, examples=["路灯不亮"])] = ""
    lon: Annotated[float, Meta(examples=[104.1093])] | None = None
    lat: Annotated[float, Meta(examples=[30.6731])] | None = None
    coordinates: Literal["cgcs2000", "gcj02", "bd09"] = "cgcs2000"
    place: Annotated[str, Meta(max_length=200, examples=["建设北路一段76号"])] = ""
    reporter: ReporterIn | None = None
    photos: Annotated[list[uuid.UUID], Meta(max_length=9)] = []
    kind: Annotated[str, Meta(max_length=8, examples=["C0101"])] | None = None
    urgency: Literal["normal", "urgent", "critical"] | None = None
    reported_at: Annotated[datetime, Meta(tz=True, examples=["2026-06-12T14:30:00+08:00"])] | None = None


_decoder: Final = msgspec.json.Decoder(ReportIn)

COMPLAINTS: Final = (
    (re.compile(r"^Object contains unknown field `(?P<name>.*?)`", re.S), "unknown-field", gettext_noop("没有 {name} 这个字段。")),
    (re.compile(r"^Object missing required field `(?P<name>.*?)`"), "missing", gettext_noop("缺少 {name}。")),
    (re.compile(r"^Expected `\w+` of length <= (?P<most>\d+)"), "too-long", gettext_noop("{name} 太长，最多 {most} 个字（或项）。")),
    (re.compile(r"^Expected `\w+` of length >= "), "empty", gettext_noop("{name} 不能空着。")),
    (re.compile(r"^Invalid enum value "), "bad-choice", gettext_noop("{name} 不是可选的值。")),
    (re.compile(r"^Expected `str` matching regex "), "bad-format", gettext_noop("{name} 的写法不对。")),
    (re.compile(r"^Invalid UUID"), "bad-format", gettext_noop("{name} 的写法不对。")),
    (re.compile(r"timezone component"), "no-timezone", gettext_noop("{name} 要写明时区，例如 2026-06-12T14:30:00+08:00。")),
    (re.compile(r"^Invalid RFC3339"), "bad-time", gettext_noop("{name} 不是有效的时间，例如 2026-06-12T14:30:00+08:00。")),
    (re.compile(r""), "wrong-type", gettext_noop("{name} 的类型不对。")),
)  # fmt: skip
"""How msgspec says it, our code for it, and our sentence. The last one takes the rest."""
PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$", re.S)


def read(body: bytes) -> ReportIn:
    """The report in a body.

    Raises:
        Problem: 400 it is not JSON; 422 a field is missing, unknown, or not as it should be.
    """
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise complaint(str(error)) from None
    except (ValueError, RecursionError):
        raise problem(400, gettext_noop("请求的内容不是 UTF-8 编码的 JSON。"), "not-json") from None


def complaint(message: str) -> Problem:
    """Our words for msgspec's."""
    at = PATH.search(message)
    for pattern, code, sentence in COMPLAINTS:
        if found := pattern.search(message):
            words: dict[str, Any] = found.groupdict()
            name = ".".join(part for part in (at["path"] if at else "", words.pop("name", "")) if part)[:60] or "body"
            return problem(422, sentence, code, name, **words)
    raise AssertionError("the last pattern fits everything")


def drafted(given: ReportIn, caller: Caller, header_key: str, now: datetime) -> Draft:
    """The draft of a report, checked against what is known.

    Raises:
        Problem: 403 a channel that this client may not use; 422 anything else.
        Refused: the position says nothing (`liandong.places.parse.spot`).
    """
    if given.channel not in caller.channels:
        raise problem(
            403,
            gettext_noop("这个密钥不能用渠道 {channel}。"),
            "channel-not-allowed",
            "channel",
            channel=given.channel,
        )
    refuse_characters(given)
    key = one_key(given.key, header_key)
    lon, lat = position(given)
    when = reported(given.reported_at, now)
    if given.kind is not None and given.kind not in district().kinds:
        raise problem(422, gettext_noop("没有这个类别，或已停用。可选的见 /api/v1/kinds。"), "unknown-kind", "kind")
    who = given.reporter
    person = Person(who.name.strip(), who.phone.strip(), who.confidential) if who else Person()
    draft = Draft(
        key=f"client:{caller.client}:{key}", channel=given.channel, text=given.text, reported_at=when, title=given.title,
        lon=lon, lat=lat, words=given.place.strip(), person=person, photos=tuple(dict.fromkeys(given.photos)),
        kind=given.kind, urgency=given.urgency,
    )  # fmt: skip
    if draft.photos:
        refuse_photos(draft)
    return draft


def refuse_characters(given: ReportIn) -> None:
    """Characters that no keyboard types, and a text that shows nothing."""
    lines = [
        ("title", given.title),
        ("place", given.place),
        ("key", given.key or ""),
        ("kind", given.kind or ""),
    ]
    if given.reporter:
        lines += [("reporter.name", given.reporter.name)]
    bad = next(
        (name for name, value in lines if LINE_CONTROL.search(value)),
        "text" if CONTROL.search(given.text) else None,
    )
    if bad:
        raise problem(422, gettext_noop("{name} 里有控制字符。"), "control-characters", bad)
    if not VISIBLE.search(given.text):
        raise problem(422, gettext_noop("{name} 不能空着。"), "empty", "text")


def one_key(in_body: str | None, in_header: str) -> str:
    """The idempotency key from the body, the header, or both when they say the same."""
    header = in_header.strip().removeprefix('"').removesuffix('"')
    if any(len(key) > 100 or LINE_CONTROL.search(key) for key in (header, in_body or "")):
        raise problem(422, gettext_noop("{name} 的写法不对。"), "bad-format", "key")
    if in_body and header and in_body != header:
        raise problem(422, gettext_noop("Idempotency-Key 与内容里的 key 不一样。"), "key-mismatch", "key")
    key = in_body or header
    if not VISIBLE.search(key):
        raise problem(422, gettext_noop("缺少 {name}。"), "missing", "key")
    return key


def position(given: ReportIn) -> tuple[float | None, float | None]:
    """The place in degrees CGCS2000, or nothing."""
    if given.lon is None and given.lat is None:
        return None, None
    if given.lon is None or given.lat is None:
        missing = "lon" if given.lon is None else "lat"
        raise problem(422, gettext_noop("lon 和 lat 要么都给，要么都不给。"), "half-a-place", missing)
    found = spot(given.lon, given.lat, System(given.coordinates))
    return found.lon, found.lat


def reported(at: datetime | None, now: datetime, name: str = "reported_at") -> datetime:
    """When it was reported: now if not told; a little ahead counts as now, since clocks differ. `name`: of the field."""
    if at is None:
        return now
    if at.tzinfo is None:
        raise problem(422, gettext_noop("{name} 要写明时区，例如 2026-06-12T14:30:00+08:00。"), "no-timezone", name)
    if at - now > AHEAD:
        raise problem(422, gettext_noop("{name} 比现在晚 {minutes} 分钟。请校准发送方的时钟。"), "clock-ahead", name,
                      minutes=int((at - now) / timedelta(minutes=1)))  # fmt: skip
    if now - at > OLDEST:
        raise problem(422, gettext_noop("{name} 早于一年以前。旧的上报请用批量导入。"), "too-old", name)
    return min(in_utc(at), now)


def refuse_photos(draft: Draft) -> None:
    """Every photo must be there and unused, unless the same key brought it before; a clip goes with a hazard alone."""
    hazard_only(draft.photos, draft.kind)
    used = dict(File.objects.filter(pk__in=draft.photos).values_list("pk", "subject"))
    unknown = [photo for photo in draft.photos if photo not in used]
    if not unknown and not any(used.values()):
        return
    if entry_with_key(draft.key) is not None:
        return
    if unknown:
        raise problem(422, gettext_noop("有 {count} 张照片找不到：没有上传，或上传后一天没有使用。"), "photo-gone", "photos",
                      count=len(unknown))  # fmt: skip
    raise problem(422, gettext_noop("有照片已经用在别处，不能再用一次。请重新上传。"), "photo-used", "photos")
