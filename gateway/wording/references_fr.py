"""The rules of references and entries of Bundles, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REFERENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "canonical-unresolved": (
            "Rien n'est contenu ici qui porte cet id.",
            "Contenez la définition sous cet id, ou écrivez son adresse entière.",
        ),
        "contained-id-twice": (
            "Une autre ressource contenue a le même id.",
            "Donnez à chaque ressource contenue son propre id, et corrigez les références.",
        ),
        "element-id-twice": (
            "Un autre élément de cette ressource a le même id.",
            "Donnez à chaque élément qui en a un son propre id.",
        ),
        "entry-missing": (
            "Un document ou message a besoin d'une entrée pour commencer.",
            (
                "Mettez la Composition d'un document, ou le MessageHeader d'un message, dans "
                "la première entrée."
            ),
        ),
        "entry-only-backwards": (
            "La Composition ne mène pas à cette entrée ; seule celle-ci y renvoie.",
            "Référencez-la dans une section, ou vérifiez qu'elle a sa place dans ce document.",
        ),
        "entry-unconcerned": (
            "Aucune référence ne mène du MessageHeader à cette entrée, ni l'inverse.",
            "Nommez-la dans MessageHeader.focus ou dans ce qu'il référence, ou retirez-la.",
        ),
        "entry-unreachable": (
            "Aucune référence ne mène de la Composition à cette entrée, ni l'inverse.",
            "Référencez-la dans une section ou une autre entrée, ou retirez-la du document.",
        ),
        "full-url-mismatch": (
            "Le fullUrl ne se termine pas par le type et l'id de la ressource.",
            "Terminez fullUrl par Type/id comme dans la ressource, ou utilisez urn:uuid:.",
        ),
        "full-url-missing": (
            "Une entrée de ce type de Bundle doit avoir un fullUrl.",
            "Écrivez l'adresse de la ressource, ou urn:uuid: et un UUID si elle n'en a pas.",
        ),
        "full-url-relative": (
            "Un fullUrl est absolu : il commence par http:, https: ou urn:.",
            "Écrivez l'adresse entière, avec la base du serveur devant Type/id.",
        ),
        "full-url-without-id": (
            "Le fullUrl est l'adresse d'un serveur, mais la ressource n'a pas d'id.",
            "Donnez à la ressource l'id qui termine l'adresse, ou utilisez urn:uuid:.",
        ),
        "link-not-allowed": (
            "Ce type de Bundle n'est pas paginé.",
            "Retirez les liens next, previous, first et last.",
        ),
        "link-twice": (
            "Il y a un autre lien avec cette relation.",
            "Gardez un seul lien par relation.",
        ),
        "reference-aggregation": (
            "{0} doit renvoyer à une ressource qui est {1}.",
            (
                "contained : dans cette ressource ; bundled : dans le même Bundle ; referenced "
                ": ailleurs."
            ),
        ),
        "reference-ambiguous": (
            "Plusieurs entrées ont le fullUrl auquel ceci renvoie.",
            "Donnez à chaque entrée son propre fullUrl, ou nommez la version dans la référence.",
        ),
        "reference-beside": (
            "Une entrée a ce type et cet id, mais un autre fullUrl que celui visé.",
            (
                "Écrivez la référence pour qu'avec la base du fullUrl de cette entrée elle "
                "donne ce fullUrl."
            ),
        ),
        "reference-conditional": (
            "Seule une transaction peut référencer par une recherche.",
            "Écrivez l'id de la ressource, ou utilisez identifier dans la référence.",
        ),
        "reference-elsewhere": (
            "L'urn à laquelle ceci renvoie n'est pas dans le Bundle.",
            (
                "Une urn désigne une entrée du même Bundle : ajoutez-la, ou référencez par une "
                "adresse."
            ),
        ),
        "reference-format": (
            "Dans un Bundle, une référence relative a la forme Type/id.",
            (
                "Écrivez Type/id, éventuellement suivi de /_history/ et d'une version, sans "
                "rien devant."
            ),
        ),
        "reference-not-by-full-url": (
            "Aucune entrée n'a le fullUrl visé ; l'une d'elles a son id.",
            "Écrivez la référence comme le fullUrl de cette entrée.",
        ),
        "reference-target-wrong": (
            "{0} doit renvoyer à {1}.",
            (
                "Faites pointer la référence vers une ressource de ce type, ou utilisez "
                "l'élément prévu pour l'autre."
            ),
        ),
        "reference-type-wrong": (
            "Le type indiqué ici n'est pas celui de ce à quoi ceci renvoie.",
            "Corrigez type, ou omettez-le : la référence le dit elle-même.",
        ),
        "reference-unresolved": (
            "Ce à quoi cela renvoie n'est pas dans le Bundle.",
            "Ajoutez l'entrée, ou écrivez la référence comme le fullUrl de l'entrée.",
        ),
        "reference-version": (
            "{0} doit nommer la version de ce à quoi il renvoie.",
            "Ajoutez /_history/ et la version à la référence.",
        ),
        "reference-version-unmatched": (
            "Aucune entrée n'a la version à laquelle ceci renvoie.",
            "Corrigez la version après /_history/, ou meta.versionId de l'entrée.",
        ),
        "reference-versioned": (
            "{0} ne doit pas nommer de version de ce à quoi il renvoie.",
            "Retirez /_history/ et ce qui suit.",
        ),
        "request-url-wrong": (
            "L'adresse de la requête n'est pas celle de la ressource.",
            "PUT va à Type/id de la ressource, POST à son type.",
        ),
        "request-with-body": (
            "Une requête avec cette méthode n'a pas de ressource.",
            "Omettez la ressource dans les entrées GET, HEAD et DELETE.",
        ),
        "request-without-body": (
            "Une requête avec cette méthode a besoin d'une ressource.",
            "Mettez la ressource dans l'entrée ; PATCH prend un Parameters ou un Binary.",
        ),
        "response-status": (
            "Un status commence par les trois chiffres de HTTP.",
            "Écrivez par exemple 201 Created.",
        ),
        "search-id-absent": (
            "Un résultat de recherche devrait avoir un id.",
            "Envoyez l'id sous lequel la ressource peut être lue.",
        ),
        "search-id-missing": (
            "Un résultat de recherche doit avoir un id.",
            "Envoyez l'id sous lequel la ressource peut être lue.",
        ),
        "search-match-type": (
            "Ceci n'est pas du type recherché.",
            "Marquez ce qui a été ajouté aux résultats par search.mode include.",
        ),
        "search-outcome-type": (
            "L'outcome d'une recherche doit être un OperationOutcome.",
            "N'utilisez search.mode outcome que pour un OperationOutcome.",
        ),
        "search-resource-missing": (
            "Une entrée d'un searchset a besoin d'une ressource.",
            "Mettez la ressource trouvée dans l'entrée.",
        ),
        "search-self-missing": (
            "Un searchset devrait avoir un lien qui dit ce qui a été cherché.",
            "Ajoutez un lien de relation self avec l'adresse de la recherche.",
        ),
        "response-type-wrong": (
            "La question veut une réponse du type {0}.",
            "Donnez la réponse sous la forme que demande la question.",
        ),
        "transaction-overlap": (
            "Une autre entrée de la transaction modifie la même ressource.",
            "Dites toutes les modifications dans une entrée, ou envoyez deux transactions.",
        ),
        "canonical-relative": (
            "Une adresse canonique devrait être entière.",
            (
                "Écrivez l'url de la définition, qui commence par http:, https: ou urn: ; "
                "aucun autre nom ne permet de la trouver."
            ),
        ),
        "contained-id-missing": (
            "Une ressource contenue n'a pas d'id par lequel on pourrait la désigner.",
            "Donnez-lui un id, et désignez-la par # et cet id.",
        ),
        "url-relative": (
            "L'url d'une définition est une adresse entière.",
            "Écrivez une adresse à vous, qui commence par http:, https: ou urn:.",
        ),
    }
)
