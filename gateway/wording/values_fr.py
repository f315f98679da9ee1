"""The rules of what an element may hold, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VALUES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "attachment-size": (
            "La taille indiquée (size) n'est pas celle des données.",
            "Indiquez dans size le nombre d'octets des données décodées, ou omettez size.",
        ),
        "binary-format": (
            "Ce n'est pas du base64, ou il contient des caractères étrangers.",
            (
                "Encodez à nouveau les octets (RFC 4648, section 4, avec remplissage) et "
                "n'envoyez rien d'autre."
            ),
        ),
        "boolean-format": (
            "Ici, il faut true ou false, sans guillemets.",
            'Écrivez true ou false comme littéral JSON : ni "true", ni 1, ni O.',
        ),
        "date-format": (
            "Une date s'écrit AAAA, AAAA-MM ou AAAA-MM-JJ, et ce jour existe.",
            "Écrivez-la avec des tirets et sans heure ; omettez le mois ou le jour inconnu.",
        ),
        "datetime-format": (
            (
                "Un moment est une date, ou AAAA-MM-JJThh:mm:ss avec un décalage horaire, et "
                "il existe."
            ),
            "Avec une heure, écrivez aussi les secondes et le décalage : Z, ou +01:00.",
        ),
        "decimal-format": (
            "Ici, il faut un nombre, sans guillemets.",
            'Écrivez le nombre comme en JSON, avec un point : 7.20, ni "7.20" ni 7,20.',
        ),
        "id-format": (
            "Un id a de 1 à 64 lettres, chiffres, tirets et points.",
            "Composez l'id de ces caractères ; l'identifiant de votre système va dans identifier.",
        ),
        "instant-format": (
            "Un instant est AAAA-MM-JJThh:mm:ss avec un décalage horaire, et il existe.",
            "Écrivez-le au moins à la seconde, avec Z ou un décalage comme +01:00.",
        ),
        "integer-format": (
            "Ici, il faut un nombre entier de -2147483648 à 2147483647.",
            "Écrivez-le sans guillemets, sans point et sans zéros initiaux.",
        ),
        "oid-format": (
            "Un OID est urn:oid: suivi de nombres séparés par des points.",
            "Écrivez urn:oid:, puis les nombres, sans zéro initial : urn:oid:2.16.840.",
        ),
        "positive-integer-format": (
            "Ici, il faut un nombre entier de 1 à 2147483647.",
            "Écrivez-le sans guillemets, sans signe et sans zéros initiaux.",
        ),
        "string-format": (
            "Un texte n'a pas de caractères de contrôle et au plus 1048576 caractères.",
            (
                "Retirez les caractères de contrôle hors tabulation et fins de ligne ; un "
                "contenu plus long va dans un Attachment."
            ),
        ),
        "text-blank": (
            "Un texte fait seulement d'espaces ne dit rien.",
            "Omettez l'élément, ou dites-y ce qui est voulu.",
        ),
        "time-format": (
            "Une heure du jour s'écrit hh:mm:ss.",
            "Écrivez heures, minutes et secondes, de 00:00:00 à 23:59:59, sans décalage horaire.",
        ),
        "unsigned-integer-format": (
            "Ici, il faut un nombre entier de 0 à 2147483647.",
            "Écrivez-le sans guillemets, sans signe et sans zéros initiaux.",
        ),
        "uri-format": (
            "Un URI n'est pas vide et n'a pas d'espaces.",
            "Écrivez une espace %20, et vérifiez que rien ne le précède ni ne le suit.",
        ),
        "uuid-format": (
            (
                "Un UUID est urn:uuid: suivi de 32 chiffres hexadécimaux en cinq groupes, en "
                "minuscules."
            ),
            "Écrivez-le ainsi : urn:uuid:0b6a3c1e-52f4-4d0e-9a55-6c1f0c8f2d11.",
        ),
        "value-form": (
            "{0} n'a pas la forme demandée.",
            "`gateway explain` sur le profil montre la forme.",
        ),
        "value-too-large": (
            "{0} dépasse la plus grande valeur admise.",
            "Vérifiez la valeur et l'unité ; `gateway explain` sur le profil montre la limite.",
        ),
        "value-too-long": (
            "{0} dépasse {1} caractères.",
            "Raccourcissez-le, ou mettez le texte entier dans un élément sans cette limite.",
        ),
        "value-too-short": (
            "{0} a moins de {1} caractères.",
            "Donnez le texte entier.",
        ),
        "value-alternative-missing": (
            "{0} n'a ni valeur, ni aucune des extensions qui peuvent la remplacer.",
            "Donnez la valeur, ou une des extensions que cite le profil.",
        ),
        "value-too-small": (
            "{0} est inférieur à la plus petite valeur admise.",
            "Vérifiez la valeur et l'unité ; `gateway explain` sur le profil montre la limite.",
        ),
        "identifier-system-relative": (
            "Le system d'un identifier est une adresse entière.",
            (
                "Écrivez une URL, ou urn:oid: et le numéro : qui le lit ailleurs doit "
                "savoir à qui sont ces numéros."
            ),
        ),
        "identifier-uri": (
            "Sous ce system, la valeur est elle-même une adresse entière.",
            "Écrivez urn:oid: ou urn:uuid: devant la valeur, ou nommez le système qui l'a donnée.",
        ),
        "address-example": (
            "Cette adresse n'est qu'un exemple, et les exemples sont interdits ici.",
            "Écrivez l'adresse réelle ; example.org et ses semblables ne sont à personne.",
        ),
    }
)
