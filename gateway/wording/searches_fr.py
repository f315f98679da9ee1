"""The rules of searches, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SEARCHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "search-chain.depth": (
            "Une chaîne suit au plus {0} références.",
            "Cherchez d'abord les ressources à son bout, puis par leurs ids.",
        ),
        "search-chain.has": (
            "_has s'écrit _has:Type:référence:paramètre.",
            (
                "Nommez un type de ressource, une de ses références qui mène ici, et un de ses "
                "paramètres."
            ),
        ),
        "search-chain.reference": (
            "{0} n'est pas une référence qui mène là.",
            "N'enchaînez que par un paramètre de type reference ; /fhir/metadata les nomme.",
        ),
        "search-chain.type": (
            "{0} ne mène à aucun des types nommés.",
            (
                "Nommez un des types auxquels la référence peut mener, comme dans "
                "subject:Patient.name."
            ),
        ),
        "search-costly.found": (
            "{0} est rempli par plus de {1} ressources : trop pour les suivre.",
            "Resserrez la condition intérieure.",
        ),
        "search-chain.wide": (
            "{0} mène à plus de {1} types qui ont ce paramètre.",
            "Nommez un type, comme dans subject:Patient.name.",
        ),
        "search-costly.included": (
            "{0} ferait dire plus de {1} ressources.",
            "Demandez-en moins à la fois par _count, ou de moins de sortes.",
        ),
        "search-costly.looking": (
            (
                "{0} n'est pas indexé, et il faudrait regarder plus de {1} ressources une à une ; "
                "l'exploitant peut l'indexer : gateway reindex --add {2}."
            ),
            ("Resserrez la recherche par patient, identifier ou un autre paramètre indexé."),
        ),
        "search-costly.rowless": (
            "{0} ne peut être indexé, et il faudrait regarder plus de {1} ressources une à une.",
            "Resserrez la recherche par patient, identifier ou un autre paramètre indexé.",
        ),
        "search-costly.values": (
            "Une recherche a au plus {0} valeurs.",
            "Partagez la recherche en plusieurs.",
        ),
        "search-include": (
            "{0} prend Type:référence, Type:référence:Cible ou Type:*.",
            "/fhir/metadata nomme ce qui peut être inclus avec chaque type.",
        ),
        "search-include.many": (
            "Une recherche inclut d'au plus {0} façons.",
            "Demandez en plusieurs recherches.",
        ),
        "search-include.other": (
            "{0} part de {1}, et la recherche porte sur {2}.",
            "Pour suivre les références de ce qui est inclus, écrivez {0}:iterate.",
        ),
        "search-include.reference": (
            "{0} ne nomme aucune référence de {1} ; il y a : {2}.",
            "Prenez l'une d'elles, ou *.",
        ),
        "search-include.reverse": (
            "_revinclude=* n'est pas pris : tout peut renvoyer à ce qui est trouvé.",
            "Nommez les types dont les références sont visées : _revinclude=Observation:*.",
        ),
        "search-modifier": (
            "{0} ne prend pas ce modificateur ; voici ceux qu'il prend : {1}.",
            "Prenez-en un, ou retirez ce qui suit le :.",
        ),
        "search-modifier.none": (
            "{0} ne prend pas de modificateur.",
            "Retirez ce qui suit le :.",
        ),
        "search-page": (
            "Ce lien vers une page n'appartient pas à cette recherche.",
            "Suivez les liens de la première page tels quels, ou cherchez de nouveau.",
        ),
        "search-parameter": (
            (
                "Le paramètre {0} de la recherche n'est pas de ceux par lesquels on cherche {1} "
                "; les voici : {2}."
            ),
            ("Vérifiez l'orthographe des noms des paramètres."),
        ),
        "search-parameter.near": (
            (
                "Le paramètre {0} de la recherche n'est pas de ceux par lesquels on cherche {1} "
                "; il ressemble à {3}. Les voici : {2}."
            ),
            ("Écrivez-le comme il s'appelle ici, ou retirez-le."),
        ),
        "search-parameter.unoffered": (
            "{0} n'est pas compris ici.",
            "Retirez-le : une recherche qui le laisserait de côté trouverait trop.",
        ),
        "search-sort": (
            (
                "{0} prend des paramètres par lesquels on cherche {1}, avec - devant ceux qui "
                "décroissent."
            ),
            "Triez par des paramètres d'une seule valeur : ni composé, ni distance.",
        ),
        "search-sort.many": (
            "Une recherche se trie par au plus {0} paramètres.",
            "Triez par les plus importants.",
        ),
        "search-terminology.system": (
            "{0} : on ne sait pas ici ce qui est au-dessus ou au-dessous de ce code.",
            "Donnez système et code d'un système de codes présent (`gateway packages add`).",
        ),
        "search-terminology.valueset": (
            "{0} : ce jeu de valeurs n'est pas connu ici.",
            (
                "Nommez-le par son canonique ; chargez le paquet qui le contient (`gateway "
                "packages add`)."
            ),
        ),
        "search-value.characters": (
            "{0} contient un caractère qu'aucun texte FHIR ne peut contenir.",
            "Retirez les caractères de commande.",
        ),
        "search-value.composite": (
            "{0} prend ses parties jointes par $ : {1}.",
            "Écrivez \\$ pour un $ dans une partie.",
        ),
        "search-value.count": (
            "{0} est un seul nombre entier.",
            "Donnez-le une fois, en chiffres.",
        ),
        "search-value.date": (
            (
                "{0} prend une date : au besoin un préfixe, puis AAAA, AAAA-MM, AAAA-MM-JJ ou "
                "une heure avec son fuseau."
            ),
            "Écrivez un jour 2026-11-20, et %2B pour le + d'un fuseau.",
        ),
        "search-value.list": (
            "_list prend l'id d'une List.",
            "Les listes que FHIR appelle $current- ne sont pas tenues ici.",
        ),
        "search-value.missing": (
            "{0}:missing est true ou false.",
            "Écrivez l'un des deux.",
        ),
        "search-value.near": (
            "{0} prend latitude|longitude|distance|unité, l'unité étant km, m ou [mi_i].",
            "Donnez latitude et longitude en degrés décimaux.",
        ),
        "search-value.none": (
            "{0} n'a pas de valeur.",
            "Donnez-lui une valeur, ou retirez le paramètre.",
        ),
        "search-value.number": (
            "{0} prend un nombre, au besoin avec un préfixe.",
            "Écrivez des chiffres, au besoin un point et un exposant : 5.40e-3.",
        ),
        "search-value.of-type": (
            "{0}:of-type prend système|code|valeur.",
            "Donnez le type de l'identifiant par système et code, puis sa valeur.",
        ),
        "search-value.once": (
            "{0} ne se dit qu'une fois.",
            "Retirez tous sauf un.",
        ),
        "search-value.quantity": (
            (
                "{0} prend nombre, nombre||unité ou nombre|système|unité, au besoin avec un "
                "préfixe."
            ),
            "Donnez les unités UCUM ainsi : http://unitsofmeasure.org|mg.",
        ),
        "search-value.reference": (
            "{0} prend Type/id, l'id seul ou une adresse absolue ; il renvoie à {1}.",
            "Cherchez d'abord la ressource, puis prenez son id.",
        ),
        "search-value.token": (
            "{0} prend code, système|code, |code ou système|.",
            "Écrivez \\| pour un | dans une valeur.",
        ),
        "search-value.words": (
            "{0} est un de {1}.",
            "Prenez-en un.",
        ),
    }
)
