"""The rules of JSON and of the HTTP door, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REQUESTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http-400.address": (
            "Die Adresse enthält etwas, das kein kodierter Text ist.",
            (
                "Kodieren Sie jedes Zeichen eines Parameters außer Buchstaben und Ziffern mit "
                "Prozent, als UTF-8."
            ),
        ),
        "http-400.bulk": (
            "_outputFormat verlangt Dateien (Bulk Data), die es hier nicht gibt.",
            "Lassen Sie es weg: Die Antwort ist ein Bundle.",
        ),
        "http-400.elements": (
            "Ein Name in _elements ist kein Element an der Wurzel von {0}.",
            "Nennen Sie Elemente wie R4, mit Typwahl nach dem Stamm: _elements=status,value.",
        ),
        "http-400.identifier": (
            "identifier nimmt value oder system|value.",
            "Schreiben Sie ein | innerhalb eines Wertes als \\|.",
        ),
        "http-400.letters": (
            "Die Adresse enthält Buchstaben, die eine Adresse nicht enthalten kann.",
            "Schreiben Sie sie als UTF-8 mit Prozentzeichen: é ist %C3%A9.",
        ),
        "http-400.mode": (
            "mode ist create, update, delete oder profile.",
            "Nehmen Sie eines davon, oder lassen Sie es weg: dann gilt create.",
        ),
        "http-400.mode-profile": (
            "mode=profile verlangt ein Profil, und keines ist genannt.",
            "Nennen Sie das Profil mit seiner kanonischen URL in profile.",
        ),
        "http-400.modifier": (
            "{0} wird nur ohne Modifikator und Verkettung angenommen; angenommen werden: {1}.",
            "Entfernen Sie, was dem : oder dem Punkt folgt.",
        ),
        "http-400.number": (
            "{0} ist eine ganze Zahl, einmal angegeben.",
            "Geben Sie sie einmal an, als Ziffern.",
        ),
        "http-400.request": (
            "Das ist keine lesbare HTTP-Anfrage.",
            "Prüfen Sie, ob das Programm HTTP/1.1 spricht, und TLS nur dort, wo TLS ist.",
        ),
        "http-400.sort-several": (
            "Was in mehreren Typen gefunden wird, lässt sich nicht in eine Reihenfolge bringen.",
            "Nennen Sie einen Typ mit _type, oder lassen Sie _sort weg.",
        ),
        "http-400.type-parameter": (
            "{0} ist nur bei einigen der gesuchten Typen ein Parameter: {1}.",
            "Nennen Sie mit _type Typen, die ihn alle haben, oder lassen Sie ihn weg.",
        ),
        "http-400.type-several": (
            "_type nennt, was kein hier aufbewahrter Ressourcentyp ist.",
            (
                "Nennen Sie Typen, wie R4 sie schreibt, durch Kommas getrennt: "
                "_type=Observation,Condition."
            ),
        ),
        "http-400.statement-mode": (
            "mode ist eines von {0}.",
            "Lassen Sie es weg: Die ganze Erklärung wird gegeben.",
        ),
        "http-400.parameter-strange": (
            "Ein Parameter ist keiner von FHIR für diesen Typ; angenommen werden: {0}.",
            "Prüfen Sie die Schreibweise der Parameter.",
        ),
        "http-400.parameters": (
            "Parameters darf nur `resource`, `profile` und `mode` enthalten.",
            "Nehmen Sie die anderen Teile heraus.",
        ),
        "http-400.parameters-resource": (
            "Parameters muss genau eine `resource` enthalten.",
            "Stellen Sie die zu prüfende Ressource in einen einzigen Teil namens resource.",
        ),
        "http-400.patient": (
            "patient nimmt die id eines Patient, oder Patient/ und die id.",
            "Suchen Sie zuerst den Patient mit identifier, dann verwenden Sie seine id.",
        ),
        "http-400.summary": (
            "_summary ist hier eines von {0}.",
            "Sagen Sie eines davon, einmal.",
        ),
        "http-400.summary-elements": (
            "_summary und _elements gehen nicht zusammen.",
            "Lassen Sie eines davon weg.",
        ),
        "http-400.truth": (
            "{0} ist true oder false.",
            "Sagen Sie eines davon, einmal, oder nichts.",
        ),
        "http-400.gzip": (
            ("Der Inhalt soll mit gzip gepackt sein, und ist kein ganzes gzip."),
            ("Senden Sie ihn ganz, oder lassen Sie Content-Encoding weg, wo nichts gepackt ist."),
        ),
        "http-401.home": (
            "Ohne eingerichtete Token wird nur dieser Rechner beantwortet.",
            (
                "Lassen Sie den Betreiber ein Token machen (`gateway token`), und senden Sie "
                "es als Authorization: Bearer."
            ),
        ),
        "http-401.token": (
            "Zeigen Sie das Token, das der Betreiber Ihnen gab.",
            (
                "Senden Sie es als Authorization: Bearer; bitten Sie um ein neues, wenn es "
                "verloren ist."
            ),
        ),
        "http-404.address": (
            "An dieser Adresse ist nichts.",
            "GET / zeigt alle Adressen.",
        ),
        "http-404.compartment": (
            "Suchen innerhalb eines Kompartiments gibt es hier nicht.",
            "Suchen Sie den Typ über seinen Verweis: /fhir/Observation?patient=ID.",
        ),
        "http-404.everything": (
            "$everything wird nicht angeboten.",
            (
                "Lesen Sie die Zusammenfassung (/fhir/Patient/ID/$summary), oder suchen Sie, "
                "was den Patienten betrifft: /fhir?_type=Condition,Observation&patient=ID."
            ),
        ),
        "http-404.operation": (
            ("Unter dieser Adresse gibt es keine Operation dieses Namens; diese sind es: {0}."),
            ("GET / zeigt, unter welcher Adresse jede steht."),
        ),
        "http-404.patient": (
            "Diesen Patienten gibt es nicht.",
            "Suchen Sie mit identifier nach der id.",
        ),
        "http-404.receipt": (
            "Von Ihnen kam keine Nachricht mit dieser Kontrollnummer.",
            (
                "Prüfen Sie Kontrollnummer (MSH-10) und Absender; kam sie nie an, senden Sie "
                "die Nachricht erneut."
            ),
        ),
        "http-404.request": (
            "Unter dieser Adresse ist keine Anfrage von Ihnen aufbewahrt.",
            "Sie wurde abgebrochen, oder die Antwort ist abgelaufen (Expires): Fragen Sie neu.",
        ),
        "http-404.resource": (
            "Diese Ressource gibt es nicht.",
            "Suchen Sie danach: ids entstehen hier, aus dem Namen, den die Quelle ihr gibt.",
        ),
        "http-404.type": (
            "R4 hat keinen Ressourcentyp dieses Namens.",
            "Prüfen Sie Schreibweise und Großbuchstaben.",
        ),
        "http-404.types": (
            "{0} wird gesandt und empfangen, nie aufbewahrt: eine eigene Adresse hat es nicht.",
            "GET /fhir/metadata sagt, was von jedem gefragt werden kann.",
        ),
        "http-405": (
            "Diese Adresse nimmt eine andere Methode.",
            "Der Header Allow sagt, welche.",
        ),
        "http-406": (
            "Geantwortet werden kann als {0}.",
            "Nennen Sie eines davon in Accept oder _format.",
        ),
        "http-413": (
            "Ein Inhalt darf höchstens {0} Bytes haben.",
            "Senden Sie weniger auf einmal.",
        ),
        "http-414": (
            "Die Adresse hat mehr als {0} Byte.",
            "Fragen Sie mit POST an _search, mit den Parametern im Inhalt.",
        ),
        "http-415": (
            "Diese Adresse liest {0}.",
            "Nennen Sie eines davon in Content-Type; FHIR wird als R4 gelesen (fhirVersion=4.0).",
        ),
        "http-415.encoding": (
            ("Dieses Content-Encoding wird hier nicht gelesen."),
            ("Packen Sie den Inhalt mit gzip, oder senden Sie ihn, wie er ist."),
        ),
        "http-416": (
            "Der Inhalt hat keinen solchen Teil.",
            "Content-Range sagt, wie viele Bytes es sind.",
        ),
        "http-429": (
            "{0} Ihrer Anfragen warten oder laufen: Weitere werden nicht angenommen.",
            "Holen Sie Antworten ab, oder fragen Sie nach Retry-After Sekunden wieder.",
        ),
        "http-429.hasty": (
            "Danach wird immer wieder gefragt, ehe es da sein kann.",
            "Warten Sie so viele Sekunden, wie Retry-After sagt, ehe Sie wieder fragen.",
        ),
        "http-431": (
            "Die Kopfzeilen der Anfrage haben mehr als {0} Byte.",
            "Senden Sie weniger oder kürzere Kopfzeilen.",
        ),
        "http-503.crowded": (
            "Hier sind so viele verbunden, wie es Plätze gibt.",
            "Verbinden Sie sich nach Retry-After Sekunden wieder, und halten Sie weniger offen.",
        ),
        "http-503.waiting": (
            "{0} Anfragen warten oder laufen hier: Weitere werden nicht angenommen.",
            "Fragen Sie nach Retry-After Sekunden wieder, oder ohne Prefer: respond-async.",
        ),
        "internal-fault.http": (
            "Das Gateway ist hier gescheitert.",
            "Melden Sie dem Betreiber Zeitpunkt und X-Request-Id der Antwort.",
        ),
        "internal-fault.tries": (
            "Das Gateway kam mit dieser Anfrage nicht zu Ende, so oft es sie auch begann.",
            "Fragen Sie weniger auf einmal, und nennen Sie dem Betreiber die Zeit.",
        ),
        "json-depth": (
            "Mehr als {0} Ebenen tief verschachtelt.",
            "Keine FHIR-Ressource ist so tief: suchen Sie eine Schleife in dem, was sie schreibt.",
        ),
        "json-duplicate-key": (
            "Ein Objekt nennt einen seiner Schlüssel zweimal.",
            (
                "Schreiben Sie jeden Schlüssel einmal; bei mehreren Werten ist das Element "
                "eine Liste."
            ),
        ),
        "json-number": (
            "Eine Zahl ist zu groß oder zu klein, um so gemeint zu sein.",
            (
                "Prüfen Sie den Exponenten; lange Ziffernfolgen, die Namen sind, gehören in "
                "einen Text."
            ),
        ),
        "json-size": (
            "Mehr als {0} Bytes.",
            "Senden Sie weniger auf einmal; große Dokumente gehören in ein eigenes Binary.",
        ),
        "json-syntax": (
            "Das ist kein JSON: siehe Byte {0}.",
            (
                "Sehen Sie sich dieses Byte an: ein Komma, Anführungszeichen oder eine Klammer "
                "fehlt oder ist zu viel."
            ),
        ),
        "json-syntax.empty": (
            ("Es ist kein JSON da: Der Inhalt ist leer."),
            (
                "Senden Sie die Ressource selbst; prüfen Sie, ob das sendende Programm sie "
                "verloren hat."
            ),
        ),
        "json-syntax.end": (
            ("Das ist kein JSON: Es endet zu früh."),
            ("Senden Sie den ganzen Text: Die letzte Klammer fehlt."),
        ),
        "json-syntax.utf8": (
            ("Das ist kein UTF-8: siehe Byte {0}."),
            (
                "Schreiben Sie JSON in UTF-8; ein anderer Zeichensatz muss umgewandelt, nicht "
                "nur genannt werden."
            ),
        ),
        "profile-unknown.asked": (
            "Dieses Profil ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das es enthält (`gateway packages add`), oder prüfen "
                "Sie die Canonical."
            ),
        ),
        "request-forgotten": (
            "Die Anfrage und ihre Antwort sind vergessen.",
            "Was sie bis dahin geändert hatte, bleibt geändert.",
        ),
        "request-kept": (
            "Die Anfrage ist aufbewahrt und wird erledigt.",
            "GET auf die Adresse in Content-Location, bis sie 200 antwortet; DELETE bricht ab.",
        ),
        "resource-type": (
            "Eine FHIR-Ressource ist ein Objekt mit einem resourceType.",
            "Senden Sie die Ressource selbst, nicht in einer Liste und nicht eingepackt.",
        ),
        "resource-id-required": (
            "Eine Änderung nennt die Ressource mit ihrer id, und diese hat keine.",
            "Setzen Sie die id ein, oder fragen Sie mit mode=create: dort vergibt sie der Server.",
        ),
        "resource-type-other": (
            "Die Ressource ist nicht von dem Typ, den die Adresse nennt.",
            "Senden Sie sie an die Adresse ihres eigenen Typs.",
        ),
        "store-unavailable.http": (
            "Versuchen Sie es gleich noch einmal.",
            "Warten Sie so lange, wie Retry-After sagt.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
