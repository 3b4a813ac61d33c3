"""Jobs that are written by the transaction that asks for them, in the worker too."""

from __future__ import annotations

from functools import cache

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector


@cache
def in_transaction() -> App:
    """An app that writes jobs over Django's own connection, by the names of their tasks; it knows none itself.

    In a worker procrastinate's own app writes jobs over a pool of its own: outside the transaction, so that a job could run before what it
    is about is there to be seen, and stay when that is rolled back.
    """
    return App(connector=DjangoConnector(alias="default"))
