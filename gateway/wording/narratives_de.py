"""The rules of the text that people read, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NARRATIVES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "narrative-content": (
            "Der Text (narrative) hat ein Element oder Attribut, das nicht erlaubt ist.",
            (
                "Verwenden Sie nur einfache XHTML-Formatierung: kein Skript, Formular, "
                "Stylesheet oder Ereignis."
            ),
        ),
        "narrative-empty": (
            "Der Text (narrative) hat weder Worte noch ein Bild.",
            "Schreiben Sie hinein, was ein Mensch lesen soll, oder lassen Sie text weg.",
        ),
        "narrative-syntax": (
            "Der Text (narrative) ist kein wohlgeformtes XHTML-div ohne Entitäten.",
            (
                'Beginnen Sie mit <div xmlns="http://www.w3.org/1999/xhtml">, schließen Sie '
                "jedes Tag, meiden Sie benannte Entitäten."
            ),
        ),
        "narrative-languages-several": (
            "Dieses Profil will eine Darstellung ohne Abschnitte nach Sprachen.",
            "Schreiben Sie einen Text, ohne div-Elemente, die eine Sprache tragen.",
        ),
        "narrative-languages-none": (
            "Dieses Profil will die Darstellung in Abschnitten, je einer Sprache.",
            "Setzen Sie jede Sprache in ein eigenes div, mit lang und xml:lang.",
        ),
        "narrative-language-missing": (
            "Dieses Profil will einen Abschnitt der Darstellung in {0}, und es gibt keinen.",
            "Fügen Sie ein div mit dieser Sprache in lang und xml:lang hinzu.",
        ),
        "narrative-source": (
            "Dieses Profil will wissen, woher jeder Text der Darstellung kommt.",
            "Geben Sie jedem Element mit Text die Klasse boilerplate, generated oder original.",
        ),
        "narrative-link": (
            "Ein Link im Text führt nirgendwohin.",
            (
                "Verweisen Sie auf eine Adresse, die ein Browser öffnet (https:, mailto:), "
                "oder mit # auf eine id in dieser Ressource."
            ),
        ),
        "narrative-nesting": (
            "Der Text hat ein Element an einer Stelle, an der XHTML es nicht erlaubt.",
            (
                "Zeilen stehen in Tabellen, Zellen in Zeilen, Punkte in Listen; ein Absatz "
                "enthält keine Tabelle, keine Liste und keinen Absatz."
            ),
        ),
        "narrative-anchor": (
            "Ein Link im Text meint eine id, die hier nichts hat.",
            "Geben Sie dem Gemeinten diese id, oder nehmen Sie den Link weg.",
        ),
        "text-markup": (
            "Im Text steht ein HTML-Tag, und Tags sind hier verboten.",
            "Senden Sie einfachen Text; Formatiertes gehört in den erzählenden Text.",
        ),
    }
)
