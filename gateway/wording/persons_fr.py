"""The rules of patients, stays and their order, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/patient.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PERSONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "correction-without-predecessor": (
            (
                "Une correction sans numéro de demande est mise de côté : ce qu'elle corrige "
                "n'est pas clair."
            ),
            (
                "Envoyez le numéro de demande (OBR-3, OBR-2) avec chaque compte rendu et "
                "chaque correction."
            ),
        ),
        "identity-disputed": (
            (
                "Ni le nom ni la date de naissance ne concordent avec la personne connue sous "
                "ce numéro : si c'est une autre, retirez ceci."
            ),
            (
                "Vérifiez le numéro du patient ; annulez le message s'il a servi pour "
                "quelqu'un d'autre."
            ),
        ),
        "identity-missing": (
            "Rien ici ne dit de quelle ressource {0} il s'agit : elle n'est pas conservée.",
            "Envoyez le numéro sous lequel la source la connaît, avec son autorité d'affectation.",
        ),
        "merge-names-nobody": (
            (
                "Cet événement prend quelque chose à un autre dossier, et aucun numéro en MRG"
                " ne dit auquel : rien n'a été fait."
            ),
            "Écrivez le numéro qui cède, ou à qui l'on prend, en MRG-1, avec son autorité.",
        ),
        "merge-names-nobody.number": (
            (
                "Cet événement demande un numéro en {0} et en {1}, et les deux n'y sont pas : "
                "rien n'a été fait."
            ),
            (
                "Écrivez le numéro qui cède en {0} et celui qui reste en {1}, chacun avec son "
                "autorité."
            ),
        ),
        "merge-names-nobody.two": (
            (
                "Cet événement parle de deux dossiers, et un seul PID avec un numéro est venu"
                " : rien n'a été fait."
            ),
            "Envoyez deux PID, chacun avec le numéro de son dossier en PID-3.",
        ),
        "merge-outside-authority": (
            "L'identifiant antérieur n'est pas de l'autorité de l'émetteur : pas de fusion.",
            (
                "Ne fusionnez que sous vos propres numéros ; l'exploitant les énumère sous "
                "`own` dans le fichier de l'émetteur."
            ),
        ),
        "merge-two-national-ids": (
            "Les deux patients ont des numéros nationaux différents : pas de fusion.",
            (
                "Vérifiez s'il s'agit d'une seule personne ; corrigez d'abord le numéro "
                "national erroné."
            ),
        ),
        "move-names-nothing": (
            "Aucun numéro ne figure des deux côtés de ce transfert : rien n'a été déplacé.",
            "Écrivez le numéro à déplacer en PID-3 comme en MRG-1.",
        ),
        "national-id-birth-date": (
            (
                "La date de naissance contredit un numéro national ou la personne qui le porte "
                "déjà : conservé, non lié."
            ),
            "Vérifiez la date de naissance et le numéro national sur la carte.",
        ),
        "national-id-check-digits": (
            "Chiffres de contrôle erronés dans un numéro national : conservé, non lié.",
            "Relisez le numéro sur la carte ; un chiffre est erroné ou interverti.",
        ),
        "national-id-doubted": (
            "L'émetteur doute de l'identité : numéro national conservé, non lié.",
            "Confirmez l'identité du patient et envoyez PID-32 sans réserve.",
        ),
        "national-id-name": (
            (
                "Aucun nom ne concorde avec la personne qui porte ce numéro national : "
                "conservé, non lié."
            ),
            "Vérifiez les noms et le numéro national ; envoyez aussi le nom de naissance.",
        ),
        "national-id-second": (
            "Ce patient a déjà un autre numéro national : conservé, non lié.",
            "Envoyez le seul numéro exact ; marquez l'autre comme ancien.",
        ),
        "older-than-standing": (
            "Ce qui est enregistré est plus récent : ce message ne change rien à cette ressource.",
            "Rien à faire ; les messages sont arrivés dans un autre ordre que les événements.",
        ),
        "own-id-birth-date": (
            "Une autre date de naissance figure sous l'un de ces numéros : conservé, non lié.",
            (
                "Vérifiez si le numéro a été donné à deux personnes, ou si une date de "
                "naissance a été corrigée."
            ),
        ),
        "owned-by-another-source": (
            "Un autre émetteur est la source de cette ressource : elle reste telle quelle.",
            "Faites modifier la ressource par le système qui l'a créée.",
        ),
        "stay-begun-since": (
            "Ce qui était prévu a commencé depuis : le séjour reste tel quel.",
            (
                "Nommez le séjour par son numéro de visite (PV1-19), et chaque projet par son "
                "propre numéro."
            ),
        ),
        "stay-of-another-patient": (
            "Ce séjour appartient déjà à un autre patient : il reste tel quel.",
            (
                "Vérifiez le numéro de séjour ; envoyez une fusion (A40, A45) si le séjour a "
                "changé de patient."
            ),
        ),
        "subject-changed": (
            (
                "Ceci concernait un autre patient jusqu'ici : si son numéro a été réutilisé, "
                "retirez-le."
            ),
            "Vérifiez si le numéro de demande a servi pour deux patients.",
        ),
        "waits-for-predecessor": (
            "Ce message attend, mis de côté, celui qui fait connaître ce dont il parle.",
            "Rien à faire si celui-ci est en route ; sinon, envoyez l'admission qui manque.",
        ),
    }
)
