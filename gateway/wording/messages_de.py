"""The rules of messages and patients, in German: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
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
        "code-untranslated": (
            "Dieser Code hat keine Übersetzung: die Codetabelle kennt ihn nicht.",
            (
                "Ergänzen Sie den Code in der Codetabelle des Absenders; bis dahin bleibt der "
                "gesendete Code erhalten."
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
        "correction-without-predecessor": (
            (
                "Eine Korrektur ohne Auftragsnummer wird zurückgestellt: was sie berichtigt, "
                "ist unklar."
            ),
            "Senden Sie die Auftragsnummer (OBR-3, OBR-2) mit jedem Befund und jeder Korrektur.",
        ),
        "date-form": (
            "Dieses Datum schreibt HL7 anders: gelesen wurde es, wie ISO 8601 es schreibt.",
            "Senden Sie JJJJMMTT[HHMM[SS]][+/-ZZZZ]: 20261129083000+0100.",
        ),
        "date-part-unknown": (
            "Monat oder Tag ist 00: behalten wird nur, was von diesem Datum bekannt ist.",
            "Lassen Sie weg, was unbekannt ist: JJJJ oder JJJJMM.",
        ),
        "date-unknown": (
            "Von diesem Datum ist nichts bekannt: es wird weggelassen.",
            "Lassen Sie das Feld leer, wo nichts bekannt ist.",
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
        "identity-disputed": (
            (
                "Weder Name noch Geburtsdatum stimmen mit der unter dieser Nummer bekannten "
                "Person überein: ist es eine andere, ziehen Sie dies zurück."
            ),
            (
                "Prüfen Sie die Patientennummer; stornieren Sie die Nachricht, wenn sie für "
                "jemand anderen verwendet wurde."
            ),
        ),
        "identity-missing": (
            "Nichts hier sagt, welche Ressource {0} das ist: sie wird nicht behalten.",
            "Senden Sie die Nummer, unter der die Quelle sie kennt, mit der vergebenden Stelle.",
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
        "merge-names-nobody": (
            (
                "Dieses Ereignis nimmt einer anderen Akte etwas, und keine Nummer in MRG "
                "sagt, welcher: nichts wurde getan."
            ),
            (
                "Schreiben Sie die Nummer, die weicht oder der genommen wird, in MRG-1, mit "
                "ihrer vergebenden Stelle."
            ),
        ),
        "merge-names-nobody.two": (
            (
                "Dieses Ereignis spricht von zwei Akten, und nur ein PID mit einer Nummer "
                "kam: nichts wurde getan."
            ),
            "Senden Sie zwei PID, jedes mit der Nummer seiner Akte in PID-3.",
        ),
        "merge-outside-authority": (
            "Die frühere Kennung gehört nicht dem Absender: nicht zusammengeführt.",
            (
                "Führen Sie nur unter eigenen Nummern zusammen; der Betreiber nennt sie unter "
                "`own` in der Datei des Absenders."
            ),
        ),
        "merge-two-national-ids": (
            "Die beiden Patienten haben verschiedene nationale Nummern: nicht zusammengeführt.",
            (
                "Prüfen Sie, ob es eine Person ist; berichtigen Sie zuerst die falsche "
                "nationale Nummer."
            ),
        ),
        "move-names-nothing": (
            "Keine Nummer steht auf beiden Seiten dieser Umhängung: nichts wurde umgehängt.",
            "Schreiben Sie die Nummer, die umgehängt wird, in PID-3 und in MRG-1.",
        ),
        "national-id-birth-date": (
            (
                "Das Geburtsdatum passt nicht zu einer nationalen Nummer oder deren bisherigem "
                "Träger: behalten, nicht verknüpft."
            ),
            "Prüfen Sie Geburtsdatum und nationale Nummer anhand der Karte.",
        ),
        "national-id-check-digits": (
            "Falsche Prüfziffern in einer nationalen Nummer: behalten, nicht verknüpft.",
            "Lesen Sie die Nummer erneut von der Karte; eine Ziffer ist falsch oder vertauscht.",
        ),
        "national-id-doubted": (
            "Der Absender zweifelt an der Identität: nationale Nummer behalten, nicht verknüpft.",
            "Bestätigen Sie die Identität und senden Sie PID-32 ohne Vorbehalt.",
        ),
        "national-id-name": (
            (
                "Kein Name stimmt mit dem Träger dieser nationalen Nummer überein: behalten, "
                "nicht verknüpft."
            ),
            "Prüfen Sie Namen und nationale Nummer; senden Sie auch den Geburtsnamen.",
        ),
        "national-id-second": (
            "Dieser Patient hat schon eine andere nationale Nummer: behalten, nicht verknüpft.",
            "Senden Sie die eine richtige Nummer; kennzeichnen Sie die andere als alt.",
        ),
        "nul-byte": (
            "Das Byte an Stelle {0} ist NUL, was in keiner Nachricht stehen darf.",
            "Entfernen Sie NUL-Bytes; betten Sie Dokumente als base64 ein.",
        ),
        "older-than-standing": (
            "Was hier steht, ist neuer: diese Nachricht ändert an dieser Ressource nichts.",
            "Nichts ist zu tun; die Nachrichten kamen in anderer Reihenfolge als die Ereignisse.",
        ),
        "own-id-birth-date": (
            (
                "Unter einer dieser Nummern steht ein anderes Geburtsdatum: behalten, nicht "
                "verknüpft."
            ),
            "Prüfen Sie, ob die Nummer zweimal vergeben oder ein Geburtsdatum berichtigt wurde.",
        ),
        "owned-by-another-source": (
            "Quelle dieser Ressource ist ein anderer Absender: sie bleibt, wie sie ist.",
            "Lassen Sie das System sie ändern, das sie angelegt hat.",
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
        "stay-of-another-patient": (
            "Dieser Aufenthalt gehört schon einem anderen Patienten: er bleibt, wie er ist.",
            (
                "Prüfen Sie die Fallnummer; senden Sie eine Zusammenführung (A40, A45), wenn "
                "der Fall umgehängt wurde."
            ),
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
        "subject-changed": (
            (
                "Dies betraf bisher einen anderen Patienten: wurde die Nummer neu vergeben, "
                "ziehen Sie es zurück."
            ),
            "Prüfen Sie, ob die Auftragsnummer für zwei Patienten verwendet wurde.",
        ),
        "text-kept": (
            "Dies wird nur als Text behalten.",
            "Senden Sie einen Code oder eine Zahl, wenn Sie das haben.",
        ),
        "time-ambiguous": (
            "Diese Stunde gibt es am Ende der Sommerzeit zweimal: die erste gilt.",
            "Senden Sie die Verschiebung mit der Zeit: +0200 oder +0100.",
        ),
        "time-cut-to-date": (
            (
                "Diese Zeit hat keine Verschiebung, und der Absender gibt keine Zone an: nur "
                "das Datum wird behalten."
            ),
            (
                "Senden Sie die Verschiebung, oder bitten Sie den Betreiber, `zone` in der "
                "Datei des Absenders anzugeben."
            ),
        ),
        "time-form": (
            (
                "Diese Uhrzeit ist nicht geschrieben, wie HL7 sie schreibt: gelesen wurde sie "
                "als Stunden und Minuten."
            ),
            "Senden Sie HHMM[SS]: 0800 für acht Uhr.",
        ),
        "time-omitted": (
            (
                "Diese Zeit hat keine Verschiebung, und der Absender gibt keine Zone an: sie "
                "wird weggelassen."
            ),
            (
                "Senden Sie die Verschiebung, oder bitten Sie den Betreiber, `zone` in der "
                "Datei des Absenders anzugeben."
            ),
        ),
        "time-only-a-day": (
            "Dies nennt einen Tag ohne Uhrzeit, und hier braucht es einen Zeitpunkt: es entfällt.",
            "Senden Sie auch die Uhrzeit: JJJJMMTTHHMM[SS], mit der Verschiebung.",
        ),
        "time-skipped": (
            "Diese Stunde gibt es am Anfang der Sommerzeit nicht.",
            "Prüfen Sie die Uhr des sendenden Systems, oder senden Sie die Verschiebung.",
        ),
        "time-without-minutes": (
            "Diese Zeit hat eine Stunde und keine Minuten: nur das Datum wird behalten.",
            "Senden Sie Stunden und Minuten, HHMM, oder nur den Tag.",
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
        "value-invalid": (
            "Das wird nicht verstanden.",
            "Prüfen Sie das Feld anhand seines HL7-Datentyps.",
        ),
        "value-invalid-base64": (
            "Das ist kein base64.",
            "Kodieren Sie das Dokument als base64, ohne Zeilenumbrüche.",
        ),
        "value-invalid-hex": (
            "Das ist nicht hexadezimal, wie die Kodierung sagt.",
            "Je Byte zwei Ziffern oder Buchstaben von A bis F; ist es Base64, so sagen Sie es.",
        ),
        "value-invalid-boolean": (
            "Das ist weder wahr noch falsch.",
            "Senden Sie Y oder N.",
        ),
        "value-invalid-code": (
            "Das ist kein Code: er enthält mehrere Leerzeichen hintereinander.",
            (
                "Entfernen Sie überzählige Leerzeichen; die Bezeichnung gehört in die "
                "Komponente für Text."
            ),
        ),
        "value-invalid-date": (
            "Das ist kein Datum: erwartet wird JJJJ, JJJJMM oder JJJJMMTT.",
            "Senden Sie nur Ziffern, und einen Tag, den es gibt; lassen Sie Unbekanntes weg.",
        ),
        "value-invalid-datetime": (
            "Das ist kein Zeitpunkt: erwartet wird JJJJMMTT[HHMM[SS[.S]]][+/-ZZZZ].",
            "Senden Sie nur Ziffern, die Verschiebung am Ende, und einen Zeitpunkt, den es gibt.",
        ),
        "value-invalid-id": (
            "Das ist keine id: Buchstaben, Ziffern, - und ., höchstens 64.",
            "Senden Sie eine Kennung aus diesen Zeichen.",
        ),
        "value-invalid-integer": (
            "Das ist keine ganze Zahl der richtigen Größe.",
            "Senden Sie nur Ziffern, ohne Einheit.",
        ),
        "value-invalid-number": (
            "Das ist keine Zahl.",
            (
                "Senden Sie Ziffern mit Punkt und die Einheit im eigenen Feld, oder bitten Sie "
                "den Betreiber, `point: ','` in der Datei des Absenders anzugeben."
            ),
        ),
        "value-invalid-time": (
            "Das ist keine Uhrzeit: erwartet wird HHMM[SS].",
            "Senden Sie nur Ziffern, 0000 bis 2359.",
        ),
        "value-invalid-uri": (
            "Das ist keine URI: sie enthält ein Leerzeichen.",
            "Schreiben Sie ein Leerzeichen als %20.",
        ),
        "value-required.control-id": (
            "MSH-10 ist leer: ohne Kontrollnummer kann keine Quittung gegeben werden.",
            "Geben Sie jeder Nachricht eine eigene Kontrollnummer.",
        ),
        "value-required.type": (
            "MSH-9 ist leer: die Nachricht sagt nicht, worum es geht.",
            "Schreiben Sie Typ und Ereignis in MSH-9, zum Beispiel ADT^A01^ADT_A01.",
        ),
        "waits-for-predecessor": (
            "Dies wartet, zurückgestellt, auf die Nachricht, die bekannt macht, wovon es spricht.",
            "Nichts ist zu tun, wenn jene unterwegs ist; sonst senden Sie die fehlende Aufnahme.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
