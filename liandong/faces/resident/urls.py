"""The addresses of the residents' pages, from the root on."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from liandong.faces.resident import answers, bulletins, clips, hazard, home, kept, mine, photos, report, track, wechat

urlpatterns = [
    path("", home.home, name="resident-home"),
    path("manifest.webmanifest", kept.manifest, name="resident-manifest"),
    path("worker.js", kept.worker, name="resident-worker"),
    path("kept", kept.kept, name="resident-kept"),
    path("app/me", kept.me, name="resident-me"),
    path("app/uploads", photos.upload, name="resident-outbox-upload"),
    path("app/clips", clips.upload, name="resident-outbox-clip"),
    path("app/reports", kept.take, name="resident-outbox-report"),
    path("mode", home.mode, name="resident-mode"),
    path("forget", home.forget, name="resident-forget"),
    path("answers", answers.answers, name="resident-answers"),
    path("answers/<int:pk>", answers.answer, name="resident-answer"),
    path("bulletins", bulletins.bulletins, name="resident-bulletins"),
    path("bulletins/choice", bulletins.choose, name="resident-choose"),
    path("bulletins/<int:pk>", bulletins.one, name="resident-bulletin"),
    path("hazard", hazard.hazard, name="resident-hazard"),
    path("report", report.report, name="resident-report"),
    path("report/ground.geojson", report.ground, name="resident-ground"),
    path("report/place", report.named, name="resident-place"),
    path("report/photos", photos.upload, name="resident-upload"),
    path("report/photos/<str:mark>", photos.chosen, name="resident-chosen"),
    path("mine/enter", mine.enter, name="resident-enter"),
    path("mine/code/<uuid:pk>", mine.code, name="resident-code"),
    path("mine/wechat", wechat.begin, name="resident-wechat"),
    path("mine/wechat/back", wechat.back, name="resident-wechat-back"),
    path("mine/out", mine.out, name="resident-out"),
    path("mine/leave", mine.leave, name="resident-leave"),
    path("mine/looks", mine.looks, name="resident-all-looks"),
    path("report/clips", clips.upload, name="resident-clip-upload"),
    path("report/clips/<str:mark>", clips.chosen, name="resident-clip-chosen"),
    path("track", home.search, name="resident-search"),
    path("track/<str:token>", track.track, name="resident-track"),
    path("track/<str:token>/rate", track.rate, name="resident-rate"),
    path("track/<str:token>/reopen", track.reopen, name="resident-reopen"),
    path("track/<str:token>/looks", track.looks, name="resident-looks"),
    path("track/<str:token>/map.geojson", track.ground, name="resident-track-map"),
    path("track/<str:token>/photos/<uuid:photo>", track.photo, name="resident-photo"),
    path("track/<str:token>/clips/<uuid:clip>", clips.watch, name="resident-clip"),
    path("t/<str:token>", RedirectView.as_view(pattern_name="resident-track"), name="resident-short"),
]
