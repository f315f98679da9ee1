"""The words around an explanation, in every language: columns, titles and small remarks.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.model import Language

_ROWS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "asks": ("What it asks", "Ce qui est demandé", "Was verlangt wird"),
        "base": ("Base", "Base", "Basis"),
        "binding": ("Codes from", "Codes de", "Codes aus"),
        "cardinality": ("Cardinality (base)", "Cardinalité (base)", "Kardinalität (Basis)"),
        "code": ("Code", "Code", "Code"),
        "codes": ("Codes", "Codes", "Codes"),
        "content": ("Content", "Contenu", "Inhalt"),
        "context": ("May stand on", "Se place sur", "Darf stehen auf"),
        "count": ("Number of codes", "Nombre de codes", "Anzahl Codes"),
        "defined": ("Defined in", "Défini dans", "Definiert in"),
        "discriminator": ("Told apart by", "Distinguées par", "Unterschieden durch"),
        "display": ("Display", "Libellé", "Bezeichnung"),
        "element": ("Element", "Élément", "Element"),
        "elements": ("Elements", "Éléments", "Elemente"),
        "expression": ("Expression", "Expression", "Ausdruck"),
        "file": ("File", "Fichier", "Datei"),
        "flags": ("Flags", "Marques", "Merkmale"),
        "hint": ("How to mend it", "Comment corriger", "Wie es zu beheben ist"),
        "imposes": ("Also to be met", "À respecter aussi", "Außerdem zu erfüllen"),
        "invariants": ("Invariants", "Invariants", "Invarianten"),
        "kind": ("Kind", "Nature", "Art"),
        "language": ("Language", "Langue", "Sprache"),
        "legend": ("Flags mean", "Signification des marques", "Merkmale bedeuten"),
        "made": ("Made up of", "Composition", "Zusammensetzung"),
        "name": ("Name", "Nom", "Name"),
        "note": ("Note", "Remarque", "Hinweis"),
        "part": ("Part", "Partie", "Teil"),
        "rest": ("Not listed", "Non énumérés", "Nicht aufgezählt"),
        "rule": ("Rule", "Règle", "Regel"),
        "rules": ("Others", "Autres", "Andere"),
        "sentence": ("Sentence", "Phrase", "Satz"),
        "sentences": ("Sentences", "Phrases", "Sätze"),
        "severity": ("Severity", "Gravité", "Schwere"),
        "slices": ("Slices", "Slices", "Slices"),
        "system": ("System", "Système", "System"),
        "type": ("Type", "Type", "Typ"),
        "url": ("Canonical", "Adresse canonique", "Canonical"),
        "value": ("Value", "Valeur", "Wert"),
        "version": ("Version", "Version", "Version"),
        "MS": (
            "MS must be supported · ! changes the meaning",
            "MS doit être pris en charge · ! change le sens",
            "MS muss unterstützt werden · ! ändert die Bedeutung",
        ),
        "all": ("all codes", "tous les codes", "alle Codes"),
        "exclude": ("exclude", "exclure", "ausschließen"),
        "fixed": ("fixed", "fixé", "festgelegt"),
        "include": ("include", "inclure", "einschließen"),
        "least": ("at least", "au moins", "mindestens"),
        "listed": ("codes listed", "codes énumérés", "aufgezählte Codes"),
        "length": ("characters", "caractères", "Zeichen"),
        "most": ("at most", "au plus", "höchstens"),
        "more": ("more: see --first", "de plus : voir --first", "weitere: siehe --first"),
        "ordered": ("in this order", "dans cet ordre", "in dieser Reihenfolge"),
        "pattern": ("pattern", "motif", "Muster"),
        "unchanged": (
            "It changes nothing of its base; --all shows every element.",
            "Il ne change rien de sa base ; --all montre tous les éléments.",
            "Es ändert nichts an seiner Basis; --all zeigt alle Elemente.",
        ),
        "unlisted": (
            "Not all codes are known here: a code system or value set is missing, or open.",
            "Tous les codes ne sont pas connus ici : un système ou jeu de valeurs manque.",
            "Nicht alle Codes sind hier bekannt: ein Codesystem oder Value Set fehlt.",
        ),
        "valuesets": ("of the value sets", "des jeux de valeurs", "der Value Sets"),
    }
)
_ORDER = (Language.EN, Language.FR, Language.DE)


def word(name: str, language: Language) -> str:
    """The word of this name in this language; raises KeyError where there is none."""
    return _ROWS[name][_ORDER.index(language)]
