"""The rules that a FHIR resource can break, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.answers_de import ANSWERS
from gateway.wording.codes_de import CODES
from gateway.wording.definitions_de import DEFINITIONS
from gateway.wording.narratives_de import NARRATIVES
from gateway.wording.references_de import REFERENCES
from gateway.wording.values_de import VALUES

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **ANSWERS,
        **CODES,
        **DEFINITIONS,
        **NARRATIVES,
        **REFERENCES,
        **VALUES,
        "choice-several": (
            "Von {0}[x] darf nur eine Form angegeben werden, hier sind es mehrere.",
            "Behalten Sie die aussagekräftigste Form und entfernen Sie die anderen.",
        ),
        "element-required": (
            "{0} ist hier verlangt (mindestens {1}) und fehlt.",
            (
                "Ergänzen Sie {0}; ist der Wert wirklich unbekannt, nehmen manche Elemente "
                "data-absent-reason."
            ),
        ),
        "element-too-many": (
            "{0} darf höchstens {1}-mal stehen, hier steht es öfter.",
            "Behalten Sie {1} davon; 0 heißt, dass dieses Profil das Element gar nicht zulässt.",
        ),
        "element-unknown": (
            "{0} hat kein Element dieses Namens.",
            (
                "Prüfen Sie Schreibweise und FHIR-Version; wofür FHIR keinen Platz hat, gehört "
                "in eine Extension."
            ),
        ),
        "empty-value": (
            "Ein Objekt, eine Liste oder ein Text darf nicht leer sein; lassen Sie es weg.",
            (
                "Entfernen oder füllen Sie das leere Element; null steht nur in Listen neben "
                "`_`-Elementen."
            ),
        ),
        "extension-condition": (
            "Die Extension {0} darf nicht auf {1} stehen, so wie es hier gefüllt ist.",
            (
                "Ihre Definition stellt eine Bedingung an das, worauf sie steht: `gateway "
                "explain {0}` zeigt sie."
            ),
        ),
        "extension-context": (
            "Die Extension {0} darf nicht auf {1} stehen.",
            "Setzen Sie sie auf ein Element, das ihre Definition unter context nennt.",
        ),
        "extension-part-unknown": (
            "Die Extension {0} hat keinen Teil dieses Namens.",
            "`gateway explain {0}` nennt ihre Teile; prüfen Sie die Schreibweise.",
        ),
        "extension-version": (
            "Die url einer Erweiterung nennt keine Version.",
            "Nehmen Sie das | und was darauf folgt aus der url.",
        ),
        "extension-unknown": (
            "Die Definition dieser Extension ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das sie definiert (`gateway packages add`), oder "
                "prüfen Sie ihre url."
            ),
        ),
        "extension-url": (
            "Die url einer Extension muss absolut sein.",
            "Schreiben Sie die ganze Canonical, mit http://, https:// oder urn: am Anfang.",
        ),
        "fixed-value": (
            "Der Wert muss genau der für {0} festgelegte sein.",
            (
                "`gateway explain` zum Profil zeigt den festgelegten Wert; übernehmen Sie ihn "
                "buchstäblich."
            ),
        ),
        "invariant-unevaluated": (
            "Die Regel {0} konnte hier nicht ausgewertet werden.",
            (
                "Ein Fehler ist nicht festgestellt; prüfen Sie von Hand, was die Regel "
                "verlangt (`gateway explain {0}`)."
            ),
        ),
        "issues-too-many": (
            "Es gibt noch mehr: nach {0} Befunden wird nicht weiter gesucht.",
            "Beheben Sie die aufgezählten, und prüfen Sie erneut.",
        ),
        "list-expected": (
            "{0} ist eine Liste, auch wenn es nur eines gibt.",
            "Setzen Sie den Wert in eckige Klammern: [ ... ].",
        ),
        "list-unexpected": (
            "{0} ist keine Liste.",
            "Nehmen Sie die eckigen Klammern weg; bei mehreren Werten behalten Sie den gültigen.",
        ),
        "modifier-extension-unknown": (
            "Eine unbekannte Extension ändert, was ihr Element bedeutet.",
            (
                "Laden Sie das Package, das sie definiert (`gateway packages add`), oder "
                "lassen Sie sie weg."
            ),
        ),
        "must-support-absent": (
            "{0} muss nach diesem Profil unterstützt werden und fehlt hier.",
            "Das ist kein Fehler; prüfen Sie, ob Ihr System {0} senden kann, wenn es das hat.",
        ),
        "pattern-value": (
            "{0} hat nicht, was sein Muster (pattern) verlangt.",
            (
                "`gateway explain` zum Profil zeigt das Muster: jeder seiner Teile muss da "
                "sein, mehr ist erlaubt."
            ),
        ),
        "profile-absent": (
            "Was hier steht, muss dem Profil {0} entsprechen, das nicht vorhanden ist.",
            (
                "Laden Sie das Paket, das es enthält (`gateway packages add`); vorher kann es "
                "niemand sagen."
            ),
        ),
        "profile-failed": (
            "Der Wert erfüllt keines der für {0} erlaubten Profile: {1}.",
            "Prüfen Sie den Wert gegen das gemeinte Profil, und beheben Sie, was gemeldet wird.",
        ),
        "profile-type-wrong": (
            "Das Profil {0} ist nicht für diesen Typ.",
            "Nehmen Sie das Profil aus meta.profile, oder nennen Sie eines für diesen Typ.",
        ),
        "profile-unknown": (
            "Das Profil {0} ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das es enthält (`gateway packages add`), oder prüfen "
                "Sie den Namen; geprüft wurde es nicht."
            ),
        ),
        "profile-version-absent": (
            "Das Profil {0} ist hier in einer anderen Version, die verwendet wurde.",
            (
                "Laden Sie das Package der gemeinten Version (`gateway packages add`), oder "
                "nennen Sie keine Version."
            ),
        ),
        "resource-type-unknown": (
            "In FHIR R4 gibt es keinen Ressourcentyp dieses Namens.",
            (
                "Prüfen Sie Schreibweise und Großbuchstaben; Typen nur aus R4B oder R5 werden "
                "nicht angenommen."
            ),
        ),
        "resource-type-wrong": (
            "Die Ressource hier muss {0} sein.",
            "Setzen Sie eine Ressource dieses Typs ein, oder stellen Sie diese an ihren Platz.",
        ),
        "obligation-unmarked": (
            "{0} ist kein Profil von Pflichten; seine Pflichten können nicht übernommen werden.",
            "Nennen Sie ein Profil mit obligation-profile, oder kennzeichnen Sie es so.",
        ),
        "obligation-base": (
            "{0} beruht auf {1}, dieses Profil auf einem anderen.",
            "Übernehmen Sie nur Pflichten eines Profils derselben Basis.",
        ),
        "obligation-line": (
            "Ein Profil von Pflichten sagt nur Pflichten und weitere Wertemengen.",
            "Schreiben Sie es in ein Profil, das die Ressource einschränkt.",
        ),
        "profile-line-wrong": (
            "Die Zeile {0} kann nicht stehen: {1}.",
            "Ändern Sie die Zeile so, dass sie nur einschränkt, was ihre Basis erlaubt.",
        ),
        "slice-missing": (
            "{0} muss den Teil {1} mindestens {2}-mal enthalten{3}.",
            (
                "Fügen Sie einen Eintrag mit dem Merkmal von {1} hinzu; `gateway explain` zum "
                "Profil zeigt es."
            ),
        ),
        "slice-order": (
            "Die Teile von {0} stehen nicht in der verlangten Reihenfolge.",
            "Ordnen Sie die Einträge wie die Slices im Profil.",
        ),
        "slice-too-many": (
            "{0} darf den Teil {1} höchstens {2}-mal enthalten.",
            "Behalten Sie {2} davon; 0 heißt, dass dieser Teil nicht vorkommen darf.",
        ),
        "slice-unknown": (
            "{0} darf keine anderen Teile enthalten als die aufgezählten.",
            "Entfernen Sie den Eintrag, oder geben Sie ihm, was eine der Slices verlangt.",
        ),
        "type-not-allowed": (
            "Diese Form von {0} ist hier nicht erlaubt.",
            "`gateway explain` zum Typ oder Profil nennt die Typen, die {0}[x] haben darf.",
        ),
        "type-wrong": (
            "{0} muss vom Typ {1} sein.",
            (
                "Schreiben Sie den Wert, wie dieser Typ in JSON steht: Objekt, Text in "
                "Anführungszeichen oder Zahl ohne."
            ),
        ),
        "extension-modifier": (
            "Die Extension {0} gehört in {1}.",
            (
                "Was die Bedeutung ihres Trägers ändert, ist eine modifierExtension, alles "
                "andere eine extension; ihre Definition sagt, was gilt."
            ),
        ),
        "constraint-unreadable": (
            "Der Ausdruck ist kein FHIRPath.",
            (
                "Suchen Sie eine offene Klammer oder ein Anführungszeichen; `gateway "
                "explain` zeigt, wie andere schreiben."
            ),
        ),
        "definition-base": (
            "Das erlaubt die Basis der Definition nicht.",
            (
                "Ein Profil hat das kind seiner Basis, einen type, den es gibt, und sagt "
                "derivation constraint."
            ),
        ),
        "extension-context-misplaced": (
            "Nur die Definition einer Extension hat einen context.",
            "Lassen Sie context weg, oder lassen Sie den type Extension sein.",
        ),
        "extension-context-unknown": (
            "Es gibt kein Element mit diesem Pfad, an dem die Extension stehen könnte.",
            "Prüfen Sie den Pfad genau: Typ.element.teil.",
        ),
        "extension-url-other": (
            "Die Definition einer Extension legt Extension.url als ihre eigene url fest.",
            (
                "Fügen Sie die Zeile Extension.url mit fixedUri hinzu, und schreiben Sie "
                "dort die url der Definition."
            ),
        ),
        "slicing-single": (
            "Nur was sich wiederholt oder mehrere Typen hat, kann geteilt werden.",
            "Teilen Sie die Liste darüber, oder schränken Sie das Element selbst ein.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
