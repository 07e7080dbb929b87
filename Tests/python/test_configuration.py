"""The configuration of an instance, row by row."""

from __future__ import annotations

from typing import Any, Dict

import pytest

import provisor

Request = Dict[str, Any]
Instance = Dict[str, Any]
Rows = Dict[str, Dict[str, Any]]


@pytest.fixture
def rows(p: provisor.Provisor, instance: Instance) -> Rows:
    return {row["key"]: row for row in p.configuration(instance["id"])}


def test_the_rows(p: provisor.Provisor, instance: Instance, rows: Rows) -> None:
    assert {key: row["propertyValue"] for key, row in rows.items()} == instance["configuration"]
    assert list(rows) == list(instance["configuration"])  # in the element's order
    assert len({row["id"] for row in rows.values()}) == len(rows)
    members = "id key name description propertyValue type required hideFromConsole active".split()
    assert all(list(row) == members for row in rows.values())
    password = rows["password"]
    assert (password["propertyValue"], password["type"], password["required"]) == ("********", "PASSWORD", True)
    assert rows["pagination.type"]["propertyValue"] is None
    assert rows["base.url"]["hideFromConsole"] is True and rows["base.url"]["active"] is True


def test_one_row(p: provisor.Provisor, instance: Instance, rows: Rows) -> None:
    for row in rows.values():
        assert p.configuration_get(instance["id"], row["id"]) == row


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("subdomain", "other", "other"),
        ("event.notification.enabled", "true", "true"),
        ("pagination.max", 50, "50"),
        ("pagination.offset", True, "true"),
        ("pagination.type", "page", "page"),
        ("username", "Zoë 🦊", "Zoë 🦊"),
    ],
)
def test_setting_a_value(
    p: provisor.Provisor, instance: Instance, rows: Rows, key: str, value: Any, stored: str
) -> None:
    if key == "event.notification.enabled":
        p.configuration_set(instance["id"], rows["event.notification.callback.url"]["id"], "https://acme.example/e")
    before = p.get(instance["id"])
    row = p.configuration_set(instance["id"], rows[key]["id"], value)
    assert row == {**rows[key], "propertyValue": stored}
    assert p.configuration_get(instance["id"], rows[key]["id"]) == row
    after = p.get(instance["id"])
    assert after["configuration"] == {**before["configuration"], key: stored}
    assert after["version"] == before.get("version", 1) + 1


def test_setting_a_value_back(p: provisor.Provisor, instance: Instance, rows: Rows) -> None:
    row = rows["pagination.max"]["id"]
    for nothing in (None, ""):
        assert p.configuration_set(instance["id"], row, "50")["propertyValue"] == "50"
        assert p.configuration_set(instance["id"], row, nothing)["propertyValue"] == "30"


def test_setting_a_secret(p: provisor.Provisor, instance: Instance, rows: Rows) -> None:
    id, row = instance["id"], rows["password"]["id"]
    for value, kept in (("********", "Blue-Kettle-42-Harbour"), ("something-else-17", "something-else-17")):
        assert p.configuration_set(id, row, value)["propertyValue"] == "********"
        assert p.plan({"configuration": {"password": kept}}, action="update", id=id).changed == ()


def test_a_faulty_value_changes_nothing(p: provisor.Provisor, instance: Instance, rows: Rows) -> None:
    for key, value in (("subdomain", "a/b"), ("subdomain", ""), ("password", None), ("base.url", "ftp://x")):
        with pytest.raises(provisor.InvalidRequest) as caught:
            p.configuration_set(instance["id"], rows[key]["id"], value)
        assert [fault.key for fault in caught.value.report.errors] == [key]
    assert p.get(instance["id"]) == instance


def test_no_such_row(p: provisor.Provisor, instance: Instance, rows: Rows, request_: Request) -> None:
    other = p.provision(request_)
    of_another = p.configuration(other["id"])[0]["id"]
    last = max(row["id"] for row in rows.values())
    for row in (0, 1, -1, last + 1, of_another, 2**63 - 1, -(2**63)):
        with pytest.raises(provisor.NotFound):
            p.configuration_get(instance["id"], row)
        with pytest.raises(provisor.NotFound):
            p.configuration_set(instance["id"], row, "x")
    assert p.get(instance["id"]) == instance and p.get(other["id"]) == other
