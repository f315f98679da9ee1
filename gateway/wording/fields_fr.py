"""The rules of what a field of a message holds, in French: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02a.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-untranslated": (
            "Ce code n'a pas de traduction : la table de codes ne le connaît pas.",
            (
                "Ajoutez le code à la table de codes de l'émetteur. Entre-temps, le message reçu "
                "contient le code, et le registre montre ce qui en figure au dossier."
            ),
        ),
        "date-form": (
            "HL7 écrit cette date autrement : elle a été lue comme ISO 8601 l'écrit.",
            "Envoyez AAAAMMJJ[HHMM[SS]][+/-ZZZZ] : 20261129083000+0100.",
        ),
        "date-part-unknown": (
            "Le mois ou le jour est 00 : seul ce qui est connu de cette date est conservé.",
            "N'envoyez pas ce qui est inconnu : AAAA ou AAAAMM.",
        ),
        "date-unknown": (
            "Rien de cette date n'est connu : elle est omise.",
            "Laissez le champ vide quand rien n'est connu.",
        ),
        "text-kept": (
            "Ceci n'est conservé que comme texte.",
            "Envoyez un code ou un nombre si vous en avez un.",
        ),
        "time-ambiguous": (
            "Cette heure existe deux fois à la fin de l'heure d'été : la première est prise.",
            "Envoyez le décalage avec l'heure : +0200 ou +0100.",
        ),
        "time-cut-to-date": (
            (
                "Cette heure n'a pas de décalage et l'émetteur ne déclare pas de fuseau : "
                "seule la date est conservée."
            ),
            (
                "Envoyez le décalage, ou demandez à l'exploitant de déclarer `zone` dans le "
                "fichier de l'émetteur."
            ),
        ),
        "time-form": (
            (
                "Cette heure n'est pas écrite comme HL7 l'écrit : elle a été lue en heures et "
                "minutes."
            ),
            "Envoyez HHMM[SS] : 0800 pour huit heures.",
        ),
        "time-omitted": (
            (
                "Cette heure n'a pas de décalage et l'émetteur ne déclare pas de fuseau : elle "
                "est omise."
            ),
            (
                "Envoyez le décalage, ou demandez à l'exploitant de déclarer `zone` dans le "
                "fichier de l'émetteur."
            ),
        ),
        "time-only-a-day": (
            "Ceci dit un jour sans heure, et un moment est nécessaire ici : il est omis.",
            "Envoyez aussi l'heure : AAAAMMJJHHMM[SS], avec le décalage.",
        ),
        "time-skipped": (
            "Cette heure n'existe pas au début de l'heure d'été.",
            "Vérifiez l'horloge du système émetteur, ou envoyez le décalage.",
        ),
        "time-without-minutes": (
            "Ce moment a une heure sans minutes : seule la date est conservée.",
            "Envoyez heures et minutes, HHMM, ou le jour seul.",
        ),
        "value-invalid": (
            "Ceci n'est pas compris.",
            "Vérifiez le champ selon son type de donnée HL7.",
        ),
        "value-invalid-base64": (
            "Ce n'est pas du base64.",
            "Encodez le document en base64, sans sauts de ligne.",
        ),
        "value-invalid-hex": (
            "Ce n'est pas de l'hexadécimal, comme l'encodage le dit.",
            "Écrivez deux chiffres ou lettres de A à F par octet, ou dites que c'est du Base64.",
        ),
        "value-invalid-boolean": (
            "Ce n'est ni vrai ni faux.",
            "Envoyez Y ou N.",
        ),
        "value-invalid-code": (
            "Ce n'est pas un code : il contient des espaces multiples.",
            (
                "Supprimez les espaces superflus ; envoyez le libellé dans la composante "
                "prévue pour le texte."
            ),
        ),
        "value-invalid-date": (
            "Ce n'est pas une date : AAAA, AAAAMM ou AAAAMMJJ est attendu.",
            "N'envoyez que des chiffres, et un jour qui existe ; omettez ce qui est inconnu.",
        ),
        "value-invalid-datetime": (
            "Ce n'est pas un moment : AAAAMMJJ[HHMM[SS[.S]]][+/-ZZZZ] est attendu.",
            "N'envoyez que des chiffres, le décalage en dernier, et un moment qui existe.",
        ),
        "value-invalid-id": (
            "Ce n'est pas un id : lettres, chiffres, - et ., au plus 64.",
            "Envoyez un identifiant composé de ces caractères.",
        ),
        "value-invalid-integer": (
            "Ce n'est pas un nombre entier de la bonne taille.",
            "N'envoyez que des chiffres, sans unité.",
        ),
        "value-invalid-number": (
            "Ce n'est pas un nombre.",
            (
                "Envoyez des chiffres avec un point et l'unité dans son propre champ ; pour une "
                "virgule en HL7 v2, l'exploitant peut déclarer `point: ','` dans le fichier de "
                "l'émetteur."
            ),
        ),
        "value-invalid-time": (
            "Ce n'est pas une heure du jour : HHMM[SS] est attendu.",
            "N'envoyez que des chiffres, de 0000 à 2359.",
        ),
        "value-invalid-uri": (
            "Ce n'est pas un URI : il contient une espace.",
            "Écrivez une espace %20.",
        ),
    }
)
