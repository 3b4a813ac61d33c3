"""What goes in and out. Made by generate.py from the API's document; not written by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AnswerOut(TypedDict):
    """A public article of the knowledge base."""

    id: int
    title: str
    text: str
    unit: UnitOut
    changed_at: str


class BulletinOut(TypedDict):
    """A bulletin that holds today. `area`: the code of a division or a grid."""

    id: int
    area: str
    topic: Topic
    title: str
    text: str
    unit: UnitOut
    valid_from: str
    valid_until: str
    published_at: str


class ClientOut(TypedDict):
    """The program that asks. `scopes`: those of its token, where it came with one."""

    client_id: str
    name: str
    channels: list[str]
    scopes: list[str]
    area: str
    keys: list[KeyOut]
    quotas: list[QuotaOut]


class ClipOut(TypedDict):
    """A clip: `state` is waiting, ready, failed or expired; it can be seen while it is ready. `why` says in a sentence why it failed; `seconds` is its length once that is known."""

    id: str
    state: str
    state_word: str
    why: str
    seconds: float | None
    uploaded_at: str
    expires_at: str


class ColumnOut(TypedDict):
    """A column of the residents' first page. `words`: what answers are looked for, where it shows answers."""

    name: str
    name_en: str
    shows: Shows
    words: str
    links: list[LinkOut]


class DivisionOut(TypedDict):
    """DivisionOut"""

    code: str
    name: str
    level: str
    parent: str
    valid_from: str
    valid_until: str | None


class FactDataOut(TypedDict):
    """Of which case: its number, the fact's place in its journal, and how it stood then. `leading`: the case it was merged into. `area`: the community at most."""

    number: str
    seq: int
    state: str
    kind: str | None
    area: str
    unit: str | None
    leading: str | None


class FactOut(TypedDict):
    """What is pushed: a fact of a case. No word in it was written by anybody."""

    type: str
    timestamp: str
    data: FactDataOut


class FollowedOut(TypedDict):
    """How a case stands for a program, and what happened to it, the oldest first."""

    number: str
    state: str
    kind: str | None
    area: str
    unit: str | None
    reporters: int
    received_at: str
    due_at: str | None
    facts: list[FactOut]


class GridsOut(TypedDict):
    """GeoJSON (RFC 7946), CGCS2000."""

    type: str
    features: list[dict[str, Any]]


class KeyOut(TypedDict):
    """A key that counts: its last letters, since when, and until when if it has an end."""

    hint: str
    created_at: str
    ends_at: str | None


class KindOut(TypedDict):
    """KindOut"""

    code: str
    name: str
    name_en: str
    category: str
    parent: str | None


class LinkOut(TypedDict):
    """A link of a column; the address is one of this site, of another by HTTPS, or a telephone number."""

    name: str
    name_en: str
    address: str


class LocationOut(TypedDict):
    """Where a point lies: codes from the grid up, and their names."""

    grid: str
    community: UnitOut
    subdistrict: UnitOut
    lon: float
    lat: float
    remarks: list[str]


class MovedOut(TypedDict):
    """Where the case stands after a move. `repeated`: the same key had made it before."""

    number: str
    state: str
    repeated: bool


class OpenedWebhookOut(TypedDict):
    """With its secret, this once."""

    id: str
    url: str
    facts: list[str]
    created_at: str
    failures: int
    waiting: int
    dead: int
    secret: str


class PlaceOut(TypedDict):
    """A place that words may mean: how sure (0 to 1), how many metres it may be off, and why it was taken."""

    name: str
    kind: str
    lon: float
    lat: float
    community: str | None
    confidence: float
    precision_m: float
    reason: str


class ProblemOut(TypedDict):
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None


class QuotaOut(TypedDict):
    """How many requests a span allows, how many are left, and in how many seconds the next span begins."""

    name: str
    most: int
    left: int
    reset: int


class RatingIn(TypedDict):
    """How satisfied the reporter is: 5 very, 1 not at all."""

    stars: int
    key: NotRequired[str | None]


class ReopeningIn(TypedDict):
    """ReopeningIn"""

    reason: str
    photos: NotRequired[list[str]]
    key: NotRequired[str | None]


class ReportIn(TypedDict):
    """A report. `key` (or the header Idempotency-Key) makes it safe to send again; give the place as lon and lat, as words, or leave it to the text. `reported_at` names its time zone."""

    text: str
    channel: Literal["app", "grid", "hotline", "import", "open311", "police", "sensor", "web", "wechat", "window"]
    key: NotRequired[str | None]
    title: NotRequired[str]
    lon: NotRequired[float | None]
    lat: NotRequired[float | None]
    coordinates: NotRequired[Literal["bd09", "cgcs2000", "gcj02"]]
    place: NotRequired[str]
    reporter: NotRequired[ReporterIn | None]
    photos: NotRequired[list[str]]
    kind: NotRequired[str | None]
    urgency: NotRequired[Literal["critical", "normal", "urgent"] | None]
    reported_at: NotRequired[str | None]


class ReportOut(TypedDict):
    """What became of a report. Instants are in China's time; what is not settled yet is null. Sent again after its case was merged into another one, it answers with that one's number and how many reported it."""

    number: str
    state: str
    grid: str | None
    area: str
    kind: str | None
    unit: UnitOut | None
    deadline: str | None
    stage_deadline: str | None
    track_token: str
    track_url: str
    repeated: bool
    reporters: int


class ReporterIn(TypedDict):
    """Who reports. Goes sealed into the vault at once; no answer, log or index holds it."""

    name: NotRequired[str]
    phone: NotRequired[str]
    confidential: NotRequired[bool]


class RotateIn(TypedDict):
    """RotateIn"""

    key: NotRequired[str | None]


class SecretOut(TypedDict):
    """SecretOut"""

    secret: str

Shows = Literal["bulletins", "answers", "links", "mine"]
class StepOut(TypedDict):
    """Something that happened, in words for the one who reported it. `text`: what the unit wrote to them, if anything."""

    kind: str
    words: str
    at: str
    text: str

Topic = Literal["supply", "roads", "cleaning", "safety", "activities", "policy"]
class TrackOut(TypedDict):
    """A case as its reporter sees it. `may` names what they may do now. `reported_as`: the number on the receipt, another one than `number` where the report was merged into a case that `reporters` people reported."""

    number: str
    title: str
    state: str
    state_word: str
    unit: UnitOut | None
    deadline: str | None
    stage_deadline: str | None
    stars: int | None
    reported_as: str
    reporters: int
    steps: list[StepOut]
    may: list[str]


class UnitOut(TypedDict):
    """A unit by its stable code, and what people call it."""

    code: str
    name: str


class UploadOut(TypedDict):
    """UploadOut"""

    id: str


class WebhookIn(TypedDict):
    """Where to, and which facts. `key` (or the header Idempotency-Key) makes it safe to send again."""

    url: str
    facts: list[str]
    key: NotRequired[str | None]


class WebhookOut(TypedDict):
    """A webhook, and how many pushes wait or were given up."""

    id: str
    url: str
    facts: list[str]
    created_at: str
    failures: int
    waiting: int
    dead: int
