from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_health_says_ok_when_the_database_answers(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "stuck_messages": 0})


def test_every_answer_carries_a_strict_content_policy(client: Client, db: None) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
