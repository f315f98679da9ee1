"""The rules of codes, code systems and value sets, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/terminologies.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-abstract": (
            (
                "Le code ne fait que regrouper d'autres codes dans {0} ; les données devraient "
                "utiliser l'un de ceux-ci."
            ),
            "Prenez le code plus précis qui dit ce qui est voulu.",
        ),
        "code-format": (
            "Un code n'a pas d'espace aux extrémités, jamais deux de suite, et n'est pas vide.",
            "Supprimez les espaces superflus avant l'envoi ; le libellé va dans display ou text.",
        ),
        "code-inactive": (
            "Le code n'est plus en usage dans {0}.",
            "Prenez le code qui l'a remplacé ; gardez l'ancien comme second coding au besoin.",
        ),
        "code-missing": (
            "Un code du jeu de valeurs {0} est requis ici, et il n'y en a pas.",
            (
                "Ajoutez un coding avec system et code de ce jeu de valeurs ; le texte seul ne "
                "suffit pas."
            ),
        ),
        "code-not-in-fragment": (
            "La partie de {0} qui est chargée n'a pas ce code.",
            "Chargez le système de codes entier, ou vérifiez le code ; il n'a pas pu être jugé.",
        ),
        "code-not-in-value-set": (
            "Le code n'est pas dans le jeu de valeurs {0}, qui est obligatoire ici.",
            (
                "Envoyez un code de ce jeu de valeurs, avec son system ; `gateway explain` en "
                "donne la liste."
            ),
        ),
        "code-not-preferred": (
            "Le code n'est pas dans le jeu de valeurs {0}, qui est préféré ici.",
            (
                "Ajoutez un coding de ce jeu de valeurs s'il en existe un équivalent ; rien "
                "n'y oblige."
            ),
        ),
        "code-not-recommended": (
            "Le code n'est pas dans le jeu de valeurs {0}, qui devrait être utilisé.",
            (
                "Ajoutez un coding de ce jeu de valeurs s'il en existe un équivalent ; sinon, "
                "laissez tel quel."
            ),
        ),
        "code-system-missing": (
            "Un code sans system ne dit rien de fiable pour les autres.",
            "Nommez le système de codes dans system.",
        ),
        "code-system-relative": (
            "Le system d'un code est absolu : il commence par http:, urn: ou similaire.",
            (
                "Écrivez l'adresse canonique du système de codes ; un OID s'écrit urn:oid: "
                "suivi du numéro."
            ),
        ),
        "code-system-unknown": (
            (
                "Les codes de {0} ne peuvent être vérifiés : chargez {1}, ou configurez un "
                "serveur de terminologie."
            ),
            "Aucune faute n'est établie ; `gateway packages add` charge un package.",
        ),
        "code-system-value-set": (
            "Le system d'un code est un système de codes, et {0} est un jeu de valeurs.",
            "Prenez le système que le jeu de valeurs inclut ; `gateway explain {0}` le montre.",
        ),
        "code-unknown": (
            "Le système de codes {0} n'a pas ce code.",
            "Vérifiez le code à la lettre, majuscules comprises, et que system est le bon.",
        ),
        "display-other": (
            (
                "Le libellé (display) n'est pas celui que {0} donne à ce code, dans la seule "
                "langue de ce système."
            ),
            (
                "Reprenez le libellé du système de codes, ou dites dans quelle langue la "
                "ressource est rédigée (language)."
            ),
        ),
        "display-wrong": (
            "Le libellé (display) n'est pas l'un de ceux que {0} donne à ce code.",
            "Vérifiez que le code est le bon ; reprenez ensuite son libellé du système de codes.",
        ),
        "terminology-unreachable": (
            "Le serveur de terminologie n'a pas répondu : certains codes n'ont pas été vérifiés.",
            "Vérifiez à nouveau plus tard ; toutes les autres règles ont été appliquées.",
        ),
        "value-set-circular": (
            "Le jeu de valeurs {0} s'inclut lui-même : les codes ne peuvent y être comparés.",
            "Signalez-le à l'auteur du package ; aucune faute de la ressource n'est établie.",
        ),
        "value-set-undecided": (
            "Avec ce qui est chargé, on ne peut dire si des codes sont dans {0}.",
            (
                "Chargez les systèmes de codes qui le composent (`gateway explain {0}`), ou "
                "configurez un serveur de terminologie."
            ),
        ),
        "value-set-unknown": (
            "Le jeu de valeurs {0} n'est pas chargé : les codes ne peuvent y être comparés.",
            "Chargez le package qui le contient (`gateway packages add`).",
        ),
        "code-system-count": (
            "Le count n'est pas le nombre de concepts présents ici, qui est {0}.",
            "Comptez les concepts, y compris ceux qui sont dans d'autres, ou omettez count.",
        ),
        "code-system-not-present": (
            "content dit qu'aucun concept n'est ici, et il y en a.",
            "Que content dise complete, fragment ou example, ou omettez les concepts.",
        ),
        "code-system-supplement": (
            (
                "Un supplément dit content supplement et ce qu'il complète ; les autres ne "
                "disent ni l'un ni l'autre."
            ),
            "Donnez les deux, ou aucun.",
        ),
        "concept-property-type": (
            "Cette propriété a été déclarée de type {0}.",
            "Donnez la valeur dans la forme que déclare property du système de codes.",
        ),
        "value-set-system": (
            "Un jeu de valeurs nomme son système de codes par une adresse entière.",
            (
                "Écrivez l'adresse canonique du système de codes dans system, et sa "
                "version dans version."
            ),
        ),
        "code-not-there": (
            "Le système de codes {0}, tel qu'il est présent, n'a pas ce code.",
            (
                "Vérifiez le code à la lettre ; une liste ou une table peut parler d'une autre "
                "version."
            ),
        ),
    }
)
