"""The rules that definitions, forms and answers can break, in French: sentences and hints.

https://hl7.org/fhir/R4/conformance-module.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFINITIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "anchor-unresolved": (
            "Rien ici ne porte l'id auquel cette adresse mène.",
            "Corrigez ce qui suit #, ou écrivez l'adresse entière de ce qui est ailleurs.",
        ),
        "attachment-hash": (
            "L'empreinte indiquée n'est pas celle des données.",
            "Indiquez dans hash le SHA-1 des données décodées, en base64, ou omettez hash.",
        ),
        "canonical-of-other": (
            "C'est l'adresse d'un {0}, alors qu'un {1} est attendu ici.",
            "Prenez l'url canonique du {1} ; vérifiez ce qui a été copié.",
        ),
        "code-out-of-scope": (
            "Le code n'est pas dans l'ensemble de valeurs {0}, pour lequel la table est faite.",
            "Vérifiez le code, ou nommez dans source et target les ensembles visés.",
        ),
        "code-system-misspelt": (
            "Le système est l'adresse d'une page, ou mal écrit.",
            (
                "Écrivez la canonique du système à la lettre : http:, sans barre à la fin, "
                "sans .html."
            ),
        ),
        "code-system-supplementing": (
            "{0} ne fait que compléter un système de codes ; ses codes sont de celui-ci.",
            "Nommez le système de codes qu'il complète.",
        ),
        "code-system-whole-set": (
            "L'ensemble de valeurs {0} n'est pas celui de tous les codes de ce système.",
            "Qu'il inclue ce système, entier et seul, ou nommez-en un autre dans valueSet.",
        ),
        "constraint-key-taken": (
            "Une autre règle a aussi la clé {0}, et dit autre chose.",
            "Donnez à cette règle une clé à elle ; seule la même règle peut être répétée.",
        ),
        "constraint-strange": (
            "L'expression nomme ce qui n'existe pas là où est la règle.",
            "Vérifiez chaque nom et fonction d'après l'élément dont parle la règle.",
        ),
        "data-too-large": (
            "{0} contient plus de {1} octets.",
            "Envoyez un fichier plus petit, ou mieux comprimé.",
        ),
        "filter-value": (
            "Le filtre {0} n'accepte pas cette valeur.",
            "Écrivez true ou false, une expression régulière ou un code, selon le filtre.",
        ),
        "identifier-uuid": (
            "Sous ce système, la valeur est un UUID.",
            (
                "Écrivez urn:uuid: et l'UUID sous urn:ietf:rfc:3986, ou nommez le système qui "
                "a donné la valeur."
            ),
        ),
        "label-twice": (
            "Une autre étiquette de sécurité a le même system et le même code.",
            "Donnez chaque étiquette une seule fois.",
        ),
        "limit-idle": (
            "{0} ne dit rien pour le type {1}.",
            (
                "Retirez la limite : seuls les textes ont une longueur, seuls nombres, temps "
                "et quantités un intervalle."
            ),
        ),
        "link-unresolved": (
            "La feuille de style du document ne s'y trouve pas.",
            "Ajoutez-la comme Binary, ou liez-la par son adresse entière.",
        ),
        "narrative-address": (
            "Une adresse dans le texte n'est pas écrite comme il faut.",
            (
                "Écrivez une espace %20, sans guillemets ni accolades ; après data: viennent "
                "le type, une virgule et du base64."
            ),
        ),
        "narrative-tie": (
            "Ce qui relie texte et données ne mène pas à un seul endroit.",
            (
                "Nommez une entrée, et un id qui s'y trouve une fois : dans le texte, ou sur "
                "un élément."
            ),
        ),
        "parameter-base": (
            "Ce n'est pas ce que dit le paramètre de recherche dont celui-ci dérive.",
            "Reprenez-en le type et la base, ou ne le dérivez de rien.",
        ),
        "parameter-parts": (
            "Un paramètre de recherche composé a au moins deux parties.",
            "Ajoutez ses composants, ou donnez-lui un autre type.",
        ),
        "parameter-type": (
            "Le paramètre de recherche nommé ici est du type {0}.",
            "Donnez le type de sa définition, ou nommez une autre définition.",
        ),
        "property-twice": (
            "Une autre propriété a le même code ou la même uri.",
            "Déclarez chaque propriété une fois, sous un code et une uri à elle.",
        ),
        "property-type": (
            "La propriété que cette uri désigne est du type {0}.",
            "Déclarez-la avec ce type, ou prenez une uri à vous.",
        ),
        "property-undeclared": (
            "Le système de codes ne déclare aucune propriété de ce code.",
            "Déclarez-la dans property, avec son type, ou vérifiez le code à la lettre.",
        ),
        "property-uri-relative": (
            "L'uri d'une propriété est une adresse entière.",
            "Écrivez l'adresse qui dit ce que la propriété signifie, ou omettez-la.",
        ),
        "response-answers-few": (
            "La question veut au moins {0} réponses.",
            "Donnez les autres réponses, ou laissez la réponse in-progress.",
        ),
        "response-answers-more": (
            "La question prend au plus {0} réponses.",
            "Gardez-en {0}.",
        ),
        "response-media-type": (
            "La question ne prend que des pièces jointes de ces types : {0}.",
            "Convertissez le fichier, et dites son type dans contentType.",
        ),
        "response-option-alone": (
            "L'une des réponses exclut toutes les autres.",
            "Gardez cette réponse seule, ou retirez-la.",
        ),
        "response-reference-type": (
            "La question veut une référence à l'un de ces types : {0}.",
            "Référez-vous à une ressource de l'un de ces types.",
        ),
        "response-unit": (
            "L'unité n'est aucune de celles que la question offre.",
            "Donnez la valeur dans l'une de ses unités, avec system et code.",
        ),
        "value-set-system-version": (
            "La version d'un système de codes ne se met pas dans system.",
            "Retirez de system le | et ce qui suit, et écrivez-le dans version.",
        ),
        "value-too-precise": (
            "{0} a plus de {1} décimales.",
            "Arrondissez le nombre ; ce qui est demandé n'en connaît pas plus.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
