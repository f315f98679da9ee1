"""Certificates that their authority has revoked are let go, and lists that have ended are told.

https://www.rfc-editor.org/rfc/rfc5280#section-5
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from gateway.bootstrap.lines import Closed
from gateway.bootstrap.revocation import revocation
from gateway.mllp.certificates import Files, context
from gateway.mllp.revocation import ends
from gateway.settings import Settings, read
from tests.mllp.mllp_house import Gateway, guarded
from tests.mllp.test_mllp_tls import NORD, Authority, said

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Revoking(Authority):
    """An authority that publishes what it has revoked."""

    def publish(self, *revoked: x509.Certificate, held: timedelta = timedelta(days=7)) -> bytes:
        """Write its list, which ends after a while."""
        now = datetime.now(UTC).replace(microsecond=0)
        issuer = x509.load_pem_x509_certificate(self.ca.cert_pem.bytes())
        made = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
        made = made.last_update(min(now, now + held) - timedelta(days=1)).next_update(now + held)
        for one in revoked:
            gone = x509.RevokedCertificateBuilder().serial_number(one.serial_number)
            made = made.add_revoked_certificate(gone.revocation_date(now).build())
        key = serialization.load_pem_private_key(self.ca.private_key_pem.bytes(), None)
        pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)  # type: ignore[arg-type]
        (self.folder / "revoked.pem").write_bytes(pem)
        return pem

    def settings(self) -> Settings:
        """Settings that name the list, too."""
        return replace(super().settings(), revoked=self.folder / "revoked.pem")

    def client_of(self, name: str) -> tuple[ssl.SSLContext, x509.Certificate]:
        """What a hospital connects with, and its certificate."""
        signed = self.ca.issue_cert(name)
        made = ssl.create_default_context()
        self.ca.configure_trust(made)
        signed.configure_cert(made)
        return made, x509.load_pem_x509_certificate(signed.cert_chain_pems[0].bytes())


@pytest.fixture
def authority(tmp_path: Path) -> Revoking:
    return Revoking(tmp_path)


def played(authority: Revoking, story: Callable[[Gateway], Awaitable[None]]) -> str:
    async def whole() -> str:
        async with guarded(authority.folder, authority.settings(), nord=NORD) as opened:
            await story(opened)
            return opened.log.getvalue()

    return asyncio.run(whole())


def greeted(door: ssl.SSLContext, client: ssl.SSLContext) -> bool:
    """Is a client let in, in the handshake?"""
    theirs, ours, here, there = (ssl.MemoryBIO() for _ in range(4))
    sides = (
        client.wrap_bio(theirs, ours, server_hostname="localhost"),
        door.wrap_bio(here, there, server_side=True),
    )
    for _ in range(6):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                return False
            here.write(ours.read())
            theirs.write(there.read())
    return True


def door(authority: Revoking, renewed: list[bool]) -> ssl.SSLContext:
    """What the gateway's door greets with."""
    said = authority.settings()
    assert said.certificate is not None
    assert said.key is not None
    assert said.clients is not None
    return context(Files(said.certificate, said.key, said.clients, said.revoked), renewed.append)


def test_who_is_revoked_is_let_go_and_others_are_heard(authority: Revoking) -> None:
    """The same name, two certificates: the one that was stolen counts no longer."""
    stolen, gone = authority.client_of("his.nord.example")
    sound, _ = authority.client_of("his.nord.example")
    authority.publish(gone)
    opened = door(authority, [])

    assert not greeted(opened, stolen)
    assert greeted(opened, sound)


def test_a_new_list_counts_without_a_restart(authority: Revoking) -> None:
    """The next connection is held against it."""
    client, certificate = authority.client_of("his.nord.example")
    authority.publish()
    renewed: list[bool] = []
    opened = door(authority, renewed)
    assert greeted(opened, client)

    authority.publish(certificate)

    assert not greeted(opened, client)
    assert renewed == [True]


def test_a_list_that_has_ended_lets_nobody_in_and_is_told(authority: Revoking) -> None:
    """Nobody can say what was revoked since."""
    client, _ = authority.client_of("his.nord.example")
    authority.publish(held=timedelta(days=-1))

    async def story(opened: Gateway) -> None:
        assert await said(opened, client) == ""

    assert "revocation-list-unfit" in played(authority, story)


def test_a_list_that_cannot_be_read_keeps_the_door_closed(authority: Revoking) -> None:
    """As a certificate does that cannot be read."""
    (authority.folder / "revoked.pem").write_text("no list")

    async def story(opened: Gateway) -> None:
        assert opened is None

    with pytest.raises(Closed, match="no list of revoked certificates"):
        played(authority, story)


def test_lists_are_linted(authority: Revoking) -> None:
    """Unreadable, cut short, ended; a sound one is passed over, and so is none."""
    settings = authority.settings()

    def told() -> list[str]:
        return [one.text for one in revocation(settings, datetime.now(UTC))]

    assert told() == ["the file cannot be read: No such file or directory"]
    whole = authority.publish()
    assert told() == []
    (authority.folder / "revoked.pem").write_bytes(whole.replace(whole[30:80], b"", 1))
    assert told() == ["a list in it cannot be read, or says not until when it holds"]
    authority.publish(held=timedelta(days=-2))
    assert "are let go" in told()[0]
    assert [*revocation(replace(settings, revoked=None), NOW)] == []


def test_a_list_says_until_when_it_holds(authority: Revoking) -> None:
    """One for each authority in the file."""
    two = authority.publish() + Revoking(authority.folder).publish(held=timedelta(days=9))

    first, second = ends(two)

    assert (second - first).days in {1, 2}


def test_a_setting_that_names_no_file_is_told_by_its_name() -> None:
    """Before anything is opened."""
    with pytest.raises(ValueError, match="GATEWAY_MLLP_REVOKED"):
        read({"GATEWAY_MLLP_REVOKED": "/nowhere/revoked.pem"})
