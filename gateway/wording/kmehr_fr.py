"""What is wrong with messages in KMEHR, in French, and how to mend it.

https://www.ehealth.fgov.be/standards/kmehr/en
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KMEHR: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "kmehr-encrypted": (
            (
                "Les dossiers de ce message sont chiffrés ({0}) ; la passerelle n'a pas de clé "
                "pour les ouvrir."
            ),
            (
                "Déchiffrez le message là où se trouve la clé et envoyez ses dossiers en clair "
                "par TLS."
            ),
        ),
        "kmehr-encrypted.base64": (
            (
                "Les dossiers de ce message sont chiffrés et emballés en base64 ({0}) ; la "
                "passerelle n'a pas de clé pour les ouvrir."
            ),
            (
                "Déchiffrez le message là où se trouve la clé et envoyez ses dossiers en clair "
                "par TLS."
            ),
        ),
        "kmehr-lacks": (
            "Le message n'a pas de {0}, que KMEHR exige.",
            "Ajoutez-le comme le disent les schémas du standard.",
        ),
        "kmehr-root": (
            "La racine de ce document n'est pas `kmehrmessage` de l'espace de noms {0}.",
            "Envoyez du KMEHR 1.x selon les schémas du standard, ou indiquez un autre format.",
        ),
        "kmehr-schema": (
            "L'élément `{0}` ne respecte pas le schéma XML de KMEHR ({1}).",
            "Comparez l'élément au schéma ; la ligne est indiquée.",
        ),
        "value-invalid-date.kmehr": (
            (
                "Ce n'est pas une date : AAAA-MM-JJ est attendu, ou AAAA ou AAAA-MM dans "
                "leurs propres éléments."
            ),
            "Envoyez un jour qui existe ; omettez ce qui est inconnu.",
        ),
        "value-invalid-datetime.kmehr": (
            (
                "Date et heure ne font pas un moment : AAAA-MM-JJ et hh:mm:ss, avec ou sans "
                "décalage, sont attendus."
            ),
            "Envoyez un moment qui existe ; omettez l'heure si elle est inconnue.",
        ),
    }
)
