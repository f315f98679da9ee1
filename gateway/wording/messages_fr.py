"""The rules of messages and patients, in French: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
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
        "code-untranslated": (
            "Ce code n'a pas de traduction : la table de codes ne le connaît pas.",
            (
                "Ajoutez le code à la table de codes de l'émetteur ; le code envoyé est "
                "conservé entre-temps."
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
        "internal-fault": (
            "La passerelle a échoué ici ({0}) ; le message est conservé pour être rejoué.",
            "Rien n'est à renvoyer : signalez l'heure et le numéro de contrôle à l'exploitant.",
        ),
        "issues-more": (
            "{0} autres constats figurent dans le reçu.",
            "GET /receipts/ avec le nom de l'émetteur et le numéro de contrôle les donne tous.",
        ),
        "merge-names-nobody": (
            (
                "Cet événement prend quelque chose à un autre dossier, et aucun numéro en MRG"
                " ne dit auquel : rien n'a été fait."
            ),
            "Écrivez le numéro qui cède, ou à qui l'on prend, en MRG-1, avec son autorité.",
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
        "nul-byte": (
            "L'octet à la position {0} est NUL, interdit dans un message.",
            "Retirez les octets NUL ; intégrez les documents en base64.",
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
        "stay-of-another-patient": (
            "Ce séjour appartient déjà à un autre patient : il reste tel quel.",
            (
                "Vérifiez le numéro de séjour ; envoyez une fusion (A40, A45) si le séjour a "
                "changé de patient."
            ),
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
        "subject-changed": (
            (
                "Ceci concernait un autre patient jusqu'ici : si son numéro a été réutilisé, "
                "retirez-le."
            ),
            "Vérifiez si le numéro de demande a servi pour deux patients.",
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
                "Envoyez des chiffres avec un point et l'unité dans son propre champ, ou "
                "demandez à l'exploitant de déclarer `point: ','` dans le fichier de "
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
        "value-required.control-id": (
            "MSH-10 est vide : sans numéro de contrôle, aucun reçu ne peut être donné.",
            "Donnez à chaque message son propre numéro de contrôle.",
        ),
        "value-required.type": (
            "MSH-9 est vide : le message ne dit pas de quoi il s'agit.",
            "Écrivez le type et l'événement dans MSH-9, par exemple ADT^A01^ADT_A01.",
        ),
        "waits-for-predecessor": (
            "Ce message attend, mis de côté, celui qui fait connaître ce dont il parle.",
            "Rien à faire si celui-ci est en route ; sinon, envoyez l'admission qui manque.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
