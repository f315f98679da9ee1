"""What the documentation names is there, and what is there is documented.

https://spec.commonmark.org/
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
import yaml

from gateway import convert, telemetry
from gateway.adapters.hl7v2.acknowledge import CODES, acknowledge
from gateway.api.app import ROUTES
from gateway.api.outcome import STATUS
from gateway.cli import app
from gateway.fhirjson import decode
from gateway.model import Inbound, Receipt, Status
from gateway.settings import Settings, read
from tests.docs.pages import PAGES, ROOT, blocks, column, prose, text
from tools import issues

OPERATIONS = "docs/operations.md"
SEND = "docs/how-to/send-messages.md"
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


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    """The table of settings is that of settings.py."""
    source = (ROOT / "gateway" / "settings.py").read_text(encoding="utf-8")
    names = column(OPERATIONS, "| variable | default | what it decides |")

    assert sorted(names) == sorted(set(re.findall(r"GATEWAY_[A-Z_]+", source)))


def test_every_default_of_a_setting_is_the_documented_one() -> None:
    """What the table says is what an empty environment gives."""
    found = read({})
    values = column(OPERATIONS, "| variable | default | what it decides |", 1)

    assert found == Settings()
    expected = [found.data, found.host, *found.processing, found.max_message, found.log]
    assert values == [str(value) for value in expected]


def test_every_metric_is_documented_with_its_labels() -> None:
    """The table of metrics is the registry of a running gateway."""
    held = telemetry.Telemetry()
    collectors = {
        metric: collector
        for collector, names in held._registry._collector_to_names.items()
        for metric in names
    }
    told = column(OPERATIONS, "| metric | labels | what |")

    families = {name.removesuffix("_total") for name in told}
    assert families == {collector._name for collector in collectors.values()}  # type: ignore[attr-defined]
    for line in re.findall(r"^\| `(gateway_\w+)` \| (.*?) \|", text(OPERATIONS), re.MULTILINE):
        labels = collectors[line[0]]._labelnames  # type: ignore[attr-defined]
        assert list(labels) == re.findall(r"`(\w+)`", line[1])


def test_every_word_about_connections_is_documented() -> None:
    """The words of gateway_mllp_total are those that the door notes."""
    source = (ROOT / "gateway" / "mllp" / "__init__.py").read_text(encoding="utf-8")
    noted = set(re.findall(r"note\(\s*\"([a-z-]+)\"", source))
    noted |= set(re.findall(r"note\(\s*\"[a-z-]+\" if .* else \"([a-z-]+)\"", source))
    line = re.search(r"Words of `gateway_mllp_total`: (.*?)\n\n", text(OPERATIONS), re.DOTALL)

    assert line is not None
    assert set(re.findall(r"`([a-z-]+)`", line[1])) == noted


def test_every_log_event_is_documented() -> None:
    """The table of events is what the code logs."""
    source = "".join(file.read_text() for file in (ROOT / "gateway").rglob("*.py"))
    logged = set(re.findall(r"\bevent\(\s*\"([a-z-]+)\"", source)) | {"message"}

    assert set(column(OPERATIONS, "| event | level | with |")) == logged


def commands() -> dict[str, list[str]]:
    """Command of the gateway -> its options."""
    top = typer.main.get_command(app)
    found: dict[str, list[str]] = {}
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        for inner, one in getattr(command, "commands", {"": command}).items():
            options = [option for parameter in one.params for option in parameter.opts]
            found[f"{name} {inner}".strip()] = [o for o in options if o.startswith("--")]
    return found


def test_every_command_and_option_is_documented() -> None:
    """Somewhere in the pages stands each command, and each of its options."""
    said = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

    for command, options in commands().items():
        assert f"gateway {command}" in said
        assert [option for option in options if option != "--help" and option not in said] == []


def test_every_address_in_the_pages_is_a_route_and_every_route_is_in_the_contract() -> None:
    """`GET /live` and its like are rows of the table of routes."""
    said = {
        found
        for page in PAGES
        for found in re.findall(r"`(GET|POST) (/[^`\s?]*)", page.read_text(encoding="utf-8"))
    }
    contract = yaml.safe_load(text("openapi/gateway.yaml"))["paths"]
    routes = {(method, path.replace(":path", "")) for method, path, _ in ROUTES}

    assert said
    assert said <= routes
    described = {(method.upper(), path) for path, item in contract.items() for method in item}
    assert routes - {("GET", "/"), ("GET", "/openapi.yaml")} <= described


def test_every_rule_stands_in_the_catalogue() -> None:
    """docs/issues.md is what `python -m tools.issues` writes today."""
    assert text("docs/issues.md") == issues.page()


def test_every_rule_that_an_example_expects_stands_in_the_catalogue() -> None:
    """The catalogue is looked through by examples that it was not made from."""
    listed = set(re.findall(r"^\| `([^`]+)`", text("docs/issues.md"), re.MULTILINE))
    expected = [
        issue["rule"]
        for file in (ROOT / "tests" / "messages").rglob("*.expected.json")
        for issue in decode(file.read_bytes())["issues"]
    ]

    assert len(expected) > len(set(expected)) > 1
    assert set(expected) <= listed


def test_every_status_is_answered_as_the_page_says() -> None:
    """Status, HTTP and MSA-1 of each row of the table."""
    head = "| what became of it | HTTP | MSA-1 | what to do |"
    lines = text(SEND).split(head)[1].splitlines()
    rows = [re.match(r"\| `(\w+)`.*?\| (\d+) \| (A[AER])", line) for line in lines]
    said = {row[1]: (int(row[2]), row[3]) for row in rows if row}

    assert said == {one.value: (STATUS[one], CODES[one]) for one in Status}


def test_every_key_of_a_sender_is_documented() -> None:
    """The table of keys is that of the schema of sender files."""
    schema = json.loads(text("gateway/mapping/schema.json"))["$defs"]["sender"]["properties"]
    keys = column("docs/how-to/add-a-hospital.md", "| key | default | what it says |")

    assert sorted(keys) == sorted(schema)


def test_the_changelog_tells_of_this_version() -> None:
    """Version, wheel and contract say the same number."""
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]

    assert re.search(rf"^## \[{re.escape(version)}\] - ", text("CHANGELOG.md"), re.MULTILINE)
    assert yaml.safe_load(text("openapi/gateway.yaml"))["info"]["version"] == version


def test_every_decision_is_listed_by_its_title_and_fits_a_screen() -> None:
    """The index names each file, numbered without a gap."""
    index = dict(
        re.findall(
            r"^\| \d{4} \| \[(.*)\]\((.*)\) \|$", text("docs/decisions/README.md"), re.MULTILINE
        )
    )
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))

    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    assert sorted(index.values()) == [file.name for file in files]
    for title, name in index.items():
        content = text(f"docs/decisions/{name}")
        assert content.startswith(f"# {name[:4]} · {title}\n")
        assert content.count("\n") <= 50
        parts = ("**Context.**", "**Decision.**", "**Consequence.**")
        assert all(part in content for part in parts)


def acknowledged(body: bytes) -> str:
    """MSA and ERR of the answer to a message, a line each."""
    found, now = convert(body), datetime.now(UTC)
    named = ("default", "EX0001", "EX0001", found.status, found.kind)
    receipt = Receipt(*named, now, "0" * 64, found.issues)
    answer = acknowledge(Inbound("default", "hl7v2", body, now), receipt).decode()
    return "".join(f"{line}\n" for line in answer.split("\r") if line.startswith(("MSA", "ERR")))


def test_the_error_that_is_shown_is_the_one_that_is_sent() -> None:
    """The ERR of the page comes of the example, admitted in a thirteenth month."""
    sent = (ROOT / "examples" / "admission.hl7").read_bytes()
    wrong = sent.replace(b"20261120080100|\r", b"20261320080100|\r")
    (shown,) = [block for block in blocks(ROOT / SEND, "") if block.startswith("MSA|")]

    assert wrong != sent
    assert acknowledged(wrong) == shown


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
