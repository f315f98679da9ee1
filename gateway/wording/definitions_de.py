"""The rules that definitions, forms and answers can break, in German: sentences and hints.

https://hl7.org/fhir/R4/conformance-module.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFINITIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "anchor-unresolved": (
            "Nichts hier hat die id, auf die diese Adresse führt.",
            (
                "Berichtigen Sie, was auf # folgt, oder schreiben Sie die ganze "
                "Adresse dessen, was anderswo ist."
            ),
        ),
        "attachment-hash": (
            "Der angegebene Hash ist nicht der der Daten.",
            (
                "Geben Sie in hash den SHA-1 der dekodierten Daten in Base64 an, oder lassen "
                "Sie hash weg."
            ),
        ),
        "canonical-of-other": (
            "Das ist die Adresse von {0}, und gemeint ist hier {1}.",
            "Nehmen Sie die kanonische Adresse von {1}; prüfen Sie, was kopiert wurde.",
        ),
        "code-out-of-scope": (
            "Der Code ist nicht im ValueSet {0}, für das die Zuordnung gemacht ist.",
            "Prüfen Sie den Code, oder nennen Sie in source und target die gemeinten ValueSets.",
        ),
        "code-system-misspelt": (
            "Das System ist die Adresse einer Seite oder falsch geschrieben.",
            (
                "Schreiben Sie die Canonical des Codesystems buchstabengetreu: http:, kein "
                "Schrägstrich am Ende, kein .html."
            ),
        ),
        "code-system-supplementing": (
            "{0} ergänzt nur ein Codesystem; seine Codes gehören zu diesem.",
            "Nennen Sie das Codesystem, das es ergänzt.",
        ),
        "code-system-whole-set": (
            "Das ValueSet {0} ist nicht das aller Codes dieses Systems.",
            (
                "Es soll dieses System ganz und allein enthalten; sonst nennen Sie in valueSet "
                "ein anderes."
            ),
        ),
        "constraint-key-taken": (
            "Eine andere Regel hat auch den Schlüssel {0} und sagt etwas anderes.",
            (
                "Geben Sie dieser Regel einen eigenen Schlüssel; nur dieselbe Regel darf "
                "wiederholt werden."
            ),
        ),
        "constraint-strange": (
            "Der Ausdruck nennt, was es dort nicht gibt, wo die Regel steht.",
            "Prüfen Sie jeden Namen und jede Funktion am Element, um das es geht.",
        ),
        "data-too-large": (
            "{0} enthält mehr als {1} Bytes.",
            "Schicken Sie eine kleinere oder stärker gepackte Datei.",
        ),
        "filter-value": (
            "Der Filter {0} nimmt diesen Wert nicht.",
            "Schreiben Sie true oder false, einen regulären Ausdruck oder einen Code, je nachdem.",
        ),
        "identifier-uuid": (
            "Unter diesem System ist der Wert eine UUID.",
            (
                "Schreiben Sie urn:uuid: und die UUID unter urn:ietf:rfc:3986, oder nennen Sie "
                "das System, das den Wert vergab."
            ),
        ),
        "label-twice": (
            "Eine andere Sicherheitskennzeichnung hat dasselbe system und denselben code.",
            "Geben Sie jede Kennzeichnung einmal an.",
        ),
        "limit-idle": (
            "{0} bedeutet für den Typ {1} nichts.",
            (
                "Nehmen Sie die Grenze weg: nur Texte haben eine Länge, nur Zahlen, Zeiten und "
                "Mengen einen Bereich."
            ),
        ),
        "link-unresolved": (
            "Das Stylesheet des Dokuments ist nicht darin.",
            "Fügen Sie es als Binary hinzu, oder verweisen Sie mit ganzer Adresse darauf.",
        ),
        "narrative-address": (
            "Eine Adresse im Text ist nicht wie eine geschrieben.",
            (
                "Schreiben Sie ein Leerzeichen als %20, keine Anführungszeichen oder Klammern; "
                "auf data: folgen Typ, Komma und base64."
            ),
        ),
        "narrative-tie": (
            "Was Text und Daten verbindet, führt nicht an genau eine Stelle.",
            (
                "Nennen Sie einen Eintrag und eine id, die dort einmal steht: im Text oder an "
                "einem Element."
            ),
        ),
        "parameter-base": (
            "Das ist nicht, was der Suchparameter sagt, von dem dieser abgeleitet ist.",
            "Übernehmen Sie Typ und base von dort, oder leiten Sie ihn von keinem ab.",
        ),
        "parameter-parts": (
            "Ein zusammengesetzter Suchparameter hat mindestens zwei Teile.",
            "Fügen Sie seine component hinzu, oder geben Sie ihm einen anderen Typ.",
        ),
        "parameter-type": (
            "Der hier genannte Suchparameter ist vom Typ {0}.",
            "Geben Sie den Typ seiner Definition an, oder nennen Sie eine andere Definition.",
        ),
        "property-twice": (
            "Eine andere Eigenschaft hat denselben code oder dieselbe uri.",
            "Erklären Sie jede Eigenschaft einmal, unter eigenem code und eigener uri.",
        ),
        "property-type": (
            "Die Eigenschaft, die diese uri meint, ist vom Typ {0}.",
            "Erklären Sie sie mit diesem Typ, oder nehmen Sie eine eigene uri.",
        ),
        "property-undeclared": (
            "Das Codesystem erklärt keine Eigenschaft mit diesem code.",
            "Erklären Sie sie in property, mit ihrem Typ, oder prüfen Sie den code aufs Zeichen.",
        ),
        "property-uri-relative": (
            "Die uri einer Eigenschaft ist eine ganze Adresse.",
            (
                "Schreiben Sie die Adresse, die sagt, was die Eigenschaft bedeutet, oder "
                "lassen Sie sie weg."
            ),
        ),
        "response-answers-few": (
            "Die Frage will mindestens {0} Antworten.",
            "Geben Sie die übrigen Antworten, oder lassen Sie die Antwort in-progress.",
        ),
        "response-answers-more": (
            "Die Frage nimmt höchstens {0} Antworten.",
            "Behalten Sie {0} davon.",
        ),
        "response-media-type": (
            "Die Frage nimmt nur Anhänge dieser Typen: {0}.",
            "Wandeln Sie die Datei um, und nennen Sie ihren Typ in contentType.",
        ),
        "response-option-alone": (
            "Eine der Antworten schließt alle anderen aus.",
            "Behalten Sie diese Antwort allein, oder nehmen Sie sie weg.",
        ),
        "response-reference-type": (
            "Die Frage will einen Verweis auf einen dieser Typen: {0}.",
            "Verweisen Sie auf eine Ressource eines dieser Typen.",
        ),
        "response-unit": (
            "Die Einheit ist keine von denen, die die Frage anbietet.",
            "Geben Sie den Wert in einer ihrer Einheiten an, mit system und code.",
        ),
        "value-set-system-version": (
            "Die Version eines Codesystems steht nicht in system.",
            "Nehmen Sie das | und was folgt aus system, und schreiben Sie es in version.",
        ),
        "value-too-precise": (
            "{0} hat mehr als {1} Nachkommastellen.",
            "Runden Sie die Zahl; was gefragt ist, kennt nicht mehr Stellen.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
