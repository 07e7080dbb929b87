"""Users: handles that act for them, and that nobody sees the instances of another."""

from __future__ import annotations

import gc
import itertools
import threading
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest

import provisor

Document = Dict[str, Any]

NUMBERS = itertools.count()


def authorization(user: str, organization: str) -> str:
    return f"User {user}, Organization {organization}"


def default_user(p: provisor.Provisor) -> str:
    secrets = p.default_secrets()
    return authorization(secrets["user"], secrets["organization"])


def administrator(p: provisor.Provisor) -> str:
    """Creates an organization, and answers the Authorization header of its administrator."""
    made = p.create_organization({"name": "Acme", "email": f"admin-{next(NUMBERS)}@acme.example"})
    return authorization(made["user"]["secret"], made["secret"])


@pytest.fixture
def other(p: provisor.Provisor) -> Iterator[provisor.Provisor]:
    """A user of another organization on the memory store."""
    with p.as_user(administrator(p)) as other:
        yield other


def test_nobody_sees_the_instances_of_others(
    p: provisor.Provisor, other: provisor.Provisor, request_: Document
) -> None:
    mine, theirs = p.provision(request_), other.provision(request_)
    id = theirs["id"]
    calls: List[Callable[[], object]] = [
        lambda: p.get(id),
        lambda: p.find(theirs["token"]),
        lambda: p.update(id, {"name": "x"}),
        lambda: p.replace(id, request_),
        lambda: p.plan({"name": "x"}, action="update", id=id),
        lambda: p.plan(request_, action="replace", id=id),
        lambda: p.remove(id),
        lambda: p.enable(id),
        lambda: p.disable(id),
        lambda: p.trace(id, True),
        lambda: p.rotate(id),
        lambda: p.configuration(id),
        lambda: p.configuration_get(id, 1),
        lambda: p.configuration_set(id, 1, "x"),
    ]
    for call in calls:
        with pytest.raises(provisor.NotFound) as caught:
            call()
        assert "Docs" not in repr(caught.value.problem)
    with pytest.raises(provisor.NotFound) as none:
        p.get(10**6)
    with pytest.raises(provisor.NotFound) as not_mine:
        p.get(id)
    assert str(none.value).replace(str(10**6), "") == str(not_mine.value).replace(str(id), "")
    assert list(p.list()) == [mine] and list(other.list()) == [theirs]
    assert list(p.list(tags=["Docs"], search="docs", element="freshservice")) == [mine]
    assert p.count()["totalInstances"] == other.count()["totalInstances"] == 1
    assert other.get(id) == other.find(theirs["token"]) == theirs


def test_users_of_one_account(p: provisor.Provisor, request_: Document) -> None:
    account = p.create_account({"name": "Support"})
    organization = p.default_secrets()["organization"]
    kim, kai = (p.create_user(account["id"], {"email": f"{name}@acme.example"}) for name in ("kim", "kai"))
    with p.as_user(authorization(kim["secret"], organization)) as as_kim:
        with p.as_user(authorization(kai["secret"], organization)) as as_kai:
            instance = as_kim.provision(request_)
            assert as_kim.get(instance["id"]) == instance
            for one in (as_kai, p):
                with pytest.raises(provisor.NotFound):
                    one.get(instance["id"])
            for call in (as_kim.default_secrets, lambda: as_kim.create_account({"name": "x"})):
                with pytest.raises(provisor.Forbidden) as caught:
                    call()
                assert (caught.value.status, caught.value.status_name) == (13, "forbidden")


def test_a_page_of_another_user_is_none_of_ones_own(
    p: provisor.Provisor, other: provisor.Provisor, request_: Document
) -> None:
    for _ in range(3):
        p.provision(request_)
        other.provision(request_)
    next_page = p.page(page_size=1).next_page
    ids = {instance["id"] for instance in other.list()}
    try:
        found = other.page(page_size=9, next_page=next_page).instances
    except provisor.InvalidRequest:
        return
    assert {instance["id"] for instance in found} <= ids


def test_idempotency_keys_belong_to_the_user(
    p: provisor.Provisor, other: provisor.Provisor, request_: Document
) -> None:
    mine = p.provision(request_, idempotency_key="k")
    theirs = other.provision({**request_, "name": "other"}, idempotency_key="k")
    assert mine["id"] != theirs["id"] and mine["token"] != theirs["token"]
    assert p.provision(request_, idempotency_key="k") == mine


