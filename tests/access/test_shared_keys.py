"""Keys that both sides know: two count while the other side changes over, and we speak under the new one once it has used it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.access.models import SharedKey
from liandong.access.shared_key_actions import change_key, end_shared_key, take_up
from liandong.access.shared_keys import Known, file_key, known_keys, lagging, to_sign_with
from liandong.journal.models import Entry
from liandong.journal.queries import timeline
from liandong.kernel.clock import now as true_now
from liandong.kernel.refusals import Refused
from liandong.site.commands.doctor import changed_over

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
HOLDER, FILE = "partner:test", "partner-test"


def secrets(at: datetime) -> list[bytes]:
    return [each.secret for each in known_keys(HOLDER, FILE, at)]


def change(now: datetime, overlap: timedelta = WEEK, key: str | None = None) -> bytes:
    return change_key(HOLDER, FILE, overlap, actor="post:1", now=now, key=key)


def test_until_it_is_changed_the_key_of_the_file_counts_and_nothing_is_written(now: datetime) -> None:
    assert known_keys(HOLDER, FILE, now) == [Known(file_key(FILE))]
    assert to_sign_with(known_keys(HOLDER, FILE, now)) == file_key(FILE)
    assert not SharedKey.objects.exists()


def test_two_count_for_the_overlap_and_then_the_new_one_alone(now: datetime) -> None:
    old, new = file_key(FILE), change(now)
    assert secrets(now) == [new, old]
    assert secrets(now + WEEK - timedelta(seconds=1)) == [new, old]
    assert secrets(now + WEEK) == [new]
    assert to_sign_with(known_keys(HOLDER, FILE, now + WEEK)) == new
    assert old not in b"".join(bytes(row.sealed) for row in SharedKey.objects.all())


def test_we_speak_under_the_old_one_until_the_other_side_has_used_the_new_one(now: datetime) -> None:
    old, new = file_key(FILE), change(now)
    assert to_sign_with(known_keys(HOLDER, FILE, now)) == old
    take_up(known_keys(HOLDER, FILE, now), old, actor="partner:test", now=now)
    assert to_sign_with(known_keys(HOLDER, FILE, now)) == old
    for _ in range(2):
        take_up(known_keys(HOLDER, FILE, now), new, actor="partner:test", now=now)
    assert to_sign_with(known_keys(HOLDER, FILE, now)) == new
    kinds = [entry.kind for entry in timeline(f"key:{HOLDER}")]
    assert kinds == ["key.changed", "key.taken_up", "key.taken_up"]


def test_a_third_one_a_too_long_overlap_and_the_same_change_again_are_refused_and_nothing_changes(
    now: datetime,
) -> None:
    new = change(now, key="k")
    for at, overlap, key, code in (
        (now, WEEK, None, "two-keys"), (now + WEEK, timedelta(days=91), None, "bad-overlap"), (now, WEEK, "k", "shown-once"),
        (now, timedelta(), "k", "key-reused"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            change(at, overlap, key)
        assert refused.value.code == code
    assert secrets(now) == [new, file_key(FILE)]
    assert Entry.objects.filter(subject=f"key:{HOLDER}").count() == 1


def test_either_of_two_can_be_ended_the_other_counts_on_and_the_only_one_cannot(now: datetime) -> None:
    new = change(now)
    older, newer = SharedKey.objects.order_by("id")
    end_shared_key(HOLDER, newer.pk, actor="post:1", now=now)
    assert (secrets(now), secrets(now + 2 * WEEK)) == ([file_key(FILE)], [file_key(FILE)])
    for pk, code in ((older.pk, "only-key"), (newer.pk, "not-found"), (0, "not-found")):
        with pytest.raises(Refused) as refused:
            end_shared_key(HOLDER, pk, actor="post:1", now=now)
        assert refused.value.code == code
    again = change(now)
    assert secrets(now) == [again, file_key(FILE)]
    assert again != new


def test_a_key_that_the_other_side_gave_counts_at_once_and_another_one_takes_its_place(now: datetime) -> None:
    for given in (b"first", b"mistaken", b"right"):
        change_key(HOLDER, "", WEEK, given=given, actor="post:1", now=now)
    assert secrets(now) == [b"right", b"first"]
    assert to_sign_with(known_keys(HOLDER, FILE, now)) == b"right"
    assert secrets(now + WEEK) == [b"right"]
    assert "right" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_a_key_that_ends_soon_while_the_next_one_was_never_used_is_found(now: datetime) -> None:
    new, soon = change(now), now + WEEK - timedelta(days=1)
    assert lagging(now, timedelta(days=2)) == []
    assert lagging(soon, timedelta(days=2)) == [(HOLDER, now + WEEK)]
    assert lagging(now + WEEK, timedelta(days=2)) == []
    take_up(known_keys(HOLDER, FILE, now), new, actor="partner:test", now=now)
    assert lagging(soon, timedelta(days=2)) == []


def test_the_doctor_says_whose_key_it_is(now: datetime) -> None:
    change(true_now() - WEEK + timedelta(hours=5))
    [said] = changed_over(0)
    assert HOLDER in said
