"""What is wrong with files, archives and their formats, in German, and how to mend it.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "archive-duplicate": (
            "Zwei Einträge des Archivs haben denselben Namen.",
            (
                "Geben Sie jeder Datei im Archiv einen eigenen Namen; Groß- und "
                "Kleinschreibung zählt hier nicht."
            ),
        ),
        "archive-empty": (
            "Das Archiv enthält kein Dokument.",
            "Prüfen Sie, ob die Dateien hineingelegt wurden.",
        ),
        "archive-encrypted": (
            "Ein Eintrag des Archivs ist verschlüsselt.",
            "Packen Sie die Dateien ohne Passwort: Geheim hält sie die Verbindung.",
        ),
        "archive-entries": (
            "Das Archiv hat mehr als {0} Einträge.",
            "Senden Sie es in Teilen.",
        ),
        "archive-entry-size": (
            "Ein Eintrag des Archivs hat entpackt mehr als {0} Byte.",
            (
                "Legen Sie weniger in eine Datei, oder bitten Sie den Betreiber um eine "
                "höhere Grenze."
            ),
        ),
        "archive-link": (
            "Ein Eintrag des Archivs ist ein Verweis oder ein Gerät und keine Datei.",
            "Legen Sie die Datei selbst in das Archiv.",
        ),
        "archive-method": (
            (
                "Ein Eintrag des Archivs ist mit einem Verfahren gepackt, das hier nicht "
                "gelesen wird."
            ),
            "Packen Sie als zip mit deflate, als tar oder als tar.gz.",
        ),
        "archive-nested": (
            "Im Archiv liegt ein weiteres Archiv.",
            "Senden Sie das innere Archiv für sich.",
        ),
        "archive-office": (
            "Das ist eine Datei eines Büroprogramms (Tabelle, Text), kein Archiv von Dokumenten.",
            "Exportieren Sie eine Tabelle als CSV, einen Text als PDF, und senden Sie das.",
        ),
        "archive-path": (
            "Der Name eines Eintrags führt aus dem Archiv hinaus.",
            (
                "Benennen Sie Einträge mit relativen Pfaden ohne `..`, Laufwerk oder "
                "führenden Schrägstrich."
            ),
        ),
        "archive-ratio": (
            "Ein Eintrag des Archivs wird entpackt mehr als {0} Mal so groß.",
            (
                "Senden Sie die Datei ungepackt: Was sich so gut packen lässt, wird gepackt "
                "nicht genommen."
            ),
        ),
        "archive-size": (
            "Das Archiv hat entpackt mehr als {0} Byte.",
            "Senden Sie es in Teilen.",
        ),
        "archive-sizes": (
            "Ein Eintrag des Archivs ist nicht so lang, wie das Archiv sagt.",
            "Erzeugen Sie das Archiv neu: Es ist beschädigt oder soll täuschen.",
        ),
        "archive-unreadable": (
            (
                "Das ist kein Archiv, das hier gelesen werden kann: zip, tar, tar.gz oder gz, "
                "ganz und unbeschädigt."
            ),
            "Prüfen Sie, ob die Datei abgeschnitten wurde, und packen Sie sie neu.",
        ),
        "file-empty": (
            "Die Datei ist leer.",
            "Prüfen Sie, ob das Programm, das sie schreibt, zu Ende gekommen ist.",
        ),
        "file-too-large": (
            "Die Datei hat mehr als {0} Byte.",
            "Schreiben Sie weniger in eine Datei, oder erhöhen Sie GATEWAY_MAX_MESSAGE.",
        ),
        "format-other": (
            "Das beginnt wie {0} und wurde als {1} gesendet.",
            "Senden Sie es an /messages/{0}, oder nennen Sie das Format: --input-format {0}.",
        ),
        "format-other.fhir": (
            "Das beginnt wie {0}; geprüft wird hier nur FHIR.",
            "`gateway convert --validate` sagt es in FHIR und prüft das; /fhir/$convert auch.",
        ),
        "format-unknown.paper": (
            "Eine Datei dieser Art ({0}) sagt nicht, zu wem sie gehört.",
            (
                "Senden Sie sie in einer Nachricht (MDM, die Datei in OBX vom Typ ED) oder in "
                "einem CDA-Dokument (nonXMLBody): diese nennen den Patienten."
            ),
        ),
        "format-unknown": (
            "Das beginnt wie keines der Formate, die hier gelesen werden: {0}.",
            (
                "Prüfen Sie, ob es die richtige Datei ist, oder nennen Sie das Format: "
                "--input-format oder die Adresse."
            ),
        ),
        "http-400.format": (
            "format ist eines von {0}.",
            "Nennen Sie eines davon, oder lassen Sie es weg: dann entscheidet der Inhalt.",
        ),
        "http-404.format": (
            "Ein Format dieses Namens gibt es nicht; es gibt: {0}.",
            "Senden Sie an /messages/ und einen dieser Namen.",
        ),
        "http-415.format": (
            "Content-Type nennt ein anderes Format als die Adresse, die {0} nimmt.",
            "Senden Sie es an die Adresse seines Formats, oder lassen Sie Content-Type weg.",
        ),
        "xdm-document-changed": (
            (
                "Ein Dokument des Pakets ist nicht das, das METADATA.XML beschreibt: Größe "
                "oder Prüfsumme weicht ab."
            ),
            "Erzeugen Sie das Paket neu, aus Dokumenten, die sich nicht mehr ändern.",
        ),
        "xdm-document-missing": (
            "METADATA.XML nennt ein Dokument, das nicht im Paket ist.",
            "Legen Sie das Dokument neben METADATA.XML, unter dem Namen in seinem Slot URI.",
        ),
        "http-413.many": (
            "Mehr als {0} Nachrichten werden nicht auf einmal umgesetzt.",
            "Senden Sie weniger; behalten wird davon ohnehin nichts.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
