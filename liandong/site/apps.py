"""Joins the ends when the process starts: the ports of cases, and the table of reactions."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "liandong.site"
    label = "site"

    def ready(self) -> None:
        # Models can be imported only now, after all apps are loaded.
        from django.conf import settings

        from liandong.cases.ports import PORTS
        from liandong.exchange.actions import begin
        from liandong.journal.reactions import answer
        from liandong.kernel.clock import AHEAD
        from liandong.learning.ports import PORTS as LEARNING
        from liandong.site.locating import DistrictLocator
        from liandong.site.models_store import CurrentClassifier
        from liandong.site.reactions import REACTIONS
        from liandong.site.training import PluginTrainer
        from liandong.supervision.queries import alarms

        PORTS.locator = DistrictLocator()
        PORTS.classifier = CurrentClassifier()
        LEARNING.trainer = PluginTrainer()
        PORTS.hand_over = begin
        PORTS.alarms = alarms
        answer(REACTIONS)
        AHEAD.file = Path(settings.LIANDONG_CLOCK) if settings.LIANDONG_DEMO else None
