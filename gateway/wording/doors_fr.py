"""The rules of batches and of the ways in, in French: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DOORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "batch-begins-inside": (
            (
                "Ce qui précède le premier en-tête n'appartient à aucun message : le lot "
                "commence au milieu d'un message."
            ),
            "Envoyez le lot depuis son début ; ce qui le précède est refusé à part.",
        ),
        "batch-count": (
            "BTS-1 n'est pas le nombre de messages du lot, qui est {0}.",
            (
                "Vérifiez si des messages se sont perdus ; ceux qui sont arrivés ont été "
                "traités, chacun avec son accusé."
            ),
        ),
        "batch-count.file": (
            "FTS-1 n'est pas le nombre de lots du fichier, qui est {0}.",
            (
                "Vérifiez si des lots se sont perdus ; les messages arrivés ont été "
                "traités, chacun avec son accusé."
            ),
        ),
        "batch-cut.trailer": (
            "La fin du fichier (FTS) manque. {0} messages sont arrivés, tous entiers.",
            (
                "Vérifiez si d'autres lots devaient suivre ; les messages arrivés ont été pris, "
                "chacun avec son reçu."
            ),
        ),
        "batch-cut": (
            (
                "Le lot s'est interrompu avant sa fin. {0} messages étaient entiers ; un "
                "dernier, peut-être incomplet, n'a pas été pris."
            ),
            ("Renvoyez le lot entier : ce qui a déjà été accepté reçoit la réponse d'un doublon."),
        ),
        "batch-message-large": (
            "Ce qui suit le message {0} du lot dépasse {1} octets et n'a pas été lu.",
            "Envoyez moins par message, ou demandez à l'exploitant de relever la limite.",
        ),
        "batch-outside": (
            "Des segments après {0} n'appartiennent à aucun message du lot.",
            ("Faites commencer chaque message par MSH ; ce qui est en dehors est refusé à part."),
        ),
        "batch-unended": (
            "Un nouvel en-tête est arrivé avant la fin du lot précédent, après {0} messages.",
            (
                "Terminez chaque lot par BTS et chaque fichier par FTS ; vérifiez si une "
                "partie s'est perdue."
            ),
        ),
        "store-unavailable.batch": (
            "Après {0} messages, plus rien n'a pu être conservé : renvoyez le lot plus tard.",
            (
                "Attendez, puis renvoyez le tout : ce qui a été accepté reçoit la réponse "
                "d'un doublon."
            ),
        ),
        "charset-switching": (
            "MSH-20 nomme une manière de changer de jeu de caractères qui n'est pas lue ici.",
            (
                "Changez selon ISO 2022-1994 ou par les séquences d'échappement de HL7 "
                "(2.3), ou envoyez UNICODE UTF-8."
            ),
        ),
        "charset-switching.unknown": (
            ("À la position {0}, le message passe à un jeu de caractères qui n'est pas lu ici."),
            (
                "Sont lus JIS X 0201, 0208 et 0212, GB 2312, KS X 1001 et les parties "
                "d'ISO 8859 ; mieux vaut envoyer UNICODE UTF-8."
            ),
        ),
        "charset-mismatch.narrow": (
            "MSH-18 annonce UTF-16 ou UTF-32, et les octets ne le sont pas.",
            (
                "Déclarez dans MSH-18 le jeu de caractères dans lequel le message est "
                "vraiment écrit."
            ),
        ),
        "encoding-xml": (
            (
                "C'est du XML, mais pas l'encodage de v2 par HL7 (espace de noms "
                "urn:hl7-org:v2xml)."
            ),
            "Envoyez du HL7 v2 XML, ou la forme délimitée (ER7).",
        ),
        "encoding-xml.element": (
            (
                "Ligne {0}, colonne {1} : cet élément n'est ni un champ ni une partie de "
                "champ (`PID.3`, `CX.4`)."
            ),
            "Nommez les éléments comme le veulent les règles d'encodage HL7 v2 XML.",
        ),
        "encoding-xml.mixed": (
            "Ligne {0}, colonne {1} : du texte se trouve à côté d'éléments.",
            "Mettez chaque texte dans un élément à lui.",
        ),
        "encoding-xml.deep": (
            (
                "Ligne {0}, colonne {1} : cette partie est plus profonde qu'un sous- "
                "composant, ou vient deux fois."
            ),
            "Dites chaque partie une fois, et aucune plus profonde qu'un sous-composant.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
