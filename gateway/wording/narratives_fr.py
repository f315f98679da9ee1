"""The rules of the text that people read, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NARRATIVES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "narrative-content": (
            "Le texte narratif contient un élément ou attribut non autorisé.",
            (
                "Limitez-vous à la mise en forme XHTML de base : ni script, ni formulaire, ni "
                "feuille de style."
            ),
        ),
        "narrative-empty": (
            "Le texte narratif n'a ni texte ni image.",
            "Mettez-y ce qu'une personne doit lire, ou omettez text.",
        ),
        "narrative-syntax": (
            "Le texte narratif n'est pas un div XHTML bien formé et sans entités.",
            (
                'Commencez par <div xmlns="http://www.w3.org/1999/xhtml">, fermez chaque '
                "balise, évitez les entités nommées."
            ),
        ),
        "narrative-languages-several": (
            "Ce profil veut un narratif sans sections par langue.",
            "Écrivez un seul texte, sans éléments div qui portent une langue.",
        ),
        "narrative-languages-none": (
            "Ce profil veut le narratif en sections, chacune d'une langue.",
            "Mettez chaque langue dans un div à elle, avec lang et xml:lang.",
        ),
        "narrative-language-missing": (
            "Ce profil veut une section du narratif en {0}, et il n'y en a pas.",
            "Ajoutez un div avec cette langue dans lang et xml:lang.",
        ),
        "narrative-source": (
            "Ce profil veut savoir d'où vient chaque texte du narratif.",
            "Donnez à chaque élément avec du texte la classe boilerplate, generated ou original.",
        ),
        "narrative-link": (
            "Un lien du texte ne mène nulle part.",
            (
                "Liez vers une adresse qu'un navigateur ouvre (https:, mailto:), ou par # "
                "vers un id de cette ressource."
            ),
        ),
        "narrative-nesting": (
            "Le texte a un élément là où XHTML ne le permet pas.",
            (
                "Les lignes sont dans des tableaux, les cellules dans des lignes, les "
                "points dans des listes ; un paragraphe ne contient ni tableau, ni liste, "
                "ni paragraphe."
            ),
        ),
        "narrative-anchor": (
            "Un lien du texte vise un id que rien ici ne porte.",
            "Donnez cet id à ce qui est visé, ou retirez le lien.",
        ),
        "text-markup": (
            "Le texte contient une balise HTML, et les balises sont interdites ici.",
            "Envoyez du texte simple ; ce qui est mis en forme va dans le narratif.",
        ),
    }
)
