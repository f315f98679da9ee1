"""What is there is documented: settings, metrics, log events, commands, routes, rules, limits.

https://12factor.net/config
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
import typer
import yaml
from typer.testing import CliRunner

from gateway import convert, mllp, telemetry
from gateway.adapters.hl7v2 import inquiry
from gateway.adapters.hl7v2.acknowledge import CODES, MOST, acknowledge
from gateway.api import criteria
from gateway.api.app import ROUTES
from gateway.api.outcome import STATUS
from gateway.bootstrap import http_peers
from gateway.cli import app
from gateway.disclosure import persons
from gateway.fhirjson import MAX_BYTES, MAX_DEPTH, decode
from gateway.fhirpath import environment
from gateway.intake.receive import ATTEMPTS
from gateway.model import Inbound, Receipt, Status
from gateway.search import parse
from gateway.settings import NAMES, Settings, read
from gateway.store import batch, postgres, reading, searching, sqlite
from tests.docs.pages import PAGES, ROOT, blocks, column, text
from tools import issues

OPERATIONS = "docs/operations.md"
SEND = "docs/how-to/send-messages.md"


def test_every_limit_is_the_one_in_force() -> None:
    """The table of limits tells the numbers of the code."""
    said = text(OPERATIONS).split("## Limits")[1].split("\n## ")[0]
    door = mllp.Limits()
    figures = {
        "| HTTP connections of one process": f", {Settings().http_connections:,} |",
        "| HTTP connections of one caller": f", {Settings().http_address:,} |",
        "| MLLP connections": f"| {door.connections} |",
        "| an HTTP request": f"| {http_peers.PATIENCE:.0f} s from its first byte",
        "each 1,000": f"each {http_peers.SLOWEST:,} bytes",
        "from one address": f"| {door.address} |",
        "TLS handshake": f"| {door.handshake:.0f} s |",
        "| an MLLP frame |": f"| {door.frame:.0f} s ",
        "silence": f"| {door.idle / 3600:.0f} hour |",
        "frames waiting": f"| {door.ahead}, or {door.held // 1_000_000} MB |",
        "one transaction": f"| {batch.LIMIT} messages |",
        "long reads": f"| {sqlite.READERS} |",
        "reads of one process": f"| {postgres.READERS} |",
        "one question": f"| {reading.LIMIT} s |",
        "looked at for one page": f"| {searching.BOUND:,} |",
        "values in one search": f"| {parse.MAX_VALUES} |",
        "a page of": f"| {criteria.PAGE}, at most {criteria.MAX_COUNT} ",
        "| JSON of": f"| {MAX_BYTES // 1_000_000} MB, {MAX_DEPTH} levels ",
        "one FHIRPath": f"| {environment.BUDGET:,} steps |",
        "one acknowledgement": f"| {MOST} |",
        "a field of QPD": f"| {inquiry.MOST} repetitions, {inquiry.LONGEST} characters ",
        "who have one number": f"| {persons.MOST} |",
        "patient keeps changing": f"| {ATTEMPTS} attempts |",
        "| a message |": f", {Settings().max_message // 1_000_000} MB |",
    }

    for words, figure in figures.items():
        (line,) = [line for line in said.splitlines() if words in line]
        assert figure in line, line


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
    expected = [
        found.data,
        found.host,
        found.mllp_host,
        *found.processing,
        found.max_message,
        found.http_connections,
        found.http_address,
        found.log,
    ]
    assert values == [str(value) for value in expected]


def test_every_metric_is_documented_with_its_labels() -> None:
    """The table of metrics is the registry of a running gateway."""
    held = {family.name: family for family in telemetry.Telemetry().collect()}
    told = column(OPERATIONS, "| metric | labels | what |")

    assert {name.removesuffix("_total") for name in told} == held.keys()
    for line in re.findall(r"^\| `(gateway_\w+)` \| (.*?) \|", text(OPERATIONS), re.MULTILINE):
        labels = held[line[0].removesuffix("_total")]._labelnames
        assert list(labels) == re.findall(r"`(\w+)`", line[1])


def test_every_word_about_connections_is_documented() -> None:
    """The words of gateway_mllp_total are those that the door notes."""
    files = [*(ROOT / "gateway" / "mllp").glob("*.py"), ROOT / "gateway/bootstrap/lines.py"]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    noted = set(re.findall(r"note\(\s*\"([a-z-]+)\"", source))
    noted |= set(re.findall(r"telemetry\.connection\(\"([a-z-]+)\"", source))
    noted |= set(re.findall(r"note\(\s*\"[a-z-]+\" if .* else \"([a-z-]+)\"", source))
    line = re.search(r"Words of `gateway_mllp_total`: (.*?)\n\n", text(OPERATIONS), re.DOTALL)

    assert line is not None
    assert set(re.findall(r"`([a-z-]+)`", line[1])) == noted


def test_every_log_event_is_documented() -> None:
    """The table of events is what the code logs."""
    source = "".join(file.read_text() for file in (ROOT / "gateway").rglob("*.py"))
    logged = set(re.findall(r"\bevent\(\s*\"([a-z-]+)\"", source)) | {"message", "query"}

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


def fits(said: tuple[str, str], route: tuple[str, str]) -> bool:
    """`POST /messages/cda` is the route of `/messages/{format}`."""
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route[1]))
    return said[0] == route[0] and bool(re.fullmatch(pattern, said[1]) or said[1] == route[1])


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
    assert {one for one in said if not any(fits(one, route) for route in routes)} == set()
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


@pytest.mark.parametrize("name", ["patient.json", "patient.xml", "stay.ndjson"])
def test_the_fhir_that_is_shipped_to_be_tried_is_right(name: str) -> None:
    """Whoever validates what he was told to send finds no fault in it."""
    shown = CliRunner().invoke(app, ["validate", str(ROOT / "examples" / name)])

    assert shown.exit_code == 0, shown.output


def test_nothing_is_said_to_be_wanting_that_is_there() -> None:
    """Revocation lists were, long after they were asked."""
    wanting = text("SECURITY.md").partition("Not yet:")[2].partition(".")[0]

    assert "REVOKED" in " ".join(NAMES)
    assert "revocation" not in wanting
