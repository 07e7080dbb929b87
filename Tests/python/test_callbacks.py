"""Callbacks: reproducible runs, exceptions, calling back in."""

from __future__ import annotations

import gc
import hashlib
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

import provisor

Request = Dict[str, Any]

MOMENT = 1449850071  # 2015-12-11T16:07:51Z


class Numbers:
    """A random source that answers the same in every run."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, length: int) -> bytes:
        self.asked += 1
        return hashlib.shake_256(str(self.asked).encode()).digest(length)


def raising(error: BaseException) -> Any:
    def callback(*arguments: object) -> Any:
        raise error

    return callback


def test_fixed_clock_and_random_make_equal_replies(tmp_path: Path, request_: Request) -> None:
    replies: List[List[Dict[str, Any]]] = []
    for store in (None, ":memory:", tmp_path / "a.db", tmp_path / "b.db"):
        with provisor.open(store, key=bytes(range(32)), now=lambda: MOMENT, random=Numbers()) as p:
            replies.append([p.provision(request_) for _ in range(3)])
    assert replies[0] == replies[1] and replies[2] == replies[3]
    assert [reply["createdDate"] for reply in replies[0]] == ["2015-12-11T16:07:51Z"] * 3
    assert len({reply["token"] for reply in replies[0]}) == 3


@pytest.mark.parametrize(
    "time",
    [
        MOMENT,
        MOMENT + 0.9,
        datetime(2015, 12, 11, 16, 7, 51, 900_000, tzinfo=timezone.utc),
        datetime(2015, 12, 11, 18, 7, 51, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_kinds_of_time(request_: Request, time: Any) -> None:
    with provisor.open(now=lambda: time) as p:
        assert p.provision(request_)["createdDate"] == "2015-12-11T16:07:51Z"


@pytest.mark.parametrize(
    ("time", "cause"),
    [
        (datetime(2015, 12, 11), ValueError),
        (float("nan"), ValueError),
        ("now", TypeError),
        (None, TypeError),
        (10**30, OverflowError),
        (10**15, type(None)),  # the library refuses it: later than the year 9999
    ],
)
def test_unusable_times(request_: Request, time: Any, cause: Any) -> None:
    with pytest.raises(provisor.CallbackFailed) as caught:
        with provisor.open(now=lambda: time) as p:
            p.provision(request_)
    assert isinstance(caught.value.__cause__, cause)


@pytest.mark.parametrize(
    ("data", "cause"), [(b"", ValueError), (b"x" * 99, ValueError), ("text", TypeError), (7, TypeError)]
)
def test_unusable_random(request_: Request, data: Any, cause: Any) -> None:
    with pytest.raises(provisor.CallbackFailed) as caught:
        with provisor.open(random=lambda length: data) as p:
            p.provision(request_)
    assert isinstance(caught.value.__cause__, cause)


@pytest.mark.parametrize("name", ["now", "random"])
def test_what_a_callback_raises_is_the_cause(store: Path, request_: Request, name: str) -> None:
    failure: List[Exception] = []
    numbers = Numbers()

    def now() -> int:
        if failure and name == "now":
            raise failure[0]
        return MOMENT

    def random(length: int) -> bytes:
        if failure and name == "random":
            raise failure[0]
        return numbers(length)

    with provisor.open(store, now=now, random=random) as p:
        first = p.provision(request_)
        failure.append(RuntimeError("no such luck"))
        with pytest.raises(provisor.CallbackFailed) as caught:
            p.provision(request_)
        assert caught.value.__cause__ is failure[0]
        assert (caught.value.status, caught.value.status_name) == (8, "callback")
        failure.clear()
        assert p.provision(request_)["token"] != first["token"]  # the store goes on


def test_an_interrupt_is_raised_as_it_is(request_: Request) -> None:
    for interrupt in (KeyboardInterrupt(), SystemExit(3)):
        with pytest.raises(type(interrupt)) as caught:
            with provisor.open(now=raising(interrupt)) as p:
                p.provision(request_)
        assert caught.value is interrupt


def test_threads_do_not_mix_up_their_failures(request_: Request) -> None:
    found: List[Tuple[int, BaseException]] = []
    opened = False

    def now() -> int:
        if opened:
            raise RuntimeError(threading.get_ident())
        return MOMENT

    with provisor.open(now=now) as p:
        opened = True

        def work() -> None:
            for _ in range(20):
                try:
                    p.provision(request_)
                except provisor.CallbackFailed as error:
                    assert error.__cause__ is not None
                    found.append((threading.get_ident(), error.__cause__))

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 120
    assert all(cause.args == (ident,) for ident, cause in found)


def test_log(store: Path) -> None:
    told: List[Tuple[int, str]] = []
    with provisor.open(store, log=lambda level, message: told.append((level, message))):
        pass
    assert told  # at least of the new key file
    for level, message in told:
        assert level in (provisor.LOG_INFO, provisor.LOG_WARNING)
        assert message and "\n" not in message


def test_a_failing_log_is_not_lost(store: Path, monkeypatch: pytest.MonkeyPatch, request_: Request) -> None:
    lost: List[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda hook: lost.append(hook.exc_value))
    failure = RuntimeError("the disk of the log is full")
    with provisor.open(store, log=raising(failure)) as p:
        p.provision(request_)
    assert lost and lost[0] is failure


def test_a_failure_that_no_call_raises_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    from provisor import _callbacks

    lost: List[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda hook: lost.append(hook.exc_value))
    failure = RuntimeError("on a thread that made no call")
    assert _callbacks.now(raising(failure))(None) < 0
    assert _callbacks.random(raising(failure))(None, None, 0) != 0
    assert lost == [failure, failure]


def test_a_callback_may_call_back_in(request_: Request) -> None:
    inner: List[Any] = []
    opened = False

    def now() -> int:
        if opened and not inner:
            inner.append(None)
            inner.append(p.validate(request_))
            inner.append(p.provision(request_))
        return MOMENT

    with provisor.open(now=now) as p:
        opened = True
        instance = p.provision(request_)
    assert inner[1].valid and inner[2]["id"] != instance["id"]


def test_failures_of_nested_calls_stay_apart(request_: Request) -> None:
    depth = 0
    opened = False
    inner: List[BaseException] = []

    def now() -> int:
        nonlocal depth
        if not opened:
            return MOMENT
        depth += 1
        if depth == 2:
            raise RuntimeError("inner")
        try:
            p.provision(request_)
        except provisor.CallbackFailed as error:
            inner.append(error)
        return MOMENT

    with provisor.open(now=now) as p:
        opened = True
        p.provision(request_)
    assert isinstance(inner[0].__cause__, RuntimeError)


def test_a_callback_must_not_close(request_: Request) -> None:
    opened = False

    def now() -> int:
        if opened:
            p.close()
        return MOMENT

    with provisor.open(now=now) as p:
        opened = True
        with pytest.raises(provisor.CallbackFailed) as caught:
            p.provision(request_)
        assert isinstance(caught.value.__cause__, provisor.Misuse)
        assert not p.closed


def test_callbacks_live_as_long_as_the_store(store: Path, request_: Request) -> None:
    def opened() -> provisor.Provisor:
        numbers = Numbers()
        told: List[str] = []
        return provisor.open(
            store, now=lambda: MOMENT, random=lambda n: numbers(n), log=lambda level, text: told.append(text)
        )

    with opened() as p:
        for _ in range(3):
            gc.collect()
            assert p.provision(request_)["createdDate"] == "2015-12-11T16:07:51Z"
