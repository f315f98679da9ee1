"""The rules of codes, code systems and value sets, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/terminologies.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-abstract": (
            "Der Code fasst in {0} nur andere zusammen; Daten sollten einen von diesen verwenden.",
            "Nehmen Sie den Code darunter, der sagt, was gemeint ist.",
        ),
        "code-format": (
            "Ein Code hat keine Leerzeichen am Rand, nie zwei hintereinander, und ist nicht leer.",
            (
                "Entfernen Sie überzählige Leerzeichen vor dem Senden; die Bezeichnung gehört "
                "in display oder text."
            ),
        ),
        "code-inactive": (
            "Der Code ist in {0} nicht mehr in Gebrauch.",
            (
                "Nehmen Sie den Code, der ihn ersetzt hat; behalten Sie den alten bei Bedarf "
                "als zweites coding."
            ),
        ),
        "code-missing": (
            "Hier ist ein Code aus dem Value Set {0} verlangt, und es gibt keinen.",
            (
                "Fügen Sie ein coding mit system und code aus diesem Value Set hinzu; Text "
                "allein genügt nicht."
            ),
        ),
        "code-not-in-fragment": (
            "Der geladene Teil von {0} hat diesen Code nicht.",
            (
                "Laden Sie das ganze Codesystem, oder prüfen Sie den Code; er konnte nicht "
                "beurteilt werden."
            ),
        ),
        "code-not-in-value-set": (
            "Der Code ist nicht im Value Set {0}, das hier verlangt ist.",
            (
                "Senden Sie einen Code dieses Value Sets samt system; `gateway explain` listet "
                "sie auf."
            ),
        ),
        "code-not-preferred": (
            "Der Code ist nicht im Value Set {0}, das hier bevorzugt wird.",
            (
                "Fügen Sie ein coding aus diesem Value Set hinzu, wenn eines dasselbe sagt; "
                "Pflicht ist es nicht."
            ),
        ),
        "code-not-recommended": (
            "Der Code ist nicht im Value Set {0}, das verwendet werden sollte.",
            (
                "Fügen Sie ein coding aus diesem Value Set hinzu, wenn eines dasselbe sagt; "
                "sonst lassen Sie es so."
            ),
        ),
        "code-system-missing": (
            "Ein Code ohne system sagt nichts, worauf andere sich verlassen können.",
            "Nennen Sie das Codesystem in system.",
        ),
        "code-system-relative": (
            "Das system eines Codes ist absolut: es beginnt mit http:, urn: oder Ähnlichem.",
            "Schreiben Sie die Canonical des Codesystems; eine OID ist urn:oid: und die Nummer.",
        ),
        "code-system-unknown": (
            (
                "Die Codes von {0} lassen sich nicht prüfen: laden Sie {1}, oder richten Sie "
                "einen Terminologieserver ein."
            ),
            "Ein Fehler ist nicht festgestellt; `gateway packages add` lädt ein Package.",
        ),
        "code-system-value-set": (
            "Das system eines Codes ist ein Codesystem, und {0} ist ein Value Set.",
            (
                "Nehmen Sie das System, das das Value Set einschließt; `gateway explain {0}` "
                "zeigt es."
            ),
        ),
        "code-unknown": (
            "Das Codesystem {0} hat keinen solchen Code.",
            (
                "Prüfen Sie den Code buchstäblich, auch Großbuchstaben, und ob system das "
                "richtige ist."
            ),
        ),
        "display-other": (
            (
                "Der display-Text ist nicht der, den {0} für diesen Code in seiner einzigen "
                "Sprache hat."
            ),
            (
                "Übernehmen Sie die Bezeichnung des Codesystems, oder sagen Sie, in welcher "
                "Sprache die Ressource verfasst ist (language)."
            ),
        ),
        "display-wrong": (
            "Der display-Text ist keiner, den {0} für diesen Code hat.",
            (
                "Prüfen Sie, ob der Code der gemeinte ist; übernehmen Sie dann seine "
                "Bezeichnung aus dem Codesystem."
            ),
        ),
        "terminology-unreachable": (
            "Der Terminologieserver hat nicht geantwortet: einige Codes wurden nicht geprüft.",
            "Prüfen Sie später erneut; alle anderen Regeln wurden angewandt.",
        ),
        "value-set-circular": (
            "Das Value Set {0} schließt sich selbst ein: Codes lassen sich nicht daran prüfen.",
            (
                "Melden Sie es dem Autor des Packages; ein Fehler der Ressource ist nicht "
                "festgestellt."
            ),
        ),
        "value-set-undecided": (
            "Mit dem Geladenen lässt sich nicht sagen, ob Codes in {0} sind.",
            (
                "Laden Sie die Codesysteme, aus denen es besteht (`gateway explain {0}`), oder "
                "richten Sie einen Terminologieserver ein."
            ),
        ),
        "value-set-unknown": (
            "Das Value Set {0} ist nicht geladen: Codes lassen sich nicht daran prüfen.",
            "Laden Sie das Package, das es enthält (`gateway packages add`).",
        ),
        "code-system-count": (
            "count ist nicht die Zahl der Konzepte, die hier stehen; das sind {0}.",
            "Zählen Sie die Konzepte, auch die in anderen, oder lassen Sie count weg.",
        ),
        "code-system-not-present": (
            "content sagt, dass hier keine Konzepte stehen, und doch stehen welche da.",
            (
                "Lassen Sie content complete, fragment oder example sagen, oder lassen Sie "
                "die Konzepte weg."
            ),
        ),
        "code-system-supplement": (
            (
                "Eine Ergänzung sagt content supplement und was sie ergänzt; andere sagen "
                "keines von beiden."
            ),
            "Geben Sie beides an, oder keines.",
        ),
        "concept-property-type": (
            "Diese Eigenschaft wurde als vom Typ {0} erklärt.",
            "Geben Sie den Wert in der Form an, die property des Codesystems erklärt.",
        ),
        "value-set-system": (
            "Ein Value Set nennt sein Codesystem mit einer ganzen Adresse.",
            (
                "Schreiben Sie die kanonische Adresse des Codesystems in system, und seine "
                "Version in version."
            ),
        ),
        "code-not-there": (
            "Das Codesystem {0}, wie es vorliegt, hat diesen Code nicht.",
            (
                "Prüfen Sie den Code genau; eine Liste oder Tabelle kann von einer anderen "
                "Version sprechen."
            ),
        ),
    }
)
