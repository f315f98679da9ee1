"""A hospital is answered in its own language, in the characters that it can read.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.15.5.8, ERR-8)
"""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.adapters.hl7v2.acknowledge import MOST, acknowledge, refuse, unavailable
from gateway.model import Inbound, Issue, Language, Receipt, Status
from gateway.wording import told

AT = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)
MSH = "MSH|^~\\&|LAB|NORTH|GW|LU|20261121||ADT^A01^ADT_A01|M1|P|{}|||||LU|{}"


def answered(language: Language, *issues: Issue, version: str = "2.5.1", codec: str = "") -> str:
    body = MSH.format(version, codec).encode()
    receipt = Receipt("n", "M1", "M1", Status.REJECTED, "ADT^A01", AT, "0" * 64, issues)
    ack = acknowledge(Inbound("n", "hl7v2", body, AT), receipt, language)
    return ack.decode("utf-8" if "UTF" in codec else "ascii")


def test_err_8_speaks_the_language_of_the_sender() -> None:
    issue = told("national-id-doubted", source="PID-32")
    french = "L'émetteur doute de l'identité : numéro national conservé, non lié."

    assert f"|{french} " in answered(Language.FR, issue, codec="UNICODE UTF-8")
    assert "|national-id-doubted^^99GATEWAY|" in answered(Language.FR, issue)


def test_letters_that_the_sender_cannot_read_are_spelt_without_accents() -> None:
    """German has a spelling of its own for that."""
    issue = told("body-empty", source="MSH")
    french = told("national-id-doubted", source="PID-32")
    german = told("unsupported-type", "ADT", source="MSH-9.1")

    assert "|Es gibt keine Nachricht: der Inhalt ist leer. " in answered(Language.DE, issue)
    assert "L'emetteur doute de l'identite : numero national" in answered(Language.FR, french)
    assert "muessen" in answered(Language.DE, Issue("x-y", text="müssen", code="invariant"))
    assert answered(Language.DE, german).isascii()


def test_msa_3_speaks_it_where_err_has_no_words() -> None:
    """The place, the sentence and the remedy."""
    issue = told("value-required.type", source="MSH-9")

    said = "|M1|MSH-9: MSH-9 ist leer: die Nachricht sagt nicht, worum es geht. Schreiben Sie "
    assert said in answered(Language.DE, issue, version="2.3.1")


def test_what_is_left_out_is_counted_in_the_language_too() -> None:
    issues = [told("body-empty", source="MSH")] * (MOST + 2)

    assert "|2 autres constats figurent dans le recu.\r" in answered(Language.FR, *issues)


def test_a_broken_frame_and_a_closed_store_are_told_so_too() -> None:
    inbound = Inbound("n", "hl7v2", MSH.format("2.5.1", "").encode(), AT)
    frame = refuse(inbound.body, "AE", [told("frame-empty")], AT, Language.DE)

    assert b"|Der Rahmen ist leer. Senden Sie " in frame
    assert b"Rien n'a ete conserve" in unavailable(inbound, Language.FR)
