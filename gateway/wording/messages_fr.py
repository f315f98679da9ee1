"""The rules of messages, in French: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.fields_fr import FIELDS
from gateway.wording.persons_fr import PERSONS

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **PERSONS,
        **FIELDS,
        "body-empty": (
            "Il n'y a pas de message : le contenu est vide.",
            (
                "Envoyez le message lui-même, commençant par MSH ; vérifiez si le moteur "
                "d'interface en a perdu le contenu."
            ),
        ),
        "charset-mismatch": (
            "L'octet à la position {0} n'est pas du texte dans le jeu de caractères déclaré.",
            (
                "Déclarez dans MSH-18 le jeu de caractères réellement utilisé, ou écrivez le "
                "message dans celui déclaré."
            ),
        ),
        "charset-mismatch.mark": (
            "La marque d'ordre des octets au début contredit le jeu de caractères de MSH-18.",
            "N'envoyez pas de marque d'ordre des octets, ou déclarez UNICODE UTF-8 dans MSH-18.",
        ),
        "charset-mismatch.silent": (
            (
                "L'octet à la position {0} n'est pas du texte en {1}, dans lequel ce message est "
                "lu, puisque MSH-18 est vide."
            ),
            (
                "Déclarez dans MSH-18 le jeu de caractères réellement utilisé, ou demandez à "
                "l'exploitant de le déclarer comme `charset` de votre système."
            ),
        ),
        "charset-unknown": (
            (
                "MSH-18 nomme un jeu de caractères qui n'est pas lu ici. Sont lus ASCII, "
                "8859/1 à 8859/16, UNICODE UTF-8, WINDOWS-1250 à WINDOWS-1258, GB 18030-2000, "
                "KS X 1001, BIG-5, "
                "UTF-16, UTF-32 et les jeux de JIS."
            ),
            "Écrivez dans MSH-18 l'un de ces noms, comme la table HL7 0211 les donne.",
        ),
        "charset-unknown.sender": (
            (
                "MSH-18 est vide et le jeu de caractères déclaré pour cet émetteur n'est pas "
                "lu ici. Sont lus ASCII, 8859/1 à 8859/16, UNICODE UTF-8, WINDOWS-1250 à "
                "WINDOWS-1258, GB 18030-2000, KS X 1001, BIG-5, "
                "UTF-16, UTF-32 et les jeux de JIS."
            ),
            (
                "Indiquez le jeu de caractères dans MSH-18, ou demandez à l'exploitant de "
                "corriger `charset` dans le fichier de l'émetteur."
            ),
        ),
        "control-id-long": (
            "MSH-10 dépasse {0} caractères.",
            "Donnez à chaque message un numéro de contrôle plus court, jamais réutilisé.",
        ),
        "control-id-reused": (
            (
                "Ce numéro de contrôle a déjà été accepté avec un autre contenu ; celui-ci est "
                "en quarantaine."
            ),
            (
                "Renvoyez-le avec un nouveau numéro ; si les numéros reviennent, l'exploitant "
                "peut déclarer `key: [MSH-10, MSH-7]`."
            ),
        ),
        "encoding-characters.empty": (
            "MSH-2 est vide : les caractères d'encodage manquent.",
            "Commencez le message par MSH|^~\\&| sauf raison d'utiliser d'autres caractères.",
        ),
        "encoding-characters.long": (
            "MSH-2 a plus de cinq caractères.",
            "Écrivez les quatre caractères usuels ^~\\& et, dès la version 2.7, # à leur suite.",
        ),
        "encoding-characters.twice": (
            "MSH-2 nomme deux fois un caractère, ou celui qui sépare les champs.",
            "Donnez à chaque caractère un seul sens : ^~\\& sont usuels.",
        ),
        "encoding-characters.unfit": (
            (
                "MSH-2 contient une lettre, un chiffre, une espace, un guillemet ou un "
                "caractère de contrôle, qui ne peut séparer."
            ),
            "N'utilisez que de la ponctuation : ^~\\& sont usuels.",
        ),
        "field-separator": (
            "MSH-1, le caractère après `MSH`, ne peut séparer les champs ; `|` est usuel.",
            "Écrivez MSH| et utilisez | dans chaque segment.",
        ),
        "fields-too-many": (
            "Le message a plus de {0} champs.",
            "Divisez-le en plusieurs messages.",
        ),
        "frame-empty": (
            "La trame est vide.",
            (
                "Envoyez un message entre les octets 0B et 1C 0D ; les trames de maintien sont "
                "inutiles."
            ),
        ),
        "frame-end-inside": (
            "L'octet 1C se trouve à l'intérieur de la trame ; rien n'en a été conservé.",
            "Retirez cet octet du contenu : il ne peut que terminer une trame, suivi de 0D.",
        ),
        "frame-too-large": (
            "La trame dépasse la taille admise ici ; rien n'en a été conservé.",
            "Envoyez moins par message, ou demandez à l'exploitant de relever la limite.",
        ),
        "frame-unfinished": (
            "La trame ne s'est pas terminée par les octets 1C 0D ; rien n'en a été conservé.",
            "Terminez chaque trame par 1C 0D, et gardez la connexion ouverte jusqu'à la réponse.",
        ),
        "header-missing": (
            "Le message ne commence pas par le segment MSH.",
            "N'envoyez rien avant MSH ; un lot commence par FHS, BHS ou son premier MSH.",
        ),
        "header-repeated": (
            "Un second en-tête commence à l'octet {0} : un seul message à la fois est lu.",
            "Envoyez chaque message séparément, et terminez chaque segment par un retour chariot.",
        ),
        "internal-fault": (
            "La passerelle a échoué ici ({0}) ; le message est conservé pour être rejoué.",
            "Rien n'est à renvoyer : signalez l'heure et le numéro de contrôle à l'exploitant.",
        ),
        "issues-more": (
            "{0} autres constats figurent dans le reçu.",
            "GET /receipts/ avec le nom de l'émetteur et le numéro de contrôle les donne tous.",
        ),
        "nul-byte": (
            "L'octet à la position {0} est NUL, interdit dans un message.",
            "Retirez les octets NUL ; intégrez les documents en base64.",
        ),
        "segment-missing": (
            "Ce message {0} n'a pas de PID : il ne parle de personne, rien n'en est gardé.",
            "Envoyez PID, avec le numéro du patient en PID-3, dans chaque message {0}.",
        ),
        "segment-missing.entry": (
            "Rien ne suit ce MFE : on ne sait pas ce que devient son entrée.",
            "Envoyez STF ou LOC, avec le numéro de l'entrée, après chaque MFE, MDL et MDC aussi.",
        ),
        "segment-name": (
            (
                "Le segment {0}, à l'octet {1}, ne commence pas par un nom de trois majuscules "
                "ou chiffres."
            ),
            "Cherchez un saut de ligne dans un champ : écrivez-le \\.br\\.",
        ),
        "segments-too-many": (
            "Le message a plus de {0} segments.",
            "Divisez-le en plusieurs messages.",
        ),
        "store-unavailable": (
            (
                "Rien n'a été conservé : aucun message ne peut être enregistré pour l'instant. "
                "Renvoyez celui-ci plus tard."
            ),
            (
                "Laissez le système émetteur réessayer ; l'exploitant en voit la raison dans "
                "son journal."
            ),
        ),
        "unsupported-processing-id": (
            "Cette installation n'accepte que l'identifiant de traitement {0}.",
            "Écrivez-le dans MSH-11.1, ou envoyez à l'installation de test.",
        ),
        "unsupported-type": (
            "Les messages de ce type ne sont pas acceptés ; le sont : {0}.",
            "Vérifiez MSH-9.1 ; n'acheminez pas d'autres messages ici.",
        ),
        "unsupported-version": (
            "Ce n'est pas une version de HL7 v2.",
            "Écrivez la version dans MSH-12.1, par exemple 2.5.1.",
        ),
        "value-required.control-id": (
            "MSH-10 est vide : sans numéro de contrôle, aucun reçu ne peut être donné.",
            "Donnez à chaque message son propre numéro de contrôle.",
        ),
        "value-required.type": (
            "MSH-9 est vide : le message ne dit pas de quoi il s'agit.",
            "Écrivez le type et l'événement dans MSH-9, par exemple ADT^A01^ADT_A01.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
