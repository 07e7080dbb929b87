"""Lists: pages, filters, and what happens while somebody iterates."""

from __future__ import annotations

import itertools
from typing import Any, Dict, Iterator, List

import pytest

import provisor

Request = Dict[str, Any]

COUNT = 450


def numbers(instances: Any) -> List[int]:
    return [instance["id"] for instance in instances]


@pytest.fixture(scope="module")
def many() -> Iterator[provisor.Provisor]:
    """450 instances: number n has the tags "all", "even" when n is, and "n%10"; its name tells n."""
    with provisor.open() as p:
        for n in range(1, COUNT + 1):
            tags = ["all", f"{n % 10}", *(["even"] if n % 2 == 0 else [])]
            configuration = {"username": "jane@acme.example", "password": "Blue-Kettle-42-Harbour", "subdomain": "acme"}
            request = {
                "element": {"key": "freshservice"},
                "configuration": configuration,
                "tags": tags,
                "name": f"Number {n}",
            }
            assert p.provision(request)["id"] == n
        yield p


@pytest.mark.parametrize(("page_size", "pages"), [(None, 3), (200, 3), (150, 3), (449, 3), (90, 5), (1, 450)])
def test_all_pages(many: provisor.Provisor, page_size: Any, pages: int) -> None:
    found: List[List[int]] = []
    page = many.page(page_size=page_size)
    found.append(numbers(page.instances))
    while page.next_page is not None:
        page = many.page(page_size=page_size, next_page=page.next_page)
        found.append(numbers(page.instances))
    assert len(found) == pages
    assert all(len(page) == min(page_size or 200, 200) for page in found[:-1]) and found[-1]
    assert list(itertools.chain(*found)) == list(range(1, COUNT + 1))
    assert numbers(many.list(page_size=page_size)) == list(range(1, COUNT + 1))


def test_an_item_is_the_instance(many: provisor.Provisor) -> None:
    assert next(many.list()) == many.get(1) and many.page().instances[199] == many.get(200)


@pytest.mark.parametrize("page_size", [7, 200])
def test_tags(many: provisor.Provisor, page_size: int) -> None:
    def found(*tags: str) -> List[int]:
        return numbers(many.list(tags=tags, page_size=page_size))

    assert found("all") == list(range(1, COUNT + 1))
    assert found("even") == list(range(2, COUNT + 1, 2))
    assert found("even", "4") == found("4", "even") == found("4", "4", "even") == list(range(4, COUNT + 1, 10))
    assert found("3", "even") == found("3", "4") == found("none") == found("All") == found("eve") == []


@pytest.mark.parametrize("page_size", [3, 200])
def test_search(many: provisor.Provisor, page_size: int) -> None:
    def found(search: str) -> List[int]:
        return numbers(many.list(search=search, page_size=page_size))

    assert found("number 44") == found("NUMBER 44") == [44, *range(440, 450)]
    assert found("r 7") == [7, *range(70, 80)]
    assert found("ESHserv") == found("") == list(range(1, COUNT + 1))  # the element's key
    assert found("number%") == found("Number_1") == found("*") == found("ñ") == []


def test_element(many: provisor.Provisor) -> None:
    assert numbers(many.list(element="freshservice")) == list(range(1, COUNT + 1))
    assert numbers(many.list(element="fresh")) == numbers(many.list(element="")) == []


def test_all_conditions_at_once(many: provisor.Provisor) -> None:
    found = many.list(tags=["even", "0"], search="number 2", element="freshservice", page_size=4)
    assert numbers(found) == [20, *range(200, 300, 10)]
    assert numbers(many.list(tags=["even"], search="Number 7", element="other")) == []


def test_a_page_that_is_just_full_is_the_last(many: provisor.Provisor) -> None:
    page = many.page(tags=["4"], page_size=45)
    assert len(page.instances) == 45 and page.next_page is None
    page = many.page(tags=["4"], page_size=44)
    assert len(page.instances) == 44 and page.next_page is not None
    page = many.page(tags=["4"], page_size=44, next_page=page.next_page)
    assert len(page.instances) == 1 and page.next_page is None


def test_an_empty_store(p: provisor.Provisor) -> None:
    assert p.page() == provisor.Page(instances=(), next_page=None)
    assert list(p.list()) == list(p.list(tags=["x"], search="x", element="x")) == []


def test_tags_of_any_text(p: provisor.Provisor, request_: Request) -> None:
    tags = ["Zoë 🦊", "a'b", 'a"b', "a,b", "a%b", " a ", "\\", "漢字"]
    p.provision({**request_, "tags": tags})
    p.provision(request_)
    assert next(p.list(tags=tags))["tags"] == tags
    for tag in tags:
        assert numbers(p.list(tags=[tag])) == [1]
    assert numbers(p.list(tags=(tag for tag in tags))) == [1]  # type: ignore[arg-type]


def test_the_name_is_the_tag_of_an_instance_without(p: provisor.Provisor, request_: Request) -> None:
    del request_["tags"]
    instance = p.provision(request_)
    assert instance["tags"] == ["Docs"] and list(p.list(tags=["Docs"])) == [instance]


def test_a_change_of_tags_is_found(p: provisor.Provisor, request_: Request) -> None:
    first, second = p.provision(request_)["id"], p.provision(request_)["id"]
    p.update(first, {"tags": ["x", "Docs"]})
    assert numbers(p.list(tags=["x"])) == [first] and numbers(p.list(tags=["Docs"])) == [first, second]
    p.update(first, {"tags": ["x"]})
    assert numbers(p.list(tags=["Docs"])) == [second]
    p.update(first, {"tags": []})
    assert numbers(p.list(tags=["x"])) == [] and numbers(p.list()) == [first, second]


def test_what_is_out_of_range(p: provisor.Provisor) -> None:
    wrong: Any
    for wrong in (0, -1, 1.5, "5"):
        with pytest.raises(provisor.InvalidRequest, match="pageSize"):
            p.list(page_size=wrong)
    for wrong in ("x", "", "i", "i-1", "i!", "50"):
        with pytest.raises(provisor.InvalidRequest, match="nextPage"):
            p.page(next_page=wrong)
    for wrong in ([5], [None], [["x"]]):
        with pytest.raises(provisor.InvalidRequest, match="tags"):
            p.list(tags=wrong)
    with pytest.raises(provisor.InvalidRequest, match="searchText"):
        p.list(search=5)  # type: ignore[arg-type]


def test_pages_are_read_as_the_iteration_gets_there(p: provisor.Provisor, request_: Request) -> None:
    for _ in range(6):
        p.provision(request_)
    instances = p.list(page_size=2)
    assert next(instances)["id"] == 1
    p.remove(2)  # was read with the first page
    p.remove(4)
    p.update(5, {"name": "Changed"})
    p.provision(request_)
    rest = list(instances)
    assert numbers(rest) == [2, 3, 5, 6, 7] and rest[2]["name"] == "Changed"


def test_closing_during_an_iteration(request_: Request) -> None:
    with provisor.open() as p:
        for _ in range(3):
            p.provision(request_)
        instances = p.list(page_size=2)
        assert numbers(itertools.islice(instances, 1)) == [1]
    assert next(instances)["id"] == 2
    with pytest.raises(provisor.Misuse, match="the store is closed"):
        next(instances)
