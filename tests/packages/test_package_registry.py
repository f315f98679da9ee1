"""What a registry may take: its time and its bytes are bounded, and only it is asked.

https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from gateway.remote import Registry, Unreachable, client
from tests.packages.made_packages import NAME, package
from tests.packages.made_registry import Registry as Made
from tests.packages.made_registry import serving


@pytest.fixture
def made() -> Iterator[Made]:
    """A registry with one package."""
    with serving() as one:
        one.packages[NAME, "1.0.0"] = package()
        yield one


def test_a_package_comes_as_it_was_promised(made: Made) -> None:
    """The bytes, where they came from, and the hash that they met."""
    with client() as http:
        found = Registry(http, [made.base]).fetch(NAME, "1.0.0")

    assert found.content == package()
    assert found.origin == f"{made.base}/{NAME}/1.0.0"
    assert found.promised.startswith("sha512-")


def test_a_package_that_is_too_large_is_left(made: Made) -> None:
    """No more is read than the limit allows."""
    with client() as http:
        registry = Registry(http, [made.base], largest=100)
        with pytest.raises(Unreachable, match="sends more than 100 bytes"):
            registry.fetch(NAME, "1.0.0")


def test_an_answer_that_does_not_end_is_left(made: Made) -> None:
    """Whoever sends slowly, but never stops, is left at the end of the time."""
    ticks = count(0, 100)
    with client() as http:
        registry = Registry(http, [made.base], lambda: float(next(ticks)), seconds=50)
        with pytest.raises(Unreachable, match="takes longer than 50 seconds"):
            registry.fetch(NAME, "1.0.0")


def test_the_next_registry_is_asked_where_the_first_does_not_know(made: Made) -> None:
    """Several registries are asked in their order."""
    with serving() as first, client() as http:
        registry = Registry(http, [first.base, made.base])
        assert registry.fetch(NAME, "1.0.0").origin.startswith(made.base)
        with pytest.raises(Unreachable) as error:
            registry.versions("example.absent")

    assert first.base in str(error.value)
    assert made.base in str(error.value)


def test_a_registry_that_is_not_there_is_told() -> None:
    """A closed port is a sentence with the address, not a stack."""
    with serving() as gone:
        base = gone.base
    with client() as http, pytest.raises(Unreachable, match=f"{base}/a fails"):
        Registry(http, [base]).versions("a")


def test_redirections_end(made: Made) -> None:
    """A registry that sends us in a circle is left."""
    made.answers[f"/{NAME}"] = (302, {"Location": f"{made.base}/{NAME}"}, b"")
    with client() as http, pytest.raises(Unreachable, match="from place to place"):
        Registry(http, [made.base]).versions(NAME)


def test_a_name_stays_a_name(made: Made) -> None:
    """What stands in a name cannot lead to another address of the registry."""
    with client() as http, pytest.raises(Unreachable):
        Registry(http, [made.base]).versions("../admin?x=1#y")

    assert made.asked == ["/..%2Fadmin%3Fx%3D1%23y"]
