"""What units do together and who supervises them, sent wrongly: rows of docs/reference/refusals.md, as requests.

The case is a heap of rubbish with 1201's sanitation office. `at(number, path, body)` posts as that member of staff to an
address of the case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faces.api.refusal_rows import Row

At = Callable[[str, str, dict[str, Any]], Any]
OWN, LAMPS, NOWHERE = "510108012-huanwei", "510108-zhaoming", "510108-nowhere"
LATER, EARLIER = "2036-06-12T16:00:00+08:00", "2026-06-01T16:00:00+08:00"
INVITED = {"unit": LAMPS, "task": "照明灯具"}
CALLED = {"units": [LAMPS], "place": "桃蹊路口", "meet_at": LATER, "reason": "一起看"}
DEMANDED = {"demand": "今天办完", "hours": 4}


def sent(number: str, path: str, **body: Any) -> Callable[[At], Any]:
    return lambda at: at(number, path, body)


def then(first: Callable[[At], Any], *rest: Callable[[At], Any]) -> Callable[[At], Any]:
    """All requests one after the other; each but the last is taken."""

    def all_(at: At) -> Any:
        answer = first(at)
        for each in rest:
            assert answer.status_code == 200, answer.content
            answer = each(at)
        return answer

    return all_


def assist(number: str, **body: Any) -> Callable[[At], Any]:
    return sent(number, "assists/{assist}/moves", **body)


def whistle(number: str, path: str, **body: Any) -> Callable[[At], Any]:
    return sent(number, f"whistles/{{whistle}}/{path}", **body)


invite = sent("0217", "assists", **INVITED)
claim = sent("1201", "disputes", reason="不归我们", named=LAMPS)
blow = sent("0217", "whistles", **CALLED)
order = sent("0201", "orders", **DEMANDED)

LINKED = [
    Row("an invitation of a unit that there is not", 422, "bad-unit", "unit", request=sent("0217", "assists", unit=NOWHERE, task="x")),
    Row("an invitation without a task", 422, "input-missing", "task", request=sent("0217", "assists", unit=LAMPS, task=" ")),
    Row("an invitation of the unit that leads", 409, "is-lead", "unit", request=sent("0217", "assists", unit=OWN, task="x")),
    Row("the same unit invited twice", 409, "invited-before", "unit", request=then(invite, invite)),
    Row("an invitation by a unit that does not lead", 403, "not-lead", request=sent("1202", "assists", **INVITED)),
    Row("an invitation to a case out of sight", 404, "not-found", request=sent("3001", "assists", **INVITED)),
    Row("an invitation without a key", 422, "missing", "key", request=sent("0217", "assists", **INVITED, key="")),
    Row("a move of an assist that there is not", 422, "bad-choice", "move", request=then(invite, assist("3001", move="fly"))),
    Row("an answer to an assist that was not accepted", 409, "wrong-state",
        request=then(invite, assist("3001", move="answer", note="好了"))),
    Row("a no to an assist without a reason", 422, "input-missing", "reason", request=then(invite, assist("3001", move="decline"))),
    Row("an assist of another unit accepted", 403, "not-holder", request=then(invite, assist("1201", move="accept"))),
    Row("a move of an assist of no case", 404, "not-found", request=sent("1201", "assists/987654/moves", move="accept")),
    Row("a dispute that names its own unit", 422, "bad-unit", "named", request=sent("1201", "disputes", reason="不归我们", named=OWN)),
    Row("a dispute without a reason", 422, "input-missing", "reason", request=sent("1201", "disputes", reason=" ")),
    Row("an answer to a dispute that there is not", 409, "no-dispute",
        request=sent("1201", "disputes/answer", ours=True)),
    Row("an answer to a dispute by a unit that it does not name", 403, "not-named",
        request=then(claim, sent("1201", "disputes/answer", ours=True))),
    Row("a no to a dispute without a reason", 422, "input-missing", "reason",
        request=then(claim, sent("3001", "disputes/answer", ours=False))),
    Row("an answer to a dispute that is no yes or no", 422, "wrong-type", "ours",
        request=then(claim, sent("3001", "disputes/answer", ours="perhaps"))),
    Row("a ruling by a unit", 403, "no-permission",
        request=then(claim, sent("1201", "disputes/ruling", unit=LAMPS, reason="归照明"))),
    Row("a ruling for a unit that there is not", 422, "bad-unit", "unit",
        request=then(claim, sent("0217", "disputes/ruling", unit=NOWHERE, reason="归照明"))),
    Row("a whistle by a unit that may not call", 403, "not-caller", request=sent("1201", "whistles", **CALLED)),
    Row("a whistle for a time that is past", 422, "bad-time", "meet_at",
        request=sent("0217", "whistles", **{**CALLED, "meet_at": EARLIER})),
    Row("a whistle for a time without a zone", 422, "wrong-type", "meet_at",
        request=sent("0217", "whistles", **{**CALLED, "meet_at": "2036-06-12T16:00:00"})),
    Row("a whistle that calls nobody", 422, "input-missing", "units", request=sent("0217", "whistles", **{**CALLED, "units": []})),
    Row("a whistle that calls a unit that there is not", 422, "bad-unit", "units",
        request=sent("0217", "whistles", **{**CALLED, "units": [NOWHERE]})),
    Row("an answer to a whistle that there is not", 422, "bad-choice", "answer",
        request=then(blow, whistle("3001", "answer", answer="perhaps"))),
    Row("an answer to a whistle by a unit that was not called", 403, "not-called",
        request=then(blow, whistle("1201", "answer", answer="confirmed"))),
    Row("a second answer to a whistle", 409, "answered-before",
        request=then(blow, whistle("3001", "answer", answer="confirmed"), whistle("3001", "answer", answer="declined", reason="忙"))),
    Row("a whistle's outcome before its time", 409, "too-early",
        request=then(blow, whistle("0217", "result", outcome="清了", attendance={LAMPS: "present"}))),
    Row("a supervision order without a demand", 422, "input-missing", "demand", request=sent("0201", "orders", demand=" ", hours=4)),
    Row("a supervision order for no time", 422, "bad-hours", "hours", request=sent("0201", "orders", demand="x", hours=0)),
    Row("a supervision order for a month", 422, "bad-hours", "hours", request=sent("0201", "orders", demand="x", hours=700)),
    Row("a supervision order by a post that gives none", 403, "no-permission", request=sent("1201", "orders", **DEMANDED)),
    Row("a second supervision order", 409, "order-running", request=then(order, order)),
    Row("an answer to no order", 409, "wrong-state", request=sent("1201", "orders/acts", act="answer", answer="好")),
    Row("an order answered by another unit", 403, "no-permission",
        request=then(order, sent("0217", "orders/acts", act="answer", answer="好"))),
    Row("an order closed before it was answered", 409, "wrong-state",
        request=then(order, sent("0201", "orders/acts", act="close", outcome="done"))),
    Row("an order closed with an outcome that there is not", 422, "bad-outcome", "outcome",
        request=then(order, sent("1201", "orders/acts", act="answer", answer="好"),
                     sent("0201", "orders/acts", act="close", outcome="fine"))),
    Row("an act that there is not", 422, "bad-choice", "act", request=sent("0201", "orders/acts", act="order")),
    Row("a hand-over to a centre that there is not", 422, "no-partner", "partner",
        request=sent("0217", "moves", move="hand_over", inputs={"partner": "army", "matter": "city", "reason": "x"})),
    Row("an emergency handed over that nobody asked for", 422, "not-asked", "asked",
        request=sent("0217", "moves", move="hand_over", inputs={"partner": "police", "matter": "emergency", "reason": "x"})),
]  # fmt: skip
