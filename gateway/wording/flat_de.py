"""What is wrong with files of rows, in German, and how to mend it.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FORM = (
    "Die Zelle hat nicht die Form, die ihre Spalte angibt: {0}.",
    (
        "Schreiben Sie sie in der angegebenen Form, oder bitten "
        "Sie den Betreiber, diese zu `format` der Spalte hinzuzufügen."
    ),
)
_DAYS = (
    (
        "Die Zelle hat nicht die Form, die ihre Spalte angibt: {0}. Sie sieht aus wie "
        "die Zahl, mit der eine Tabellenkalkulation Tage zählt."
    ),
    (
        "Geben Sie der Spalte dort ein Datumsformat, und exportieren Sie erneut; die Zahl "
        "wird nicht gelesen, da nicht alle vom selben Tag an zählen."
    ),
)

FLAT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cell-code-date": (
            (
                "Die Zelle enthält ein Datum statt eines Codes: Aus 1988-5 macht eine "
                "Tabellenkalkulation eines."
            ),
            (
                "Stellen Sie die Spalte dort auf Text, tragen Sie die Codes neu ein und "
                "exportieren Sie erneut, oder exportieren Sie aus dem System selbst."
            ),
        ),
        "cell-formula-error": (
            "Statt dessen, was hier stand, steht ein Fehler einer Tabellenkalkulation.",
            (
                "Berichtigen Sie die Formel oder verbreitern Sie die Spalte, und exportieren Sie "
                "erneut, am besten als Text; heißt das Wort, dass nichts da ist, gehört es zu "
                "`empty`."
            ),
        ),
        "cell-large": (
            "Eine Zelle hat mehr als {0} Zeichen.",
            (
                "Suchen Sie ein Anführungszeichen, das nicht geschlossen wird; Texte dieser "
                "Größe gehören nicht in eine Datei aus Zeilen."
            ),
        ),
        "cell-long": (
            "Diese Zelle ist länger, als die Beschreibung der Datei erlaubt.",
            (
                "Kürzen Sie sie an der Quelle, oder bitten Sie den Betreiber, `most` der "
                "Spalte zu erhöhen."
            ),
        ),
        "cell-names-nobody": (
            (
                "Die Zelle enthält ein Wort oder Zeichen, das keine Nummer ist: Alle, die es "
                "haben, wären eine Person."
            ),
            "Lassen Sie die Zelle an der Quelle leer, oder nennen Sie das Wort in `empty`.",
        ),
        "cell-not-allowed": (
            (
                "Der Wert dieser Zelle ist keiner von denen, die die Beschreibung der Datei "
                "erlaubt."
            ),
            (
                "Berichtigen Sie ihn, oder bitten Sie den Betreiber, ihn zu `allowed` der "
                "Spalte hinzuzufügen."
            ),
        ),
        "cell-number-cut": (
            (
                "Eine Tabellenkalkulation hat von dieser Nummer nur die ersten Ziffern "
                "geschrieben: Andere können dieselben haben."
            ),
            (
                "Stellen Sie die Spalte dort auf Text, tragen Sie die ganzen Nummern ein und "
                "exportieren Sie erneut, oder exportieren Sie aus dem System selbst."
            ),
        ),
        "cell-required": (
            "Diese Zelle darf nicht leer sein.",
            "Füllen Sie sie an der Quelle aus; ohne sie wird die Zeile nicht übernommen.",
        ),
        "cell-text-mark": (
            (
                "Ein Apostroph, mit dem eine Tabellenkalkulation einen Text kennzeichnet, wurde "
                "vor dieser Nummer weggelassen."
            ),
            "Es ist nichts zu tun.",
        ),
        "charset-assumed": (
            (
                "Die Zeile ist kein UTF-8, und kein Zeichensatz ist angegeben: Sie wurde als "
                "{0} gelesen."
            ),
            (
                "Prüfen Sie Umlaute und Akzente, und geben Sie dann `charset` für diese Art "
                "von Datei an."
            ),
        ),
        "file-empty.rows": (
            "Die Datei enthält keine Zeilen.",
            "Prüfen Sie, ob der Export zu früh endete, und senden Sie die Datei erneut.",
        ),
        "file-unmapped": (
            "Die Beschreibung {0} sagt nicht, was aus ihren Zeilen wird: Nichts bliebe erhalten.",
            "Schreiben Sie ihre `maps`: docs/how-to/send-flat-files.md.",
        ),
        "file-unrecognised": (
            "Keine Beschreibung passt zu dieser Datei; es gibt Beschreibungen von: {0}.",
            (
                "Vergleichen Sie ihre erste Zeile und ihren Namen mit der gemeinten "
                "Beschreibung, oder schreiben Sie eine: docs/how-to/send-flat-files.md."
            ),
        ),
        "header-absent": (
            "In der Kopfzeile fehlt die Spalte {0}: Ihre Zellen gelten als leer.",
            "Exportieren Sie die Spalte wieder, oder nehmen Sie sie aus der Beschreibung.",
        ),
        "header-absent.near": (
            (
                "In der Kopfzeile fehlt die Spalte {0}, deren Zellen als leer gelten; {1} "
                "sieht ihr ähnlich."
            ),
            "Ist es diese Spalte, so fügen Sie ihren Namen zu `header` der Spalte hinzu.",
        ),
        "header-again": (
            "Die Kopfzeile steht hier noch einmal: Sie ist keine Zeile.",
            "Es ist nichts zu tun; so steht sie, wo Dateien aneinandergehängt wurden.",
        ),
        "header-again.other": (
            "Hier steht ein anderer Kopf: Die Zeilen dahinter werden nach ihm gelesen.",
            "Prüfen Sie, ob Dateien zusammengefügt wurden, die einzeln kommen sollten.",
        ),
        "header-duplicate": (
            "Die Kopfzeile nennt die Spalte {0} mehrmals: Keine davon wird gelesen.",
            "Exportieren Sie jede Spalte einmal, unter einem eigenen Namen.",
        ),
        "header-extra": (
            "Die Kopfzeile hat eine Spalte, die die Beschreibung nicht kennt: {0}.",
            (
                "Nehmen Sie sie in die Beschreibung auf, oder lassen Sie sie im Export weg; "
                "bis dahin gehen ihre Zellen nirgendwohin."
            ),
        ),
        "header-late": (
            "Vor der Kopfzeile stehen Zeilen ({0}), die niemand beschrieben hat: übergangen.",
            "Schreiben Sie `skip: {0}` in die Beschreibung, oder mit `comment`, wie sie beginnen.",
        ),
        "header-missing.column": (
            "In der Kopfzeile fehlt die Spalte {0}, ohne die keine Zeile übernommen wird.",
            "Exportieren Sie die Spalte wieder, und senden Sie die Datei erneut.",
        ),
        "header-missing.near": (
            (
                "In der Kopfzeile fehlt die Spalte {0}, ohne die keine Zeile übernommen wird; "
                "{1} sieht ihr ähnlich."
            ),
            "Ist es diese Spalte, so fügen Sie ihren Namen zu `header` der Spalte hinzu.",
        ),
        "header-order": (
            (
                "Die Spalten stehen in anderer Reihenfolge als beschrieben; sie werden nach "
                "ihren Namen gelesen."
            ),
            "Es ist nichts zu tun.",
        ),
        "header-renamed": (
            "Die Spalte {0} heißt in dieser Datei {1} und wird trotzdem gelesen.",
            "Fügen Sie diesen Namen zu `header` der Spalte hinzu, wenn es so bleiben soll.",
        ),
        "lookup-missing": (
            "Die andere Datei sagt nichts zu diesem Wert.",
            (
                "Nehmen Sie ihn in die Datei auf, in der nachgesehen wird; bis dahin geht der "
                "Wert nirgendwohin."
            ),
        ),
        "row-charset": (
            "Die Zeile ist kein Text im Zeichensatz der Datei.",
            (
                "Geben Sie den Zeichensatz an, in dem die Datei wirklich geschrieben ist, oder "
                "schreiben Sie sie im angegebenen."
            ),
        ),
        "row-charset.older": (
            (
                "Die Zeile ist kein UTF-8, und ihre Wörter zeigen, dass sie auch kein "
                "windows-1252 ist."
            ),
            (
                "Geben Sie `charset` für diese Art von Datei an: DOS-Systeme schreiben cp850, "
                "alte Macs mac_roman."
            ),
        ),
        "row-charset.twice": (
            (
                "Buchstaben dieser Zeile wurden zweimal kodiert: Aus jedem sind zwei andere "
                "geworden."
            ),
            (
                "Prüfen Sie, ob `charset` der Datei entspricht; las eine Tabellenkalkulation "
                "sie falsch, lassen Sie sie als UTF-8 lesen, und exportieren Sie erneut."
            ),
        ),
        "row-large": (
            "Die Zeile ist größer als {0} Bytes.",
            (
                "Suchen Sie ein fehlendes Zeilenende oder Anführungszeichen; die nächste Zeile "
                "wird neu gelesen."
            ),
        ),
        "row-long": (
            "Die Zeile hat {0} Zellen statt {1}.",
            (
                "Suchen Sie ein Trennzeichen in einer Zelle: Eine solche Zelle muss in "
                "Anführungszeichen stehen."
            ),
        ),
        "row-nul": (
            "Die Zeile enthält ein NUL, das kein Text ist.",
            "Prüfen Sie, ob die Datei ganz und im angegebenen Zeichensatz ist.",
        ),
        "row-quote": (
            "In dieser Zeile wird ein Anführungszeichen geöffnet und nie geschlossen.",
            (
                "Schließen Sie es, oder verdoppeln Sie es, wo es zum Text gehört; die nächste "
                "Zeile wird neu gelesen."
            ),
        ),
        "row-quote.after": (
            "In dieser Zeile folgt ein Text auf ein geschlossenes Anführungszeichen.",
            (
                "Verdoppeln Sie das Anführungszeichen, wo es zum Text gehört; die nächste "
                "Zeile wird neu gelesen."
            ),
        ),
        "row-quote.one": (
            "Diese ganze Zeile steht in einer Zelle.",
            (
                "Prüfen Sie den Export: Anführungszeichen stehen um eine Zelle, nicht um eine "
                "Zeile."
            ),
        ),
        "row-quote.rows": (
            "Ein Anführungszeichen dieser Zeile umfasst Zeilen dahinter.",
            (
                "Schließen Sie es, oder verdoppeln Sie es, wo es zum Text gehört; die nächste "
                "Zeile wird neu gelesen."
            ),
        ),
        "row-octets": (
            ("Die Spalten dieser Zeile sind in Bytes gezählt, ihre Beschreibung zählt Zeichen."),
            (
                "Schreiben Sie `fixed: bytes`; so gelesen wäre jede Spalte hinter einem Umlaut "
                "eine andere."
            ),
        ),
        "row-several": (
            "Diese Bytes enthalten mehr als eine Zeile.",
            "Senden Sie die ganze Datei, dann wird jede Zeile für sich übernommen.",
        ),
        "row-short": (
            "Die Zeile hat nur {0} Zellen statt {1}.",
            (
                "Suchen Sie ein Zeilenende in einer Zelle; dürfen Zellen am Ende fehlen, so "
                "sagen Sie `short: true`."
            ),
        ),
        "value-invalid-boolean.cell": _FORM,
        "value-invalid-date.cell": _FORM,
        "value-invalid-date.serial": _DAYS,
        "value-invalid-datetime.cell": _FORM,
        "value-invalid-datetime.serial": _DAYS,
        "value-invalid-integer.cell": _FORM,
        "value-invalid-number.cell": _FORM,
        "value-invalid-time.cell": _FORM,
        "value-invalid-time.serial": (
            (
                "Die Zelle hat nicht die Form, die ihre Spalte angibt: {0}. Sie sieht aus wie "
                "der Teil eines Tages, mit dem eine Tabellenkalkulation Uhrzeiten zählt."
            ),
            "Geben Sie der Spalte dort ein Format von Uhrzeiten, und exportieren Sie erneut.",
        ),
    }
)