def test_authorizations(p: provisor.Provisor, request_: Document) -> None:
    secrets = p.default_secrets()
    user, organization = secrets["user"], secrets["organization"]
    token = p.provision(request_)["token"]
    foreign = administrator(p)
    for right in (
        f"User {user}, Organization {organization}",
        f"organization {organization},USER {user}",
        f"User {user}, Organization {organization}, Element {token}",
    ):
        with p.as_user(right) as scoped:
            assert scoped.count()["totalInstances"] == 1
    messages = set()
    for wrong in (
        "",
        f"User {user}",
        f"Organization {organization}",
        f"User {user}x, Organization {organization}",
        f"User {user}, Organization {organization[:-1]}",
        f"User {organization}, Organization {user}",
        f"User {user}, {foreign.split(', ')[1]}",
        f"User {user}, Organization {organization}, Element x",
        f"User {user}, User {user}, Organization {organization}",
        f"User {user}, Organization {organization}, Password x",
        "User ä, Organization ö",
    ):
        with pytest.raises(provisor.Unauthorized) as caught:
            p.as_user(wrong)
        assert (caught.value.status, caught.value.status_name) == (12, "unauthorized")
        messages.add(str(caught.value))
    assert len(messages) == 1 and user not in messages.pop()
    with pytest.raises(ValueError, match="NUL"):
        p.as_user(f"User {user}, Organization {organization}\0")
    with pytest.raises(TypeError, match="an authorization is a str"):
        p.as_user(b"User")  # type: ignore[arg-type]


def test_secrets_stay(store: Path) -> None:
    with provisor.open(store) as p:
        secrets, mine = p.default_secrets(), administrator(p)
        assert p.default_secrets() == secrets and len(set(secrets.values())) == 2
    with provisor.open(store) as p:
        assert p.default_secrets() == secrets
        p.as_user(mine).close()
    with provisor.open() as p:
        assert set(p.default_secrets().values()).isdisjoint(secrets.values())
    kept = b"".join(path.read_bytes() for path in store.parent.glob(f"{store.name}*"))
    for secret in (*secrets.values(), *(part.split()[1] for part in mine.split(", "))):
        assert secret.encode() not in kept


def test_faulty_people(p: provisor.Provisor, other: provisor.Provisor) -> None:
    account = p.create_account({"name": "Support", "description": "d", "externalId": "e"})
    assert account["name"] == "Support"
    for create in (p.create_organization, p.create_account, lambda user: p.create_user(account["id"], user)):
        with pytest.raises(provisor.InvalidRequest):
            create({})
        with pytest.raises(provisor.MalformedRequest):
            create("{")
    p.create_user(account["id"], {"email": "kim@acme.example"})
    with pytest.raises(provisor.Conflict):
        p.create_user(account["id"], {"email": "kim@acme.example"})
    for id in (0, -1, 10**6):
        with pytest.raises(provisor.NotFound):
            p.create_user(id, {"email": "kai@acme.example"})
    with pytest.raises(provisor.Forbidden, match="another organization"):
        other.create_user(account["id"], {"email": "kai@acme.example"})
    with pytest.raises(provisor.Forbidden):
        other.create_organization({"name": "n", "email": "e@acme.example"})
    with pytest.raises(ValueError, match="at most 64 bits"):
        p.create_user(2**63, {})


def test_handles_close_in_any_order(request_: Document) -> None:
    numbers = iter(range(10**6))

    def opened() -> provisor.Provisor:
        p = provisor.open(now=lambda: next(numbers), log=lambda level, message: None)
        scoped = p.as_user(default_user(p))
        p.close()
        return scoped

    scoped = opened()
    gc.collect()  # the callbacks are needed by the second handle
    with scoped:
        assert scoped.provision(request_)["id"] == 1
    assert scoped.closed
    with provisor.open() as p:
        p.as_user(default_user(p)).close()
        assert p.provision(request_)["id"] == 1


def test_a_failing_clock(request_: Document) -> None:
    failure: List[Exception] = []

    def now() -> int:
        if failure:
            raise failure[0]
        return 0

    with provisor.open(now=now) as p:
        mine = default_user(p)
        failure.append(RuntimeError("no time"))
        with pytest.raises(provisor.CallbackFailed) as caught:
            p.as_user(mine)
        assert caught.value.__cause__ is failure[0]


def test_users_on_many_threads(store: Path, request_: Document) -> None:
    with provisor.open(store) as p:
        wrong: List[object] = []

        def work(mine: str) -> None:
            try:
                for _ in range(5):
                    with p.as_user(mine) as scoped:
                        scoped.provision(request_)
                with p.as_user(mine) as scoped:
                    assert scoped.count()["totalInstances"] == len(list(scoped.list())) == 5
            except BaseException as error:
                wrong.append(error)

        threads = [threading.Thread(target=work, args=(administrator(p),)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == [] and p.count()["totalInstances"] == 0
