from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID, uuid4

from liandong.kernel.cached import Cached


class Store:
    """Stands for the database: a token, and how often it was asked."""

    def __init__(self) -> None:
        self.token: UUID | None = None
        self.asked = 0
        self.loads = 0
        self.may_load = Event()
        self.may_load.set()

    def ask(self) -> UUID | None:
        self.asked += 1
        return self.token

    def load(self) -> object:
        self.loads += 1
        assert self.may_load.wait(10)
        return object()


def test_between_two_looks_the_store_is_not_asked() -> None:
    store = Store()
    kept = Cached(store.load, store.ask, every=60)
    assert len({id(kept.get()) for _ in range(10)}) == 1
    assert (store.asked, store.loads) == (1, 1)


def test_a_look_loads_again_only_when_the_token_changed() -> None:
    store = Store()
    kept = Cached(store.load, store.ask, every=0)
    first = kept.get()
    assert kept.get() is first
    store.token = uuid4()
    second = kept.get()
    assert second is not first
    assert kept.get() is second
    assert store.loads == 2


def test_after_forgetting_the_next_reader_loads_at_once() -> None:
    store = Store()
    kept = Cached(store.load, store.ask, every=60)
    first = kept.get()
    kept.forget()
    assert kept.get() is not first


def test_while_one_thread_loads_the_others_go_on_with_the_old_atlas() -> None:
    store = Store()
    kept = Cached(store.load, store.ask, every=0)
    old = kept.get()
    store.token = uuid4()
    store.may_load.clear()
    with ThreadPoolExecutor(1) as loader:
        new = loader.submit(kept.get)
        while store.loads < 2:
            pass
        assert kept.get() is old
        store.may_load.set()
        assert new.result() is not old


def test_readers_at_the_start_wait_for_one_load() -> None:
    store = Store()
    kept = Cached(store.load, store.ask, every=60)
    with ThreadPoolExecutor(6) as readers:
        found = list(readers.map(lambda _: kept.get(), range(12)))
    assert len({id(atlas) for atlas in found}) == 1
    assert store.loads == 1
