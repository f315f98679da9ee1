"""What the pages name is there: links, places, functions, floors, decisions, versions, the image.

https://spec.commonmark.org/
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import PAGES, ROOT, column, prose, text

OPERATIONS = "docs/operations.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link inside the repository names a file or folder, and a heading of it."""
    for target in LINK.findall(prose(page)):
        if target.startswith("https://"):
            continue
        place, _, anchor = target.partition("#")
        there = (page.parent / place).resolve() if place else page
        assert there.exists(), target
        assert there.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_is_of_this_product_alone(page: Path) -> None:
    """Nobody's machine, tracker or task is named."""
    content = page.read_text(encoding="utf-8")

    assert not re.search(r"/work/|/home/|/root/|\bissue #?\d|\bTODO\b|\bFIXME\b", content)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_place_of_the_repository_that_is_named_exists(page: Path) -> None:
    """A path in backticks that begins with one of our folders is a file or a folder."""
    tops = "gateway|mappings|profiles|tests|tools|docs|examples|openapi|bench|demo"
    for place in re.findall(rf"`((?:{tops})/[\w./-]+)`", prose(page)):
        invented = "clinique-du-sud" in place or "SUD" in place or "sex-is-coded" in place
        assert invented or (ROOT / place).exists(), place


def test_every_function_on_the_walk_stands_in_the_file_that_is_named_beside_it() -> None:
    """`settle` in `intake/settle.py`, and its like."""
    near = r"`([a-z_]+)`[^`.;]{0,60}\[`([\w/]+\.py)`\]"
    pairs = re.findall(near, text("docs/architecture.md"))

    assert len(pairs) > 1
    for name, place in pairs:
        content = (ROOT / "gateway" / place).read_text(encoding="utf-8")
        assert f"def {name}(" in content, (name, place)


def test_every_floor_of_the_architecture_is_a_floor_of_the_linter() -> None:
    """The table of floors names the rooms that import-linter holds, from the top down."""
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    built = {path.stem for path in (ROOT / "gateway").iterdir()}
    layers = [sorted(built & set(re.findall(r"\w+", one))) for one in contracts[0]["layers"]]
    lines = (
        text("docs/architecture.md").split("| floor | rooms |")[1].split("\n\n")[0].splitlines()
    )
    rooms = [re.findall(r"`(\w+)`", line.split("|")[2]) for line in lines[2:]]

    assert [sorted(floor) for floor in rooms] == [layer for layer in layers if layer]


def test_the_changelog_tells_of_this_version() -> None:
    """Version, wheel and contract say the same number."""
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]

    assert re.search(rf"^## \[{re.escape(version)}\] - ", text("CHANGELOG.md"), re.MULTILINE)
    assert yaml.safe_load(text("openapi/gateway.yaml"))["info"]["version"] == version


def test_every_decision_is_listed_by_its_title_and_fits_a_screen() -> None:
    """The index names each file, and no two have one number."""
    index = dict(
        re.findall(
            r"^\| \d{4} \| \[(.*)\]\((.*)\) \|$", text("docs/decisions/README.md"), re.MULTILINE
        )
    )
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))

    numbers = [int(file.name[:4]) for file in files]

    assert sorted(set(numbers)) == numbers
    assert sorted(index.values()) == [file.name for file in files]
    for title, name in index.items():
        content = text(f"docs/decisions/{name}")
        assert content.startswith(f"# {name[:4]} · {title}\n")
        assert content.count("\n") <= 50
        parts = ("**Context.**", "**Decision.**", "**Consequence.**")
        assert all(part in content for part in parts)


def test_the_image_is_built_and_started_as_the_rest_says() -> None:
    """Python's version, setup, command, ports and entry point agree."""
    image, project = text("Dockerfile"), tomllib.loads(text("pyproject.toml"))["project"]
    serve = re.search(r"gateway serve (.*)", text("Makefile"))
    words = json.loads(re.findall(r"^CMD (.*)$", image, re.MULTILINE)[-1])
    ports = re.findall(r"--(?:mllp-)?port (\d+)", serve[1]) if serve else []
    version = project["requires-python"].removeprefix(">=")

    assert re.findall(r"^FROM python:(\S+)-slim", image, re.MULTILINE) == [version] * 2
    assert f"Python {version}" in text("README.md")
    assert list(project["scripts"]) == json.loads(
        re.findall(r"^ENTRYPOINT (.*)$", image, re.MULTILINE)[0]
    )
    assert words == ["serve", "--port", ports[0], "--mllp-port", ports[1]]
    assert f"EXPOSE {ports[0]}" in image
    assert f"127.0.0.1:{ports[0]}/ready" in image
    assert all(port in text("README.md") for port in ports)
    patience = re.search(r"--start-period=(\d+)s", image)
    assert "first start compiles all rules: up to a minute" in text("gateway/cli/serving.py")
    assert patience is not None
    assert int(patience[1]) > 60  # else a first start is called unhealthy, and ended
    for step in ("tools/setup.py", "-m tools.definitions"):
        assert step in image
        assert step in text("Makefile")


def test_the_composed_service_is_held_narrow() -> None:
    """No port beyond loopback, nothing writable but the record, no rights beyond a user's."""
    service = yaml.safe_load(text("compose.yaml"))["services"]["gateway"]

    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert set(service["environment"]) <= set(
        column(OPERATIONS, "| variable | default | what it decides |")
    )
