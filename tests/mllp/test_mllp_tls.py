"""Over TLS the certificate says who speaks: known ones are heard, all others let go unheard.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-19.html
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
import uvloop
from typer.testing import CliRunner

from gateway.bootstrap.lines import Closed
from gateway.bootstrap.rules import faults
from gateway.cli import app
from gateway.settings import Settings, read
from tests.api.http_house import admission
from tests.mllp.mllp_house import Gateway, guarded
from tests.warm import warm

NORD = ("DNS:his.nord.example",)
BODY = admission("A").replace(b"|AL|NE|", b"|||")


class Authority:
    """A certificate authority of the test, and what it has signed."""

    def __init__(self, folder: Path, *, uv: bool = False) -> None:
        self.uv = uv
        self.ca = trustme.CA()
        self.folder = folder
        self.ca.cert_pem.write_to_path(folder / "clients.pem")
        self.renew()

    def renew(self) -> None:
        """Write a new certificate of the gateway."""
        ours = self.ca.issue_cert("localhost")
        ours.private_key_pem.write_to_path(self.folder / "key.pem")
        ours.cert_chain_pems[0].write_to_path(self.folder / "ours.pem")

    def settings(self) -> Settings:
        """Settings that name its files."""
        return read(
            {
                "GATEWAY_DATA": str(self.folder),
                "GATEWAY_MLLP_CERTIFICATE": str(self.folder / "ours.pem"),
                "GATEWAY_MLLP_KEY": str(self.folder / "key.pem"),
                "GATEWAY_MLLP_CLIENTS": str(self.folder / "clients.pem"),
            }
        )

    def client(self, *names: str, common: str | None = None, own: bool = True) -> ssl.SSLContext:
        """What a hospital's system connects with; without names, it shows no certificate."""
        made = ssl.create_default_context()
        self.ca.configure_trust(made)
        if names:
            signer = self.ca if own else trustme.CA()
            signer.issue_cert(*names, common_name=common).configure_cert(made)
        return made


@pytest.fixture(params=["asyncio", "uvloop"])
def authority(tmp_path: Path, request: pytest.FixtureRequest) -> Authority:
    return Authority(tmp_path, uv=request.param == "uvloop")


def played(
    authority: Authority, story: Callable[[Gateway], Awaitable[None]], **who: object
) -> str:
    async def whole() -> str:
        certificates = who or {"nord": NORD}
        async with guarded(authority.folder, authority.settings(), **certificates) as opened:  # type: ignore[arg-type]
            await story(opened)
            return opened.log.getvalue()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop if authority.uv else None) as runner:
        return runner.run(whole())


async def said(opened: Gateway, client: ssl.SSLContext) -> str:
    """What a peer with this certificate is answered; "" where it is let go."""
    try:
        ward = await opened.call(ssl=client, server_hostname="localhost")
    except (ssl.SSLError, ConnectionError):
        return ""
    ward.send(BODY)
    answer = await ward.answer(30)
    ward.writer.close()
    return answer


def test_a_certificate_names_the_sender(authority: Authority) -> None:
    async def story(opened: Gateway) -> None:
        assert "\rMSA|AA|A\r" in await said(opened, authority.client("his.nord.example"))
        kept = await opened.store.receipt("nord", "A")
        assert kept is not None

    played(authority, story)


def test_so_does_its_common_name_and_an_address(authority: Authority) -> None:
    async def story(opened: Gateway) -> None:
        by_name = authority.client("x.example", common="lis.labo.example")
        by_mail = authority.client("his@ouest.example")
        assert "MSA|AA|A" in await said(opened, by_name)
        assert "MSA|AA|A" in await said(opened, by_mail)
        for sender in ("labo", "ouest"):
            assert await opened.store.receipt(sender, "A") is not None

    played(authority, story, labo=("CN=lis.labo.example",), ouest=("email:his@ouest.example",))


def test_a_stranger_is_let_go_and_named_in_the_log_without_its_message(
    authority: Authority,
) -> None:
    async def story(opened: Gateway) -> None:
        assert await said(opened, authority.client("his.sud.example")) == ""

    log = played(authority, story)

    assert '"event": "certificate-unknown"' in log
    assert "DNS:his.sud.example" in log
    assert "Weber" not in log


