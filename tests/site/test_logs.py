from __future__ import annotations

from liandong.cases.tracking import token
from liandong.site.logs import without_tokens


def test_a_tracking_token_never_stands_in_a_log() -> None:
    given = token(4711)
    line = without_tokens(None, "", {"event": f"Not Found: /track/{given}/photos", "status": 404})
    assert line == {"event": "Not Found: /track/…/photos", "status": 404}
