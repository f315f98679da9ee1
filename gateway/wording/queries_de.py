"""The rules of query messages, in German: what is wrong, and how to mend it.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUERIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "query-ambiguous": (
            (
                "Mehrere Personen sind unter dieser Nummer bekannt, und noch ist nicht klar, "
                "wem sie gehört."
            ),
            (
                "Fragen Sie mit einer eigenen Nummer, oder bitten Sie den Betreiber, die "
                "Personen prüfen zu lassen."
            ),
        ),
        "query-control.pointer": (
            "DSC-1 ist nicht, was in einer Antwort von hier stand.",
            "Schicken Sie DSC-1 zurück, wie es in der Antwort stand, mit demselben QPD.",
        ),
        "query-control.priority": (
            "Es wird nur sofort geantwortet (RCP-1 = I).",
            "Schreiben Sie I in RCP-1.",
        ),
        "query-control.quantity": (
            "RCP-2 ist keine Anzahl von Datensätzen wie 10^RD.",
            (
                "Sagen Sie in RCP-2, wie viele Personen eine Antwort enthalten darf, oder "
                "lassen Sie es leer."
            ),
        ),
        "query-domain-unknown": (
            "Niemand hier vergibt Nummern unter dieser ausgebenden Stelle.",
            ("Nennen Sie die ausgebende Stelle wie in Ihrer Senderdatei, oder mit ihrer OID."),
        ),
        "query-domain-unknown.wanted": (
            "Gewünscht sind Nummern einer ausgebenden Stelle, die hier nicht bekannt ist.",
            ("Nennen Sie nur ausgebende Stellen aus Ihrer Senderdatei, oder keine für alle."),
        ),
        "query-identifier-unknown": (
            "Niemand ist unter dieser Nummer bekannt.",
            (
                "Prüfen Sie die Nummer und ihre ausgebende Stelle, und ob der Patient je "
                "hierher gemeldet wurde."
            ),
        ),
        "query-incomplete.identifier": (
            "QPD-3 nennt keine Nummer.",
            (
                "Schreiben Sie die Nummer, unter der Sie den Patienten kennen, mit ihrer "
                "ausgebenden Stelle in QPD-3."
            ),
        ),
        "query-incomplete.segment": (
            "Die Abfrage hat kein Segment QPD.",
            "Sagen Sie in QPD, was gefragt wird.",
        ),
        "query-incomplete.tag": (
            "QPD-2 ist leer: die Abfrage hat keine Kennung.",
            ("Geben Sie jeder Abfrage in QPD-2 eine eigene Kennung; die Antwort wiederholt sie."),
        ),
        "query-needs-identifier": (
            (
                "Die Abfrage sagt von niemandem, wer es ist: weder eine Nummer (@PID.3.1) "
                "noch, wie ein Name beginnt (@PID.5.1), noch ein Geburtsdatum (@PID.7)."
            ),
            (
                "Fragen Sie mit einem davon; Geschlecht, Adresse und Telefon grenzen ein, "
                "wen es findet."
            ),
        ),
        "query-parameter.form": (
            "Das ist kein Parameter wie @PID.5.1^Weber.",
            (
                "Schreiben Sie @PID, Feld und Komponente mit Punkten dazwischen, dann ^ und "
                "den Wert."
            ),
        ),
        "query-parameter.long": (
            "Dieser Wert hat mehr als {0} Zeichen.",
            "Fragen Sie mit kürzeren Werten.",
        ),
        "query-parameter.many": (
            "Dieses Feld wiederholt sich mehr als {0}-mal.",
            "Fragen Sie weniger auf einmal.",
        ),
        "query-parameter.several": (
            "Eine PIX-Abfrage fragt nach einer Nummer, und hier sind mehrere.",
            "Schicken Sie für jede Nummer eine Abfrage.",
        ),
        "query-parameter.unknown": (
            "Nach diesem Feld kann nicht gefragt werden; möglich sind: {0}.",
            "Fragen Sie mit anderen Feldern von PID.",
        ),
        "query-parameter.wildcard": (
            "Nach einer Nummer wird ganz gefragt, ohne *.",
            (
                "Schreiben Sie die ganze Nummer; in einem Namen oder einer Adresse steht * "
                "für beliebige Buchstaben."
            ),
        ),
        "query-too-wide": (
            "Mehr als {0} Patienten haben diese Nummer in dem einen oder anderen System.",
            "Sagen Sie mit der Nummer, wer sie vergeben hat (@PID.3.4.1 oder @PID.3.4.2).",
        ),
        "query-too-wide.described": (
            "Mehr als {0} Patienten können gemeint sein.",
            "Sagen Sie mehr von der Person: den ganzen Namen, das Geburtsdatum oder eine Nummer.",
        ),
        "unsupported-type.query": (
            (
                "Eine Abfrage wird beantwortet, wenn sie allein und mit Trennzeichen kommt: "
                "nicht im Stapel, nicht in XML, und nicht dort, wo Nachrichten nur erprobt "
                "werden."
            ),
            "Schicken Sie die Abfrage allein, über MLLP oder an /messages/hl7v2.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
