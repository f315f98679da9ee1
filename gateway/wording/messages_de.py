"""The rules of messages, in German: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.fields_de import FIELDS
from gateway.wording.persons_de import PERSONS

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **PERSONS,
        **FIELDS,
        "body-empty": (
            "Es gibt keine Nachricht: der Inhalt ist leer.",
            (
                "Senden Sie die Nachricht selbst, beginnend mit MSH; prüfen Sie, ob der "
                "Kommunikationsserver den Inhalt verlor."
            ),
        ),
        "charset-mismatch": (
            "Das Byte an Stelle {0} ist im angegebenen Zeichensatz kein Text.",
            (
                "Nennen Sie in MSH-18 den wirklich verwendeten Zeichensatz, oder schreiben Sie "
                "im angegebenen."
            ),
        ),
        "charset-mismatch.mark": (
            "Die Byte-Reihenfolge-Marke am Anfang widerspricht dem Zeichensatz in MSH-18.",
            "Senden Sie keine Byte-Reihenfolge-Marke, oder nennen Sie UNICODE UTF-8 in MSH-18.",
        ),
        "charset-mismatch.silent": (
            (
                "Das Byte an Stelle {0} ist kein Text in {1}, worin diese Nachricht gelesen wird, "
                "da MSH-18 leer ist."
            ),
            (
                "Nennen Sie in MSH-18 den wirklich verwendeten Zeichensatz, oder bitten Sie den "
                "Betreiber, ihn als `charset` Ihres Systems anzugeben."
            ),
        ),
        "charset-unknown": (
            (
                "MSH-18 nennt einen Zeichensatz, der hier nicht gelesen wird. Gelesen werden "
                "ASCII, 8859/1 bis 8859/16, UNICODE UTF-8, WINDOWS-1250 bis WINDOWS-1258, "
                "GB 18030-2000, KS X 1001, BIG-5, "
                "UTF-16, UTF-32 und die Zeichensätze von JIS."
            ),
            "Schreiben Sie in MSH-18 einen dieser Namen, wie HL7-Tabelle 0211 sie schreibt.",
        ),
        "charset-unknown.sender": (
            (
                "MSH-18 ist leer, und der für diesen Absender angegebene Zeichensatz wird hier "
                "nicht gelesen. Gelesen werden ASCII, 8859/1 bis 8859/16, UNICODE UTF-8, "
                "WINDOWS-1250 bis WINDOWS-1258, GB 18030-2000, KS X 1001, BIG-5, "
                "UTF-16, UTF-32 und die Zeichensätze von JIS."
            ),
            (
                "Nennen Sie den Zeichensatz in MSH-18, oder bitten Sie den Betreiber, "
                "`charset` in der Datei des Absenders zu berichtigen."
            ),
        ),
        "control-id-long": (
            "MSH-10 ist länger als {0} Zeichen.",
            "Geben Sie jeder Nachricht eine kürzere Kontrollnummer, die nie wiederkehrt.",
        ),
        "control-id-reused": (
            (
                "Diese Kontrollnummer wurde schon mit anderem Inhalt angenommen; diese "
                "Nachricht ist in Quarantäne."
            ),
            (
                "Senden Sie sie mit neuer Nummer; kehren Nummern wieder, kann der Betreiber "
                "`key: [MSH-10, MSH-7]` angeben."
            ),
        ),
        "encoding-characters.empty": (
            "MSH-2 ist leer: die Trennzeichen fehlen.",
            "Beginnen Sie die Nachricht mit MSH|^~\\&|, wenn nichts für andere Zeichen spricht.",
        ),
        "encoding-characters.long": (
            "MSH-2 ist länger als fünf Zeichen.",
            "Schreiben Sie die vier üblichen Zeichen ^~\\& und ab Version 2.7 dahinter #.",
        ),
        "encoding-characters.twice": (
            "MSH-2 nennt ein Zeichen zweimal, oder das, welches Felder trennt.",
            "Geben Sie jedem Zeichen nur eine Bedeutung: üblich sind ^~\\&.",
        ),
        "encoding-characters.unfit": (
            (
                "MSH-2 enthält Buchstabe, Ziffer, Leerzeichen, Anführungs- oder Steuerzeichen, "
                "was nicht trennen kann."
            ),
            "Verwenden Sie nur Satzzeichen: üblich sind ^~\\&.",
        ),
        "field-separator": (
            "MSH-1, das Zeichen nach `MSH`, kann keine Felder trennen; üblich ist `|`.",
            "Schreiben Sie MSH| und verwenden Sie | in jedem Segment.",
        ),
        "fields-too-many": (
            "Die Nachricht hat mehr als {0} Felder.",
            "Teilen Sie sie in mehrere Nachrichten.",
        ),
        "frame-empty": (
            "Der Rahmen ist leer.",
            (
                "Senden Sie eine Nachricht zwischen den Bytes 0B und 1C 0D; leere Rahmen sind "
                "nicht nötig."
            ),
        ),
        "frame-end-inside": (
            "Byte 1C steht innerhalb des Rahmens; nichts davon wurde behalten.",
            (
                "Entfernen Sie das Byte aus dem Inhalt: es darf nur einen Rahmen beenden, "
                "gefolgt von 0D."
            ),
        ),
        "frame-too-large": (
            "Der Rahmen ist größer, als hier angenommen wird; nichts davon wurde behalten.",
            (
                "Senden Sie weniger in einer Nachricht, oder bitten Sie den Betreiber, die "
                "Grenze anzuheben."
            ),
        ),
        "frame-unfinished": (
            "Der Rahmen endete nicht mit den Bytes 1C 0D; nichts davon wurde behalten.",
            (
                "Beenden Sie jeden Rahmen mit 1C 0D, und halten Sie die Verbindung bis zur "
                "Antwort offen."
            ),
        ),
        "header-missing": (
            "Die Nachricht beginnt nicht mit dem Segment MSH.",
            "Senden Sie nichts vor MSH; ein Stapel beginnt mit FHS, BHS oder seinem ersten MSH.",
        ),
        "header-repeated": (
            "Ein zweiter Kopf beginnt bei Byte {0}: gelesen wird eine Nachricht auf einmal.",
            (
                "Senden Sie jede Nachricht für sich, und beenden Sie jedes Segment mit einem "
                "Wagenrücklauf (0D)."
            ),
        ),
        "internal-fault": (
            (
                "Das Gateway ist hier gescheitert ({0}); die Nachricht wird zur Wiederholung "
                "aufbewahrt."
            ),
            (
                "Nichts muss neu gesendet werden: melden Sie dem Betreiber Zeitpunkt und "
                "Kontrollnummer."
            ),
        ),
        "issues-more": (
            "{0} weitere Befunde stehen in der Quittung.",
            "GET /receipts/ mit dem Namen des Absenders und der Kontrollnummer nennt sie alle.",
        ),
        "nul-byte": (
            "Das Byte an Stelle {0} ist NUL, was in keiner Nachricht stehen darf.",
            "Entfernen Sie NUL-Bytes; betten Sie Dokumente als base64 ein.",
        ),
        "segment-missing": (
            "Diese Nachricht {0} hat kein PID: sie spricht von niemandem, nichts davon bleibt.",
            "Senden Sie PID, mit der Nummer des Patienten in PID-3, in jeder Nachricht {0}.",
        ),
        "segment-missing.entry": (
            "Hinter diesem MFE steht nichts: was aus seinem Eintrag wird, ist nicht bekannt.",
            "Senden Sie STF oder LOC mit der Nummer des Eintrags hinter jedem MFE, auch MDL, MDC.",
        ),
        "segment-name": (
            (
                "Segment {0}, bei Byte {1}, beginnt nicht mit einem Namen aus drei "
                "Großbuchstaben oder Ziffern."
            ),
            "Suchen Sie einen Zeilenumbruch in einem Feld: schreiben Sie ihn als \\.br\\.",
        ),
        "segments-too-many": (
            "Die Nachricht hat mehr als {0} Segmente.",
            "Teilen Sie sie in mehrere Nachrichten.",
        ),
        "store-unavailable": (
            (
                "Nichts wurde behalten: zurzeit kann keine Nachricht gespeichert werden. "
                "Senden Sie diese später erneut."
            ),
            (
                "Lassen Sie das sendende System es erneut versuchen; der Betreiber sieht den "
                "Grund im Protokoll."
            ),
        ),
        "unsupported-processing-id": (
            "Diese Installation nimmt nur die Verarbeitungskennung {0} an.",
            "Schreiben Sie sie in MSH-11.1, oder senden Sie an die Testinstallation.",
        ),
        "unsupported-type": (
            "Nachrichten dieses Typs werden nicht angenommen; angenommen werden: {0}.",
            "Prüfen Sie MSH-9.1; leiten Sie andere Nachrichten nicht hierher.",
        ),
        "unsupported-version": (
            "Das ist keine Version von HL7 v2.",
            "Schreiben Sie die Version in MSH-12.1, zum Beispiel 2.5.1.",
        ),
        "value-required.control-id": (
            "MSH-10 ist leer: ohne Kontrollnummer kann keine Quittung gegeben werden.",
            "Geben Sie jeder Nachricht eine eigene Kontrollnummer.",
        ),
        "value-required.type": (
            "MSH-9 ist leer: die Nachricht sagt nicht, worum es geht.",
            "Schreiben Sie Typ und Ereignis in MSH-9, zum Beispiel ADT^A01^ADT_A01.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
