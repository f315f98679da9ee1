"""The rules of JSON and of the HTTP door, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REQUESTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http-400.address": (
            "L'adresse contient quelque chose qui n'est pas du texte encodé.",
            (
                "Encodez en UTF-8 par pourcent chaque caractère d'un paramètre qui n'est ni "
                "lettre ni chiffre."
            ),
        ),
        "http-400.bulk": (
            "_outputFormat demande des fichiers (bulk data), qui ne sont pas proposés ici.",
            "Retirez-le : la réponse est un Bundle.",
        ),
        "http-400.elements": (
            "Un nom dans _elements n'est pas un élément à la racine de {0}.",
            "Nommez les éléments comme R4, à choix par la racine : _elements=status,value.",
        ),
        "http-400.identifier": (
            "identifier prend value ou system|value.",
            "Écrivez \\| pour un | à l'intérieur d'une valeur.",
        ),
        "http-400.letters": (
            "L'adresse contient des lettres qu'une adresse ne peut contenir.",
            "Écrivez-les en UTF-8 avec des signes pour cent : é devient %C3%A9.",
        ),
        "http-400.mode": (
            "mode vaut create, update, delete ou profile.",
            "Prenez l'un d'eux, ou omettez-le : create est alors entendu.",
        ),
        "http-400.mode-profile": (
            "mode=profile demande un profil, et aucun n'est nommé.",
            "Nommez le profil par son URL canonique dans profile.",
        ),
        "http-400.modifier": (
            "{0} n'est accepté que sans modificateur ni chaînage ; sont acceptés : {1}.",
            "Retirez ce qui suit le : ou le point.",
        ),
        "http-400.number": (
            "{0} est un seul nombre entier.",
            "Donnez-le une fois, en chiffres.",
        ),
        "http-400.request": (
            "Ceci n'est pas une requête HTTP lisible.",
            "Vérifiez que le programme parle HTTP/1.1, et TLS seulement là où il y a TLS.",
        ),
        "http-400.sort-several": (
            "Ce qui est trouvé dans plusieurs types ne peut être mis dans un seul ordre.",
            "Nommez un seul type par _type, ou retirez _sort.",
        ),
        "http-400.type-parameter": (
            "{0} n'est un paramètre que de certains des types recherchés : {1}.",
            "Nommez par _type des types qui l'ont tous, ou retirez-le.",
        ),
        "http-400.type-several": (
            "_type nomme autre chose qu'un type de ressource conservé ici.",
            (
                "Nommez les types comme R4 les écrit, séparés par des virgules : "
                "_type=Observation,Condition."
            ),
        ),
        "http-400.statement-mode": (
            "mode est l'un de : {0}.",
            "Omettez-le : la déclaration entière est donnée.",
        ),
        "http-400.parameter-strange": (
            "Un paramètre n'existe pas dans FHIR pour ce type ; sont acceptés : {0}.",
            "Vérifiez l'orthographe des paramètres.",
        ),
        "http-400.parameters": (
            "Parameters ne peut contenir que `resource`, `profile` et `mode`.",
            "Retirez les autres parties.",
        ),
        "http-400.parameters-resource": (
            "Parameters doit contenir exactement une `resource`.",
            "Mettez la ressource à valider dans une seule partie nommée resource.",
        ),
        "http-400.patient": (
            "patient prend l'id d'un Patient, ou Patient/ suivi de l'id.",
            "Cherchez d'abord le Patient par identifier, puis utilisez son id.",
        ),
        "http-400.summary": (
            "_summary est ici l'un de {0}.",
            "Dites l'un d'eux, une fois.",
        ),
        "http-400.summary-elements": (
            "_summary et _elements ne se demandent pas ensemble.",
            "Laissez l'un des deux.",
        ),
        "http-400.truth": (
            "{0} est true ou false.",
            "Dites l'un des deux, une fois, ou rien.",
        ),
        "http-400.gzip": (
            ("Le corps est annoncé comme compressé par gzip, et n'est pas un gzip entier."),
            ("Envoyez-le en entier, ou retirez Content-Encoding s'il n'est pas compressé."),
        ),
        "http-401.home": (
            "Sans jetons configurés, seule cette machine reçoit une réponse.",
            (
                "Demandez à l'exploitant un jeton (`gateway token`), et envoyez-le comme "
                "Authorization: Bearer."
            ),
        ),
        "http-401.token": (
            "Présentez le jeton que l'exploitant vous a donné.",
            "Envoyez-le comme Authorization: Bearer ; demandez-en un nouveau s'il est perdu.",
        ),
        "http-404.address": (
            "Il n'y a rien à cette adresse.",
            "GET / montre toutes les adresses.",
        ),
        "http-404.compartment": (
            "Il n'y a pas ici de recherche dans un compartiment.",
            "Cherchez le type par sa référence : /fhir/Observation?patient=ID.",
        ),
        "http-404.everything": (
            "$everything n'est pas offert.",
            (
                "Lisez le résumé (/fhir/Patient/ID/$summary), ou cherchez ce qui concerne le "
                "patient : /fhir?_type=Condition,Observation&patient=ID."
            ),
        ),
        "http-404.operation": (
            ("Aucune opération ne porte ce nom à cette adresse ; les voici : {0}."),
            ("GET / montre à quelle adresse se trouve chacune."),
        ),
        "http-404.patient": (
            "Ce patient n'existe pas.",
            "Cherchez par identifier pour trouver l'id.",
        ),
        "http-404.receipt": (
            "Aucun message de votre part n'est arrivé avec ce numéro de contrôle.",
            (
                "Vérifiez le numéro (MSH-10) et l'émetteur ; s'il n'est jamais arrivé, "
                "renvoyez le message."
            ),
        ),
        "http-404.request": (
            "Aucune requête de votre part n'est conservée à cette adresse.",
            "Elle a été annulée, ou sa réponse gardée jusqu'à Expires : redemandez.",
        ),
        "http-404.resource": (
            "Cette ressource n'existe pas.",
            "Cherchez-la : les ids sont créés ici, d'après le nom que lui donne la source.",
        ),
        "http-404.type": (
            "R4 n'a pas de type de ressource de ce nom.",
            "Vérifiez l'orthographe et les majuscules.",
        ),
        "http-404.types": (
            "{0} s'envoie et se reçoit, mais n'est pas conservé : il n'a pas d'adresse.",
            "GET /fhir/metadata dit ce que l'on peut demander de chacun.",
        ),
        "http-405": (
            "Cette adresse prend une autre méthode.",
            "L'en-tête Allow dit laquelle.",
        ),
        "http-406": (
            "La réponse peut être donnée en {0}.",
            "Nommez l'un de ces formats dans Accept ou _format.",
        ),
        "http-413": (
            "Un contenu peut avoir au plus {0} octets.",
            "Envoyez moins à la fois.",
        ),
        "http-414": (
            "L'adresse dépasse {0} octets.",
            "Interrogez par POST à _search, avec les paramètres dans le corps.",
        ),
        "http-415": (
            "Cette adresse lit {0}.",
            "Nommez l'un d'eux dans Content-Type ; FHIR est lu comme R4 (fhirVersion=4.0).",
        ),
        "http-415.encoding": (
            ("Ce Content-Encoding n'est pas lu ici."),
            ("Compressez le corps par gzip, ou envoyez-le tel quel."),
        ),
        "http-416": (
            "Le contenu n'a pas cette partie.",
            "Content-Range dit combien d'octets il y a.",
        ),
        "http-429": (
            "{0} de vos requêtes attendent ou sont en cours : aucune autre n'est conservée.",
            "Prenez les réponses dès qu'elles sont là, ou redemandez après Retry-After secondes.",
        ),
        "http-429.hasty": (
            "Cela est demandé encore et encore avant de pouvoir être prêt.",
            "Attendez le nombre de secondes qu'indique Retry-After avant de redemander.",
        ),
        "http-431": (
            "Les en-têtes de la requête dépassent {0} octets.",
            "Envoyez moins d'en-têtes, ou de plus courts.",
        ),
        "http-503.crowded": (
            "Il y a ici autant de connexions que de places.",
            "Reconnectez-vous après Retry-After secondes, et gardez moins de connexions ouvertes.",
        ),
        "http-503.waiting": (
            "{0} requêtes attendent ou sont en cours ici : aucune autre n'est conservée.",
            "Redemandez après Retry-After secondes, ou sans Prefer: respond-async.",
        ),
        "internal-fault.http": (
            "La passerelle a échoué ici.",
            "Signalez à l'exploitant l'heure et le X-Request-Id de la réponse.",
        ),
        "internal-fault.tries": (
            "La passerelle n'est pas venue à bout de cette requête, malgré plusieurs essais.",
            "Demandez moins à la fois, et signalez à l'exploitant l'heure de la requête.",
        ),
        "json-depth": (
            "Imbriqué sur plus de {0} niveaux.",
            (
                "Aucune ressource FHIR n'est aussi profonde : cherchez une boucle dans le "
                "programme qui l'écrit."
            ),
        ),
        "json-duplicate-key": (
            "Un objet dit deux fois l'une de ses clés.",
            "Écrivez chaque clé une fois ; s'il y a plusieurs valeurs, l'élément est une liste.",
        ),
        "json-number": (
            "Un nombre est trop grand ou trop petit pour être voulu.",
            "Vérifiez l'exposant ; un long numéro qui est un nom s'écrit comme texte.",
        ),
        "json-size": (
            "Plus de {0} octets.",
            "Envoyez moins à la fois ; les grands documents vont dans leur propre Binary.",
        ),
        "json-syntax": (
            "Ce n'est pas du JSON : voir l'octet {0}.",
            "Regardez cet octet : une virgule, un guillemet ou un crochet manque ou est de trop.",
        ),
        "json-syntax.empty": (
            ("Il n'y a pas de JSON : le corps est vide."),
            (
                "Envoyez la ressource elle-même ; vérifiez que le programme qui l'envoie ne l'a "
                "pas perdue."
            ),
        ),
        "json-syntax.end": (
            ("Ce n'est pas du JSON : le texte s'arrête trop tôt."),
            ("Envoyez le texte entier : la dernière accolade manque."),
        ),
        "json-syntax.utf8": (
            ("Ceci n'est pas de l'UTF-8 : voir l'octet {0}."),
            (
                "Écrivez le JSON en UTF-8 ; un autre jeu de caractères doit être converti, pas "
                "seulement déclaré."
            ),
        ),
        "profile-unknown.asked": (
            "Ce profil n'est pas connu ici.",
            (
                "Chargez le package qui le contient (`gateway packages add`), ou vérifiez son "
                "adresse canonique."
            ),
        ),
        "request-forgotten": (
            "La requête et sa réponse sont oubliées.",
            "Ce qu'elle avait déjà changé reste changé.",
        ),
        "request-kept": (
            "La requête est conservée, et sera traitée.",
            "GET à l'adresse de Content-Location, jusqu'à la réponse 200 ; DELETE l'annule.",
        ),
        "resource-type": (
            "Une ressource FHIR est un objet avec un resourceType.",
            "Envoyez la ressource elle-même, ni dans une liste ni emballée.",
        ),
        "resource-id-required": (
            "Une mise à jour nomme la ressource par son id, et celle-ci n'en a pas.",
            "Mettez l'id, ou demandez mode=create : le serveur en donne alors un.",
        ),
        "resource-type-other": (
            "La ressource n'est pas du type que nomme l'adresse.",
            "Envoyez-la à l'adresse de son propre type.",
        ),
        "store-unavailable.http": (
            "Réessayez dans un instant.",
            "Attendez le temps indiqué par Retry-After.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
