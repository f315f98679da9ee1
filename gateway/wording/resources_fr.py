"""The rules that a FHIR resource can break, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.answers_fr import ANSWERS
from gateway.wording.codes_fr import CODES
from gateway.wording.definitions_fr import DEFINITIONS
from gateway.wording.narratives_fr import NARRATIVES
from gateway.wording.references_fr import REFERENCES
from gateway.wording.values_fr import VALUES

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **ANSWERS,
        **CODES,
        **DEFINITIONS,
        **NARRATIVES,
        **REFERENCES,
        **VALUES,
        "choice-several": (
            "Une seule forme de {0}[x] est permise, et il y en a plusieurs.",
            "Gardez la forme la plus complète et supprimez les autres.",
        ),
        "element-required": (
            "{0} est obligatoire ici ({1} au moins), et il manque.",
            (
                "Ajoutez {0} ; si la valeur est vraiment inconnue, certains éléments acceptent "
                "un data-absent-reason."
            ),
        ),
        "element-too-many": (
            "{0} ne peut figurer que {1} fois au plus, et il y en a davantage.",
            "Gardez-en {1} ; 0 signifie que ce profil n'admet pas l'élément.",
        ),
        "element-unknown": (
            "{0} n'a pas d'élément de ce nom.",
            (
                "Cherchez une faute de frappe ou un nom d'une autre version de FHIR ; le reste "
                "va dans une extension."
            ),
        ),
        "empty-value": (
            "Un objet, une liste ou un texte ne peut être vide ; omettez-le plutôt.",
            (
                "Supprimez le membre vide ou remplissez-le ; null n'existe que dans les "
                "listes, à côté d'un membre `_`."
            ),
        ),
        "extension-condition": (
            "L'extension {0} ne peut être utilisée sur {1} tel qu'il est rempli ici.",
            (
                "Sa définition pose une condition à ce qui la porte : `gateway explain {0}` la "
                "montre."
            ),
        ),
        "extension-context": (
            "L'extension {0} ne peut être utilisée sur {1}.",
            "Placez-la sur un élément que sa définition cite sous context.",
        ),
        "extension-part-unknown": (
            "L'extension {0} n'a pas de partie de ce nom.",
            "`gateway explain {0}` énumère ses parties ; vérifiez l'orthographe.",
        ),
        "extension-version": (
            "L'url d'une extension ne nomme pas de version.",
            "Retirez de l'url le | et ce qui le suit.",
        ),
        "extension-unknown": (
            "La définition de cette extension n'est pas connue ici.",
            "Chargez le package qui la définit (`gateway packages add`), ou vérifiez son url.",
        ),
        "extension-url": (
            "L'url d'une extension doit être absolue.",
            "Écrivez l'adresse canonique entière, commençant par http://, https:// ou urn:.",
        ),
        "fixed-value": (
            "La valeur doit être exactement celle fixée pour {0}.",
            "`gateway explain` sur le profil montre la valeur fixée ; reprenez-la à la lettre.",
        ),
        "invariant-unevaluated": (
            "La règle {0} n'a pas pu être évaluée ici.",
            (
                "Aucune faute n'est établie ; vérifiez à la main ce que demande la règle "
                "(`gateway explain {0}`)."
            ),
        ),
        "issues-too-many": (
            "Il y en a d'autres : après {0} problèmes, on ne cherche plus.",
            "Corrigez ceux qui sont énumérés, puis vérifiez de nouveau.",
        ),
        "list-expected": (
            "{0} est une liste, même s'il n'y a qu'un seul élément.",
            "Mettez la valeur entre crochets : [ ... ].",
        ),
        "list-unexpected": (
            "{0} n'est pas une liste.",
            "Enlevez les crochets ; s'il y a plusieurs valeurs, gardez celle qui compte.",
        ),
        "modifier-extension-unknown": (
            "Une extension inconnue change le sens de l'élément qui la porte.",
            "Chargez le package qui la définit (`gateway packages add`), ou retirez l'extension.",
        ),
        "must-support-absent": (
            "{0} doit être pris en charge selon ce profil, et manque ici.",
            "Ce n'est pas une faute ; vérifiez que votre système peut envoyer {0} quand il l'a.",
        ),
        "pattern-value": (
            "{0} n'a pas ce que demande son motif (pattern).",
            (
                "`gateway explain` sur le profil montre le motif : chacune de ses parties doit "
                "y être ; plus est permis."
            ),
        ),
        "profile-absent": (
            "Ce qui se trouve ici doit respecter le profil {0}, qui n'est pas disponible.",
            (
                "Chargez le paquet qui le contient (`gateway packages add`) ; sans lui, nul ne "
                "peut juger."
            ),
        ),
        "profile-failed": (
            "La valeur ne respecte aucun des profils admis pour {0} : {1}.",
            "Validez la valeur avec le profil visé, et corrigez ce qui est signalé.",
        ),
        "profile-type-wrong": (
            "Le profil {0} n'est pas fait pour ce type.",
            "Retirez ce profil de meta.profile, ou nommez-en un pour ce type.",
        ),
        "profile-unknown": (
            "Le profil {0} n'est pas connu ici.",
            (
                "Chargez le package qui le contient (`gateway packages add`), ou vérifiez son "
                "nom ; il n'a pas été contrôlé."
            ),
        ),
        "profile-version-absent": (
            "Le profil {0} est ici dans une autre version, qui a été utilisée.",
            (
                "Chargez le package de la version visée (`gateway packages add`), ou ne nommez "
                "pas de version."
            ),
        ),
        "resource-type-unknown": (
            "FHIR R4 n'a pas de type de ressource de ce nom.",
            (
                "Vérifiez l'orthographe et les majuscules ; les types propres à R4B ou R5 ne "
                "sont pas acceptés."
            ),
        ),
        "resource-type-wrong": (
            "La ressource ici doit être {0}.",
            "Mettez ici une ressource de ce type, ou déplacez celle-ci à sa place.",
        ),
        "obligation-unmarked": (
            "{0} n'est pas un profil d'obligations : ses obligations ne peuvent être reprises.",
            "Nommez un profil marqué par obligation-profile, ou marquez-le.",
        ),
        "obligation-base": (
            "{0} se fonde sur {1}, et ce profil sur un autre.",
            "Ne reprenez que les obligations d'un profil de même base.",
        ),
        "obligation-line": (
            "Un profil d'obligations ne dit que des obligations et d'autres jeux de valeurs.",
            "Déplacez-le vers un profil qui contraint la ressource.",
        ),
        "profile-line-wrong": (
            "La ligne {0} n'est pas admise : {1}.",
            "Modifiez la ligne pour qu'elle ne fasse que restreindre ce que sa base admet.",
        ),
        "slice-missing": (
            "{0} doit contenir la partie {1} au moins {2} fois{3}.",
            (
                "Ajoutez un élément portant ce qui distingue {1} ; `gateway explain` sur le "
                "profil le montre."
            ),
        ),
        "slice-order": (
            "Les parties de {0} ne sont pas dans l'ordre demandé.",
            "Rangez les éléments dans l'ordre des slices du profil.",
        ),
        "slice-too-many": (
            "{0} ne peut contenir la partie {1} que {2} fois au plus.",
            "Gardez-en {2} ; 0 signifie que cette partie n'est pas admise.",
        ),
        "slice-unknown": (
            "{0} ne peut contenir d'autres parties que celles énumérées.",
            "Retirez l'élément, ou donnez-lui ce que demande l'une des slices.",
        ),
        "type-not-allowed": (
            "Cette forme de {0} n'est pas admise ici.",
            "`gateway explain` sur le type ou le profil donne les types que {0}[x] peut avoir.",
        ),
        "type-wrong": (
            "{0} doit être du type {1}.",
            (
                "Écrivez la valeur comme ce type s'écrit en JSON : un objet, un texte entre "
                "guillemets, ou un nombre sans."
            ),
        ),
        "extension-modifier": (
            "L'extension {0} a sa place dans {1}.",
            (
                "Ce qui change le sens de son porteur est une modifierExtension, tout le "
                "reste une extension ; sa définition le dit."
            ),
        ),
        "constraint-unreadable": (
            "L'expression n'est pas du FHIRPath.",
            (
                "Cherchez une parenthèse ou un guillemet ouvert ; `gateway explain` montre "
                "comment d'autres écrivent les leurs."
            ),
        ),
        "definition-base": (
            "Ce n'est pas ce que permet la base de la définition.",
            "Un profil a le kind de sa base, un type qui existe, et dit derivation constraint.",
        ),
        "extension-context-misplaced": (
            "Seule la définition d'une extension a un context.",
            "Omettez context, ou que le type soit Extension.",
        ),
        "extension-context-unknown": (
            "Aucun élément n'a ce chemin, où l'extension pourrait se trouver.",
            "Vérifiez le chemin à la lettre : Type.élément.partie.",
        ),
        "extension-url-other": (
            "La définition d'une extension fixe Extension.url comme sa propre url.",
            "Ajoutez la ligne Extension.url avec fixedUri, et écrivez-y l'url de la définition.",
        ),
        "slicing-single": (
            "Seul ce qui se répète ou a plusieurs types peut être découpé.",
            "Découpez la liste au-dessus, ou contraignez l'élément lui-même.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
