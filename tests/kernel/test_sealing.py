from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.sealing import BadKey, Tampered, load_or_create_key, seal, sm3, unseal

KEY = bytes(range(32))
keys = st.binary(min_size=32, max_size=32)


@given(plain=st.binary(max_size=300), key=keys, context=st.binary(max_size=40))
def test_what_was_sealed_comes_out_again(plain: bytes, key: bytes, context: bytes) -> None:
    assert unseal(seal(plain, key, context), key, context) == plain


@given(plain=st.binary(min_size=1, max_size=60), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(plain: bytes, place: int, bit: int) -> None:
    envelope = bytearray(seal(plain, KEY, b"row 1"))
    envelope[place % len(envelope)] ^= 1 << bit
    with pytest.raises(Tampered):
        unseal(bytes(envelope), KEY, b"row 1")


@given(plain=st.binary(max_size=60), cut=st.integers(min_value=1))
def test_a_cut_envelope_is_noticed(plain: bytes, cut: int) -> None:
    envelope = seal(plain, KEY, b"row 1")
    with pytest.raises(Tampered):
        unseal(envelope[: -(cut % len(envelope) or len(envelope))], KEY, b"row 1")


def test_an_envelope_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(Tampered):
        unseal(seal("张三丰".encode(), KEY, b"row 1"), KEY, b"row 2")


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Tampered):
        unseal(seal(b"13812342041", KEY, b""), KEY[::-1], b"")


@given(plain=st.binary(min_size=8, max_size=60))
def test_an_envelope_shows_nothing_and_never_repeats(plain: bytes) -> None:
    first, second = seal(plain, KEY, b""), seal(plain, KEY, b"")
    assert first != second
    assert plain not in first
    assert len(first) == 1 + 12 + len(plain) + 16


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(BadKey):
        seal(b"x", key, b"")


def test_sm3_gives_the_digests_of_the_standard() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert load_or_create_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys_seen = set(pool.map(load_or_create_key, [tmp_path / "vault.key"] * 32))
    assert len(keys_seen) == 1


def test_a_damaged_key_file_is_reported_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    path.write_bytes(b"short")
    with pytest.raises(BadKey):
        load_or_create_key(path)
    assert path.read_bytes() == b"short"
