"""The operations of the open API. Made by generate.py from the API's document; not written by hand."""

from __future__ import annotations

from typing import Literal, cast
from urllib.parse import quote

from liandong_client import models
from liandong_client.transport import Transport


class Client(Transport):
    """One method for each operation; what they raise stands at `Transport.ask`."""

    def create_report(self, body: models.ReportIn) -> models.ReportOut:
        """Receives a report: located, classified, filed, routed and durable when it is answered."""
        return cast("models.ReportOut", self.ask("POST", "/api/v1/reports", body=body))

    def upload(self, file: bytes, key: str) -> models.UploadOut:
        """Takes a photo (JPEG, PNG, WebP or HEIC up to 10 MB). Without a client's key: 30 a minute from one address, 120 from a post"""
        return cast("models.UploadOut", self.ask("POST", "/api/v1/uploads", files={"file": file, "key": (None, key)}))

    def send_clip(self, file: bytes, key: str) -> models.ClipOut:
        """Takes a short clip of a hazard (MP4, MOV or WebM)."""
        return cast("models.ClipOut", self.ask("POST", "/api/v1/clips", files={"file": file, "key": (None, key)}))

    def sent_clip(self, clip_id: str) -> models.ClipOut:
        """How far a clip is that this client sent."""
        return cast("models.ClipOut", self.ask("GET", f"/api/v1/clips/{quote(clip_id, safe='')}"))

    def clip_of_followed(self, number: str, clip_id: str, still: bool | None = None) -> bytes:
        """A clip that the client itself sent, of a case that it may follow: others' clips stay in the house."""
        return cast("bytes", self.ask("GET", f"/api/v1/client/cases/{quote(number, safe='')}/clips/{quote(clip_id, safe='')}", query={"still": still}))

    def track(self, token: str) -> models.TrackOut:
        """How a report's case stands, step by step, without anybody's name."""
        return cast("models.TrackOut", self.ask("GET", f"/api/v1/reports/{quote(token, safe='')}"))

    def rate(self, token: str, body: models.RatingIn) -> models.MovedOut:
        """Rates what was done, from 5 (very satisfied) to 1 (not at all); the case is closed by it."""
        return cast("models.MovedOut", self.ask("POST", f"/api/v1/reports/{quote(token, safe='')}/rating", body=body))

    def reopen(self, token: str, body: models.ReopeningIn) -> models.MovedOut:
        """Says that it is not done after all, with a reason and photos."""
        return cast("models.MovedOut", self.ask("POST", f"/api/v1/reports/{quote(token, safe='')}/reopening", body=body))

    def public_kinds(self) -> list[models.KindOut]:
        """The kinds of matter that residents choose from, under the names they use."""
        return cast("list[models.KindOut]", self.ask("GET", "/api/v1/kinds"))

    def division_list(self, on: str | None = None, level: str | None = None, inside: str | None = None) -> list[models.DivisionOut]:
        """Subdistricts and communities by code."""
        return cast("list[models.DivisionOut]", self.ask("GET", "/api/v1/divisions", query={"on": on, "level": level, "inside": inside}))

    def grids(self, bbox: str) -> models.GridsOut:
        """The grids that meet a rectangle `west,south,east,north` in degrees, as GeoJSON."""
        return cast("models.GridsOut", self.ask("GET", "/api/v1/grids", query={"bbox": bbox}))

    def locate(self, lon: float, lat: float, coordinates: Literal["cgcs2000", "gcj02", "bd09"] | None = None) -> models.LocationOut:
        """The grid of a point, with the community and the subdistrict around it."""
        return cast("models.LocationOut", self.ask("GET", "/api/v1/locate", query={"lon": lon, "lat": lat, "coordinates": coordinates}))

    def places(self, q: str) -> list[models.PlaceOut]:
        """The places that words may mean, best first, each with the reason."""
        return cast("list[models.PlaceOut]", self.ask("GET", "/api/v1/places", query={"q": q}))

    def answers(self, q: str) -> list[models.AnswerOut]:
        """The public answers of the knowledge base to some words, the best first."""
        return cast("list[models.AnswerOut]", self.ask("GET", "/api/v1/answers", query={"q": q}))

    def bulletins(self, area: str | None = None, topic: models.Topic | None = None) -> list[models.BulletinOut]:
        """What residents are told today, the newest first; at most 200."""
        return cast("list[models.BulletinOut]", self.ask("GET", "/api/v1/bulletins", query={"area": area, "topic": topic}))

    def first_page(self) -> list[models.ColumnOut]:
        """The columns of the residents' first page, in their order."""
        return cast("list[models.ColumnOut]", self.ask("GET", "/api/v1/columns"))

    def client(self) -> models.ClientOut:
        """The program that asks: what it may do, its keys, and what is left of its quotas."""
        return cast("models.ClientOut", self.ask("GET", "/api/v1/client"))

    def webhooks(self) -> list[models.WebhookOut]:
        """The client's webhooks."""
        return cast("list[models.WebhookOut]", self.ask("GET", "/api/v1/webhooks"))

    def open_webhook(self, body: models.WebhookIn) -> models.OpenedWebhookOut:
        """Tells an address some facts of the cases that the client may follow, from now on; answers with its secret, once."""
        return cast("models.OpenedWebhookOut", self.ask("POST", "/api/v1/webhooks", body=body))

    def webhook(self, webhook: str) -> models.WebhookOut:
        """One webhook, and how many of its pushes wait."""
        return cast("models.WebhookOut", self.ask("GET", f"/api/v1/webhooks/{quote(webhook, safe='')}"))

    def close_webhook(self, webhook: str) -> None:
        """Nothing more is told to the address; what waits is dropped."""
        self.ask("DELETE", f"/api/v1/webhooks/{quote(webhook, safe='')}")

    def rotate_secret(self, webhook: str, body: models.RotateIn) -> models.SecretOut:
        """A new secret; the one before signs too for a day."""
        return cast("models.SecretOut", self.ask("POST", f"/api/v1/webhooks/{quote(webhook, safe='')}/secret", body=body))

    def followed(self, number: str) -> models.FollowedOut:
        """A case that the client brought, or one of a public kind in its area."""
        return cast("models.FollowedOut", self.ask("GET", f"/api/v1/client/cases/{quote(number, safe='')}"))
