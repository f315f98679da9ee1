"""The rules of searches, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SEARCHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "search-chain.depth": (
            "Eine Kette folgt höchstens {0} Verweisen.",
            "Suchen Sie zuerst die Ressourcen an ihrem Ende, dann nach deren Ids.",
        ),
        "search-chain.has": (
            "_has schreibt sich _has:Typ:Verweis:Parameter.",
            (
                "Nennen Sie einen Ressourcentyp, einen seiner Verweise, der hierher führt, und "
                "einen seiner Parameter."
            ),
        ),
        "search-chain.reference": (
            "{0} ist kein Verweis, der dorthin führt.",
            (
                "Verketten Sie nur durch einen Parameter vom Typ reference; /fhir/metadata "
                "nennt sie."
            ),
        ),
        "search-chain.type": (
            "{0} führt zu keinem der genannten Typen.",
            (
                "Nennen Sie einen der Typen, zu denen der Verweis führen kann, wie in "
                "subject:Patient.name."
            ),
        ),
        "search-costly.found": (
            "{0} wird von mehr als {1} Ressourcen erfüllt: zu viele, um ihnen zu folgen.",
            "Engen Sie die innere Bedingung ein.",
        ),
        "search-chain.wide": (
            "{0} führt zu mehr als {1} Typen, die diesen Parameter haben.",
            "Nennen Sie einen Typ, wie in subject:Patient.name.",
        ),
        "search-costly.included": (
            "{0} gäbe mehr als {1} Ressourcen zu sagen.",
            "Fragen Sie mit _count nach weniger auf einmal, oder nach weniger Arten.",
        ),
        "search-costly.looking": (
            (
                "{0} ist nicht indiziert, und mehr als {1} Ressourcen wären einzeln anzusehen; "
                "der Betreiber kann es indizieren: gateway reindex --add {2}."
            ),
            (
                "Engen Sie die Suche durch patient, identifier oder einen anderen indizierten "
                "Parameter ein."
            ),
        ),
        "search-costly.rowless": (
            (
                "{0} lässt sich nicht indizieren, und mehr als {1} Ressourcen wären einzeln "
                "anzusehen."
            ),
            (
                "Engen Sie die Suche durch patient, identifier oder einen anderen indizierten "
                "Parameter ein."
            ),
        ),
        "search-costly.values": (
            "Eine Suche hat höchstens {0} Werte.",
            "Teilen Sie die Suche in mehrere.",
        ),
        "search-include": (
            "{0} nimmt Typ:Verweis, Typ:Verweis:Ziel oder Typ:*.",
            "/fhir/metadata nennt, was mit jedem Typ mitgegeben werden kann.",
        ),
        "search-include.many": (
            "Eine Suche gibt auf höchstens {0} Weisen etwas mit.",
            "Fragen Sie in mehreren Suchen.",
        ),
        "search-include.other": (
            "{0} beginnt bei {1}, und gesucht wird {2}.",
            "Um Verweisen des Mitgegebenen zu folgen, schreiben Sie {0}:iterate.",
        ),
        "search-include.reference": (
            "{0} nennt keinen Verweis von {1}; es gibt: {2}.",
            "Nehmen Sie einen davon, oder *.",
        ),
        "search-include.reverse": (
            "_revinclude=* wird nicht genommen: alles kann auf das Gefundene verweisen.",
            "Nennen Sie die Typen, deren Verweise gemeint sind: _revinclude=Observation:*.",
        ),
        "search-modifier": (
            "{0} nimmt diesen Zusatz nicht; es nimmt: {1}.",
            "Nehmen Sie einen davon, oder lassen Sie weg, was auf : folgt.",
        ),
        "search-modifier.none": (
            "{0} nimmt keinen Modifikator.",
            "Lassen Sie weg, was auf den : folgt.",
        ),
        "search-page": (
            "Dieser Link zu einer Seite gehört nicht zu dieser Suche.",
            "Folgen Sie den Links der ersten Seite, wie sie sind, oder suchen Sie neu.",
        ),
        "search-parameter": (
            (
                "Der Parameter {0} der Suche ist keiner, nach dem sich {1} suchen lässt; diese "
                "sind es: {2}."
            ),
            ("Prüfen Sie die Namen der Parameter auf Schreibfehler."),
        ),
        "search-parameter.near": (
            (
                "Der Parameter {0} der Suche ist keiner, nach dem sich {1} suchen lässt; er "
                "sieht aus wie {3}. Diese sind es: {2}."
            ),
            ("Schreiben Sie ihn, wie er hier heißt, oder lassen Sie ihn weg."),
        ),
        "search-parameter.unoffered": (
            "{0} wird hier nicht verstanden.",
            "Lassen Sie es weg: Eine Suche, die es beiseite ließe, fände zu viel.",
        ),
        "search-sort": (
            (
                "{0} nimmt Parameter, nach denen sich {1} suchen lässt, mit - vor denen, die "
                "fallen."
            ),
            (
                "Ordnen Sie nach Parametern mit einem Wert: keine zusammengesetzten, keine "
                "Entfernung."
            ),
        ),
        "search-sort.many": (
            "Eine Suche wird nach höchstens {0} Parametern geordnet.",
            "Ordnen Sie nach den wichtigsten.",
        ),
        "search-terminology.system": (
            "{0}: Hier ist nicht bekannt, was über oder unter diesem Code steht.",
            (
                "Geben Sie System und Code eines vorhandenen Codesystems an (`gateway packages "
                "add`)."
            ),
        ),
        "search-terminology.valueset": (
            "{0}: Dieses ValueSet ist hier nicht bekannt.",
            (
                "Nennen Sie es mit seiner Canonical; laden Sie das Paket, das es enthält "
                "(`gateway packages add`)."
            ),
        ),
        "search-value.characters": (
            "{0} enthält ein Zeichen, das kein Text von FHIR enthalten darf.",
            "Nehmen Sie Steuerzeichen heraus.",
        ),
        "search-value.composite": (
            "{0} nimmt seine Teile, durch $ verbunden: {1}.",
            "Schreiben Sie ein $ in einem Teil als \\$.",
        ),
        "search-value.count": (
            "{0} ist eine ganze Zahl.",
            "Geben Sie sie einmal an, in Ziffern.",
        ),
        "search-value.date": (
            (
                "{0} nimmt ein Datum: wenn nötig ein Präfix, dann JJJJ, JJJJ-MM, JJJJ-MM-TT "
                "oder eine Zeit mit ihrer Zone."
            ),
            "Schreiben Sie einen Tag als 2026-11-20, das + einer Zeitzone als %2B.",
        ),
        "search-value.list": (
            "_list nimmt die Id einer List.",
            "Die Listen, die FHIR $current- nennt, werden hier nicht geführt.",
        ),
        "search-value.missing": (
            "{0}:missing ist true oder false.",
            "Schreiben Sie eines von beiden.",
        ),
        "search-value.near": (
            "{0} nimmt Breite|Länge|Entfernung|Einheit; die Einheit ist km, m oder [mi_i].",
            "Geben Sie Breite und Länge in Dezimalgrad an.",
        ),
        "search-value.none": (
            "{0} hat keinen Wert.",
            "Geben Sie einen Wert an, oder lassen Sie den Parameter weg.",
        ),
        "search-value.number": (
            "{0} nimmt eine Zahl, wenn nötig mit Präfix.",
            "Schreiben Sie Ziffern, wenn nötig mit Punkt und Exponent: 5.40e-3.",
        ),
        "search-value.of-type": (
            "{0}:of-type nimmt System|Code|Wert.",
            "Geben Sie die Art der Kennung durch System und Code an, dann ihren Wert.",
        ),
        "search-value.once": (
            "{0} darf nur einmal stehen.",
            "Lassen Sie alle bis auf eines weg.",
        ),
        "search-value.quantity": (
            "{0} nimmt Zahl, Zahl||Einheit oder Zahl|System|Einheit, wenn nötig mit Präfix.",
            "Geben Sie UCUM-Einheiten so an: http://unitsofmeasure.org|mg.",
        ),
        "search-value.reference": (
            ("{0} nimmt Typ/Id, die Id allein oder eine absolute Adresse; es verweist auf {1}."),
            "Suchen Sie zuerst die Ressource, dann nehmen Sie ihre Id.",
        ),
        "search-value.token": (
            "{0} nimmt Code, System|Code, |Code oder System|.",
            "Schreiben Sie ein | in einem Wert als \\|.",
        ),
        "search-value.words": (
            "{0} ist eines von {1}.",
            "Nehmen Sie eines davon.",
        ),
    }
)
