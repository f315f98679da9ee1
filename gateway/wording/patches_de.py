"""The rules of patches, in German: what is wrong, and how to mend it.

https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PATCHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "patch-identity": (
            "Ein Patch ändert weder resourceType noch id.",
            (
                "Lassen Sie beide, wie sie sind; eine andere Ressource wird angelegt oder "
                "ersetzt, nicht gepatcht."
            ),
        ),
        "patch-path": (
            "Der Pfad dieser Operation ist kein FHIRPath, der hier beantwortet werden kann.",
            (
                "Versuchen Sie den Pfad zuerst an der Ressource; eine Bedingung darf nur von "
                "deren Elementen sprechen."
            ),
        ),
        "patch-path.member": (
            "Pfad oder Name dieser Operation nennt ein Element, das R4 dort nicht hat.",
            (
                "Prüfen Sie die Schreibweise; ein Element mit Typwahl heißt nach sich selbst: "
                "`value`, nicht `valueQuantity`."
            ),
        ),
        "patch-path.step": (
            "Ein Pfad eines Patches geht über Namen, [n], `as` und {0}.",
            "Nennen Sie die Stelle selbst; eine Bedingung gehört in where().",
        ),
        "patch-place": (
            (
                "Die Stelle, die diese Operation nennt, gibt es nicht, oder sie kann dort nichts "
                "ändern."
            ),
            (
                "Lesen Sie die Ressource neu, und sehen Sie nach, wohin der Zeiger führt; "
                "fehlende Objekte werden nicht angelegt."
            ),
        ),
        "patch-place.exists": (
            "Das Element steht schon da und wiederholt sich nicht.",
            "Nehmen Sie replace statt add.",
        ),
        "patch-place.list": (
            "insert und move nehmen den Pfad einer ganzen Liste.",
            "Beenden Sie den Pfad mit dem Namen eines Elements, das sich wiederholt, ohne [n].",
        ),
        "patch-place.nothing": (
            "Am Pfad dieser Operation steht nichts.",
            "Lesen Sie die Ressource neu; fügen Sie zuerst an, wodurch der Pfad führt.",
        ),
        "patch-place.range": (
            "Die Liste hat keine solche Nummer.",
            "Nummern beginnen bei 0; insert darf eine mehr als die letzte nennen.",
        ),
        "patch-place.several": (
            "Der Pfad dieser Operation führt zu mehr als einem Element.",
            "Nennen Sie eines davon, mit [n] oder where().",
        ),
        "patch-place.whole": (
            "Diese Operation würde die Ressource als Ganzes ändern.",
            "Ersetzen Sie die Ressource (PUT), oder löschen Sie sie.",
        ),
        "patch-shape": (
            "Ein JSON Patch ist eine Liste von Operationen.",
            "Schreiben Sie [ ] um die Operationen, auch wenn es nur eine ist.",
        ),
        "patch-shape.lacks": (
            "Eine Operation {0} braucht {1}.",
            "Fügen Sie es der Operation hinzu.",
        ),
        "patch-shape.number": (
            "{0} ist eine einzige ganze Zahl ab 0.",
            "Sagen Sie sie als valueInteger.",
        ),
        "patch-shape.operation": (
            "Eine Operation eines JSON Patch ist ein Objekt, das op und path sagt.",
            "Schreiben Sie jede Operation als eigenes Objekt.",
        ),
        "patch-shape.parameters": (
            "Ein FHIRPath Patch ist ein Parameters, dessen Parameter alle operation heißen.",
            "Legen Sie jede Operation in einen eigenen Parameter.",
        ),
        "patch-shape.part": (
            "Die Teile einer Operation sind {0}, jeder höchstens einmal.",
            "Nehmen Sie die anderen heraus.",
        ),
        "patch-shape.pointer": (
            "Ein Pfad eines JSON Patch ist ein JSON-Zeiger wie /name/0/given.",
            "Beginnen Sie ihn mit /; schreiben Sie ~1 für ein / und ~0 für ein ~ in einem Namen.",
        ),
        "patch-shape.type": (
            "Eine Operation ist eine von diesen: {0}.",
            "Nennen Sie eine davon.",
        ),
        "patch-shape.value": (
            "{0} enthält genau einen Wert: value[x], part oder resource.",
            "Geben Sie ihm einen Wert; ein Element ohne eigenen Typ wird in Teilen gesagt.",
        ),
        "patch-shape.word": (
            "{0} ist ein einziger kurzer Text.",
            "Sagen Sie ihn als valueString, oder type als valueCode; höchstens 1000 Zeichen.",
        ),
        "patch-size": (
            "Ein Patch darf höchstens {0} Operationen haben.",
            "Senden Sie mehrere Patches, oder ersetzen Sie die Ressource (PUT).",
        ),
        "patch-size.copied": (
            "Die Kopien, die dieser Patch macht, enthalten mehr als {0} Werte.",
            "Ersetzen Sie stattdessen die Ressource (PUT).",
        ),
        "patch-size.depth": (
            "Der Patch würde die Ressource tiefer verschachteln, als eine sein darf.",
            "Suchen Sie nach einer Schleife in dem, was den Patch schreibt.",
        ),
        "patch-size.steps": (
            "Die Pfade dieses Patches sehen zu viele Elemente an.",
            (
                "Senden Sie mehrere Patches, nennen Sie Elemente mit [n], oder ersetzen Sie die "
                "Ressource (PUT)."
            ),
        ),
        "patch-test": (
            "Der Wert an dieser Stelle ist nicht der, den der Patch erwartet.",
            (
                "Vielleicht hat jemand die Ressource geändert: Lesen Sie sie neu, und machen Sie "
                "den Patch neu."
            ),
        ),
        "patch-value": (
            "Ein Wert dieses Typs gehört nicht dorthin, sondern {0}.",
            "Sagen Sie den Wert mit dem Typ seines Elements.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
