"""The rules of writing over REST, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WRITES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http-400.bundle": (
            "Un Bundle envoyé ici est de type transaction ou batch.",
            "Pour conserver tel quel un autre Bundle, envoyez-le à /fhir/Bundle.",
        ),
        "http-400.bundle-element": (
            "Le Bundle a un élément que R4 n'a pas à cet endroit ; ce sont : {0}.",
            "Vérifiez son orthographe : ce qui est mal écrit ne compterait pas.",
        ),
        "http-400.criteria-other": (
            "Les critères s'adressent à un autre type que {0}.",
            "N'envoyez que ce qui suit le point d'interrogation : identifier=système|valeur.",
        ),
        "http-400.date": (
            "{0} est un instant ou une date.",
            "Écrivez-le ainsi : 2026-11-28T10:15:00Z.",
        ),
        "http-400.deleted-found": (
            "Cette entrée trouve une ressource qu'une autre entrée supprime.",
            "Omettez la suppression, ou la condition ; ou envoyez deux Bundles.",
        ),
        "http-400.entry": (
            (
                "Une entrée doit avoir un request.method et un request.url d'une interaction "
                "permise dans un Bundle."
            ),
            (
                "Les méthodes sont GET, HEAD, POST, PUT, PATCH et DELETE ; l'url est relative :"
                " Type, Type/id ou Type?critères."
            ),
        ),
        "http-400.entry-element": (
            "L'entrée, ou son request, a un élément que R4 n'a pas à cet endroit ; ce sont : {0}.",
            (
                "Vérifiez son orthographe, et placez les conditions dans request : ce qui est "
                "mal écrit ne compterait pas."
            ),
        ),
        "http-400.entry-patch": (
            (
                "Une entrée qui applique un patch doit porter un Parameters de FHIRPath "
                "Patch, ou un Binary avec un JSON Patch."
            ),
            "Placez le JSON Patch, en base64, dans Binary.data.",
        ),
        "http-400.entry-resource": (
            (
                "Une entrée qui crée ou met à jour doit porter une ressource, du type que nomme"
                " son url."
            ),
            "Placez la ressource dans l'entrée, ou corrigez request.url.",
        ),
        "http-400.etag": (
            "If-Match et If-None-Match prennent l'ETag d'une version, ou * : W/\"3\".",
            "Envoyez l'ETag de la version que vous avez lue.",
        ),
        "http-400.full-url": (
            "Deux entrées ont le même fullUrl.",
            "Donnez à chacune le sien : urn:uuid: et un nouvel UUID.",
        ),
        "http-400.id-form": (
            "Un id se compose de 1 à 64 lettres (A à Z), chiffres, traits d'union et points.",
            (
                "Prenez un tel id dans l'adresse et dans la ressource, ou laissez-en "
                "attribuer un : POST."
            ),
        ),
        "http-400.id-missing": (
            "La ressource doit porter l'id que nomme l'adresse.",
            "Inscrivez dans la ressource l'id de l'adresse.",
        ),
        "http-400.id-other": (
            "La ressource porte un autre id que celui de l'adresse ou de la recherche.",
            "Envoyez l'id de la ressource visée, ou aucun avec une recherche.",
        ),
        "http-400.key": (
            "Idempotency-Key compte de 1 à 128 caractères imprimables sans espaces.",
            "Prenez un UUID.",
        ),
        "http-400.no-criteria": (
            (
                "Une interaction conditionnelle demande au moins un paramètre de recherche "
                "compris ici."
            ),
            "Nommez ce qui permet de la trouver : identifier=système|valeur.",
        ),
        "http-400.none-exist": (
            "If-None-Exist est une condition de la création (POST).",
            "Pour changer ce qui existe, nommez sa version : If-Match.",
        ),
        "http-400.twice": (
            "Une même ressource est modifiée deux fois dans le même Bundle.",
            "Dites en une seule entrée ce qu'elle doit devenir.",
        ),
        "http-400.type-other": (
            "La ressource est d'un autre type que celui que nomme l'adresse.",
            "Envoyez-la à l'adresse de son propre type.",
        ),
        "http-403.foreign": (
            "Une autre source tient cette ressource : seule sa source la modifie.",
            "Demandez à sa source de la corriger, ou envoyez votre propre ressource.",
        ),
        "http-404.version": (
            "Cette version de la ressource n'existe pas.",
            "Son historique nomme toutes les versions.",
        ),
        "http-409.composed": (
            (
                "Cette ressource se compose de ce que disent plusieurs sources ou numéros : "
                "aucun ne la modifie seul."
            ),
            "Envoyez un message qui dit ce que la vôtre dit à présent.",
        ),
        "http-409.id-taken": (
            (
                "La recherche ne trouve rien, et une ressource qu'elle ne trouve pas porte "
                "cet identifiant."
            ),
            (
                "Omettez l'identifiant, prenez-en un autre, ou modifiez cette ressource à son "
                "adresse."
            ),
        ),
        "http-409.key": (
            "Cette Idempotency-Key a servi à une autre requête.",
            "Prenez une nouvelle clé pour une nouvelle requête.",
        ),
        "http-410": (
            "La ressource a été supprimée.",
            "Son historique dit ce qu'elle était.",
        ),
        "http-412.absent": (
            "Cette ressource n'existe pas, ni donc aucune de ses versions.",
            "Omettez If-Match pour la créer, ou vérifiez l'id.",
        ),
        "http-412.reference": (
            (
                "Une référence conditionnelle doit désigner une seule ressource ; elle n'en "
                "désigne aucune ou plusieurs."
            ),
            "Resserrez ses critères, ou conservez d'abord la ressource.",
        ),
        "http-412.several": (
            "Les critères trouvent plusieurs ressources.",
            "Resserrez-les jusqu'à n'en trouver qu'une.",
        ),
        "http-412.stands": (
            "La ressource existe déjà.",
            "Omettez If-None-Match pour la modifier.",
        ),
        "http-412.version": (
            "La ressource a entre-temps une autre version.",
            (
                "Relisez-la, reportez votre modification sur ce qui s'y trouve et envoyez-la "
                "avec son ETag."
            ),
        ),
        "http-422.batch-reference": (
            (
                "Cette entrée d'un batch renvoie par fullUrl à une autre, ou à elle-même ; "
                "chacune est traitée seule, et ce nom ne mène nulle part."
            ),
            "Envoyez une transaction, ou renvoyez à ce qui existe déjà : Type/id.",
        ),
        "http-422.id-reserved": (
            "Les id de cette forme sont attribués ici, à ce dont parlent les messages.",
            "Prenez un id à vous, ou laissez-en attribuer un : POST.",
        ),
        "http-422.patch": (
            "Le patch doit être un JSON Patch, ou un Parameters de FHIRPath Patch.",
            "Envoyez application/json-patch+json, ou une ressource Parameters.",
        ),
        "http-422.patched-name": (
            "Un patch doit laisser tels quels le type et l'id de la ressource.",
            "Retirez du patch ce qui les modifie.",
        ),
        "http-422.reference-form": (
            "Une référence a une forme qui ne mène nulle part.",
            "Écrivez-la Type/id, en adresse entière, ou # suivi de l'id de ce qui est contenu.",
        ),
        "http-422.too-many": (
            "Un Bundle peut contenir {0} entrées.",
            "Envoyez-le en plusieurs parties.",
        ),
        "reference-unresolved.alone": (
            "Un urn:uuid: ou urn:oid: nomme une entrée du même Bundle, et rien ici.",
            (
                "Renvoyez à ce qui existe par Type/id ; ou envoyez les deux dans une "
                "transaction, avec leurs fullUrl."
            ),
        ),
    }
)
"""Key -> sentence and hint."""
