"""The rules of batches and of the ways in, in German: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DOORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "batch-begins-inside": (
            (
                "Was vor dem ersten Kopf steht, gehört zu keiner Nachricht: der Stapel "
                "beginnt mitten in einer."
            ),
            (
                "Senden Sie den Stapel von seinem Anfang an; was davor steht, wird für "
                "sich abgelehnt."
            ),
        ),
        "batch-count": (
            "BTS-1 ist nicht die Anzahl der Nachrichten im Stapel, nämlich {0}.",
            (
                "Prüfen Sie, ob Nachrichten verloren gingen; die angekommenen wurden "
                "einzeln beantwortet."
            ),
        ),
        "batch-count.file": (
            "FTS-1 ist nicht die Anzahl der Stapel in der Datei, nämlich {0}.",
            (
                "Prüfen Sie, ob Stapel verloren gingen; die angekommenen Nachrichten "
                "wurden einzeln beantwortet."
            ),
        ),
        "batch-cut.trailer": (
            "Das Ende der Datei (FTS) fehlt. {0} Nachrichten kamen, alle ganz.",
            (
                "Prüfen Sie, ob weitere Stapel folgen sollten; die Nachrichten, die kamen, "
                "wurden angenommen, jede mit ihrer Quittung."
            ),
        ),
        "batch-cut": (
            (
                "Der Stapel brach vor seinem Ende ab. {0} Nachrichten waren ganz; eine "
                "womöglich unvollständige wurde nicht angenommen."
            ),
            (
                "Senden Sie den ganzen Stapel noch einmal: was angenommen ist, wird als "
                "Doppel beantwortet."
            ),
        ),
        "batch-message-large": (
            (
                "Was im Stapel auf Nachricht {0} folgt, hat mehr als {1} Bytes und wurde "
                "nicht gelesen."
            ),
            (
                "Senden Sie weniger in einer Nachricht, oder bitten Sie den Betreiber, "
                "die Grenze zu erhöhen."
            ),
        ),
        "batch-outside": (
            "Segmente nach {0} gehören zu keiner Nachricht des Stapels.",
            (
                "Lassen Sie jede Nachricht mit MSH beginnen; was außerhalb steht, wird "
                "für sich abgelehnt."
            ),
        ),
        "batch-unended": (
            "Ein neuer Kopf kam vor dem Ende des Stapels davor, nach {0} Nachrichten.",
            (
                "Beenden Sie jeden Stapel mit BTS und jede Datei mit FTS; prüfen Sie, ob "
                "ein Teil verloren ging."
            ),
        ),
        "store-unavailable.batch": (
            (
                "Nach {0} Nachrichten konnte nichts mehr behalten werden: senden Sie den "
                "Stapel später noch einmal."
            ),
            (
                "Warten Sie, dann senden Sie alles noch einmal: was angenommen ist, wird "
                "als Doppel beantwortet."
            ),
        ),
        "charset-switching": (
            ("MSH-20 nennt eine Art, den Zeichensatz zu wechseln, die hier nicht gelesen wird."),
            (
                "Wechseln Sie nach ISO 2022-1994 oder mit den Escape-Sequenzen von HL7 "
                "(2.3), oder senden Sie UNICODE UTF-8."
            ),
        ),
        "charset-switching.unknown": (
            (
                "An Stelle {0} wechselt die Nachricht in einen Zeichensatz, der hier "
                "nicht gelesen wird."
            ),
            (
                "Gelesen werden JIS X 0201, 0208 und 0212, GB 2312, KS X 1001 und die "
                "Teile von ISO 8859; am besten UNICODE UTF-8."
            ),
        ),
        "charset-mismatch.narrow": (
            "MSH-18 sagt UTF-16 oder UTF-32, und die Bytes sind es nicht.",
            (
                "Nennen Sie in MSH-18 den Zeichensatz, in dem die Nachricht wirklich "
                "geschrieben ist."
            ),
        ),
        "encoding-xml": (
            "Das ist XML, aber nicht HL7s eigene Form von v2 (Namensraum urn:hl7-org:v2xml).",
            "Senden Sie HL7 v2 XML, oder die Form mit Trennzeichen (ER7).",
        ),
        "encoding-xml.element": (
            (
                "Zeile {0}, Spalte {1}: dieses Element ist kein Feld und kein Teil davon "
                "(`PID.3`, `CX.4`)."
            ),
            "Benennen Sie Elemente, wie es die Regeln für HL7 v2 XML tun.",
        ),
        "encoding-xml.mixed": (
            "Zeile {0}, Spalte {1}: Text steht neben Elementen.",
            "Setzen Sie jeden Text in ein eigenes Element.",
        ),
        "encoding-xml.deep": (
            (
                "Zeile {0}, Spalte {1}: dieser Teil liegt tiefer als Unterkomponenten, "
                "oder kommt zweimal."
            ),
            "Sagen Sie jeden Teil einmal, und keinen tiefer als eine Unterkomponente.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
