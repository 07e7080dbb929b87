"""Threads: many on one store, closing while calls run, and that nothing is kept."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

import provisor

Request = Dict[str, Any]


def run(work: Callable[[], None], count: int) -> List[BaseException]:
    """Runs `work` on many threads at once; answers what they raised."""
    raised: List[BaseException] = []
    start = threading.Barrier(count)

    def guarded() -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_many_threads_on_one_file(store: Path, request_: Request) -> None:
    instances: List[Dict[str, Any]] = []
    with provisor.open(store) as p:

        def work() -> None:
            for _ in range(10):
                assert p.validate(request_)
                instances.append(p.provision(request_))

        assert run(work, 8) == []
    assert len({instance["id"] for instance in instances}) == 80
    assert len({instance["token"] for instance in instances}) == 80


def test_every_thread_with_a_store_of_its_own(store: Path, request_: Request) -> None:
    provisor.open(store).close()
    instances: List[Dict[str, Any]] = []

    def work() -> None:
        with provisor.open(store) as p:
            for _ in range(5):
                instances.append(p.provision(request_))

    assert run(work, 4) == []
    assert len({instance["id"] for instance in instances}) == 20


def test_other_threads_run_during_a_callback(request_: Request) -> None:
    opened, inside, done = threading.Event(), threading.Event(), threading.Event()

    def now() -> int:
        if opened.is_set():
            inside.set()
            assert done.wait(60)
        return 0

    with provisor.open(now=now) as p:
        opened.set()
        thread = threading.Thread(target=lambda: p.provision(request_))
        thread.start()
        assert inside.wait(60)
        assert p.validate(request_)
        done.set()
        thread.join()


def test_close_waits_for_running_calls(request_: Request) -> None:
    opened, inside, go_on = threading.Event(), threading.Event(), threading.Event()
    instances: List[Dict[str, Any]] = []

    def now() -> int:
        if opened.is_set():
            inside.set()
            assert go_on.wait(60)
        return 0

    p = provisor.open(now=now)
    opened.set()
    caller = threading.Thread(target=lambda: instances.append(p.provision(request_)))
    caller.start()
    assert inside.wait(60)
    closers = [threading.Thread(target=p.close) for _ in range(2)]
    for closer in closers:
        closer.start()
    while not p.closed:
        time.sleep(0.001)
    with pytest.raises(provisor.Misuse, match="the store is closed"):
        p.validate(request_)
    assert all(closer.is_alive() for closer in closers)
    go_on.set()
    for thread in (caller, *closers):
        thread.join()
    assert len(instances) == 1


def test_close_during_calls(tmp_path: Path, request_: Request) -> None:
    for attempt in range(5):
        p = provisor.open(tmp_path / f"{attempt}.db")
        calls = threading.Semaphore(0)

        def work(p: provisor.Provisor = p, calls: threading.Semaphore = calls) -> None:
            while True:
                p.validate(request_)
                p.provision(request_)
                calls.release()

        def close(p: provisor.Provisor = p, calls: threading.Semaphore = calls) -> None:
            for _ in range(4):
                calls.acquire()
            p.close()

        closer = threading.Thread(target=close)
        closer.start()
        raised = run(work, 6)
        closer.join()
        assert len(raised) == 6
        assert all(isinstance(error, provisor.Misuse) and "closed" in str(error) for error in raised)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_nothing_is_kept(p: provisor.Provisor, request_: Request) -> None:
    faulty = {**request_, "configuration": {f"no-such-entry-{number}": "x" for number in range(100)}}

    def work() -> None:
        assert p.validate(request_)
        assert not p.validate(faulty)
        assert not p.validate("{")
        with pytest.raises(provisor.InvalidRequest):
            p.provision(faulty)
        with provisor.open(now=lambda: 0, random=lambda n: bytes(n), log=lambda level, message: None) as other:
            other.validate(request_)

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    for _ in range(50):
        work()
    before = resident()
    for _ in range(200):
        work()
    # Two replies of more than 10 KB each in every round: keeping them would be 4 MB and more.
    assert resident() - before < 2_000_000