def test_a_certificate_that_would_name_two_senders_names_none(authority: Authority) -> None:
    async def story(opened: Gateway) -> None:
        both = authority.client("his.nord.example", "lis.labo.example")
        assert await said(opened, both) == ""

    log = played(authority, story, nord=NORD, labo=("DNS:lis.labo.example",))

    assert '"senders": 2' in log


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ((), "peer did not return a certificate"),
        (("his.nord.example",), "unable to get local issuer certificate"),
    ],
    ids=["none", "another authority"],
)
def test_why_a_handshake_failed_stands_in_the_log(
    authority: Authority, names: tuple[str, ...], why: str
) -> None:
    """Whose certificate ended, or is not known here, was let go without a word to anybody."""

    async def story(opened: Gateway) -> None:
        for _ in range(2):
            assert await said(opened, authority.client(*names, own=False)) == ""

    log = played(authority, story)

    assert log.count(f'"why": "{why}", "event": "handshake-failed", "level": "warning"') == 1


def test_a_certificate_that_has_ended_is_told(authority: Authority) -> None:
    """The usual way in which a line dies: on the day on which nobody has renewed it."""
    over = authority.client()
    ended = authority.ca.issue_cert("his.nord.example", not_after=datetime(2026, 1, 1, tzinfo=UTC))
    ended.configure_cert(over)

    async def story(opened: Gateway) -> None:
        assert await said(opened, over) == ""

    assert '"why": "certificate has expired"' in played(authority, story)


@pytest.mark.parametrize("names", [(), ("his.nord.example",)], ids=["none", "another authority"])
def test_without_a_certificate_of_ours_nobody_gets_as_far_as_a_name(
    authority: Authority, names: tuple[str, ...]
) -> None:
    async def story(opened: Gateway) -> None:
        assert await said(opened, authority.client(*names, own=False)) == ""
        assert opened.door.connections == set()

    assert "certificate-unknown" not in played(authority, story)


def test_who_speaks_without_tls_is_not_heard(authority: Authority) -> None:
    async def story(opened: Gateway) -> None:
        ward = await opened.call()
        ward.send(BODY)
        assert await ward.answer(30) == ""
        ward.writer.close()

    played(authority, story)


def test_a_new_certificate_is_shown_without_a_restart_and_a_broken_one_is_not(
    authority: Authority,
) -> None:
    async def shown(opened: Gateway) -> bytes:
        client = authority.client("his.nord.example")
        ward = await opened.call(ssl=client, server_hostname="localhost")
        secured = ward.writer.get_extra_info("ssl_object")
        ward.writer.close()
        found: bytes = secured.getpeercert(True)  # noqa: FBT003 - the argument's only form
        return found

    async def story(opened: Gateway) -> None:
        first = await shown(opened)
        authority.renew()
        second = await shown(opened)
        assert second != first
        (authority.folder / "ours.pem").write_text("no certificate")
        assert await shown(opened) == second

    log = played(authority, story)

    assert log.count("certificate-renewed") == 1
    assert log.count("certificate-unusable") == 1


def test_names_in_senders_files_are_linted(tmp_path: Path) -> None:
    (tmp_path / "senders").mkdir()
    files = {"nord": '["his.nord.example"]', "sud": '["DNS:x"]', "ost": '["DNS:x"]'}
    for name, names in files.items():
        (tmp_path / "senders" / f"{name}.yaml").write_text(f"rank: 1\ncertificates: {names}\n")

    data = str(warm(tmp_path / "data"))
    found = list(faults(read({"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": data})))

    assert [(one.file, one.line, one.rule) for one in found] == [
        ("senders/nord.yaml", 2, "sender-certificate"),
        ("senders/sud.yaml", 1, "sender-shared"),
    ]


def test_files_that_cannot_be_used_keep_the_door_closed(authority: Authority) -> None:
    (authority.folder / "key.pem").write_text("no key")

    async def story(_: Gateway) -> None:
        raise AssertionError("the door is open")

    with pytest.raises(Closed, match="cannot be used"):
        played(authority, story)


def test_a_port_for_tls_needs_its_files(tmp_path: Path) -> None:
    words = ["serve", "--port", "0", "--mllp-port", "0", "--mllp-tls-port", "0"]
    result = CliRunner(env={"GATEWAY_DATA": str(warm(tmp_path))}).invoke(app, words)

    assert result.exit_code == 2
    assert "GATEWAY_MLLP_CERTIFICATE" in result.stderr
