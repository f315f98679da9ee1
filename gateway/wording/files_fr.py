"""What is wrong with files, archives and their formats, in French, and how to mend it.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "archive-duplicate": (
            "Deux entrées de l'archive portent le même nom.",
            (
                "Donnez à chaque fichier de l'archive son propre nom ; majuscules et "
                "minuscules ne comptent pas."
            ),
        ),
        "archive-empty": (
            "L'archive ne contient aucun document.",
            "Vérifiez que les fichiers y ont été mis.",
        ),
        "archive-encrypted": (
            "Une entrée de l'archive est chiffrée.",
            "Archivez sans mot de passe : c'est la connexion qui protège les fichiers.",
        ),
        "archive-entries": (
            "L'archive a plus de {0} entrées.",
            "Envoyez-la en plusieurs parties.",
        ),
        "archive-entry-size": (
            "Une entrée de l'archive dépasse {0} octets une fois décompressée.",
            "Mettez moins dans un fichier, ou demandez à l'exploitant de relever la limite.",
        ),
        "archive-link": (
            "Une entrée de l'archive est un lien ou un périphérique, et non un fichier.",
            "Mettez le fichier lui-même dans l'archive.",
        ),
        "archive-method": (
            "Une entrée de l'archive est compressée par une méthode qui n'est pas lue ici.",
            "Archivez en zip avec deflate, en tar ou en tar.gz.",
        ),
        "archive-nested": (
            "Une archive se trouve dans l'archive.",
            "Envoyez l'archive intérieure à part.",
        ),
        "archive-office": (
            "C'est un fichier de bureautique (classeur, texte), et non une archive de documents.",
            "Exportez un tableau en CSV, un texte en PDF, et envoyez-le.",
        ),
        "archive-path": (
            "Le nom d'une entrée mène hors de l'archive.",
            "Nommez les entrées par des chemins relatifs, sans `..`, lecteur ni barre initiale.",
        ),
        "archive-ratio": (
            "Une entrée de l'archive grandit de plus de {0} fois à la décompression.",
            (
                "Envoyez le fichier non compressé : ce qui se compresse autant n'est pas "
                "pris compressé."
            ),
        ),
        "archive-size": (
            "L'archive dépasse {0} octets une fois décompressée.",
            "Envoyez-la en plusieurs parties.",
        ),
        "archive-sizes": (
            "Une entrée de l'archive n'a pas la longueur que l'archive annonce.",
            "Refaites l'archive : elle est abîmée, ou faite pour tromper.",
        ),
        "archive-unreadable": (
            "Ce n'est pas une archive lisible ici : zip, tar, tar.gz ou gz, entière et intacte.",
            "Vérifiez que le fichier n'a pas été coupé, et refaites l'archive.",
        ),
        "file-empty": (
            "Le fichier est vide.",
            "Vérifiez que le programme qui l'écrit est allé à son terme.",
        ),
        "file-too-large": (
            "Le fichier dépasse {0} octets.",
            "Écrivez moins dans un fichier, ou relevez GATEWAY_MAX_MESSAGE.",
        ),
        "format-other": (
            "Ceci commence comme {0}, et a été envoyé comme {1}.",
            "Envoyez-le à /messages/{0}, ou dites son format : --input-format {0}.",
        ),
        "format-other.fhir": (
            "Ceci commence comme {0} ; seul FHIR est contrôlé ici.",
            "`gateway convert --validate` le dit en FHIR et contrôle cela ; /fhir/$convert aussi.",
        ),
        "format-unknown.paper": (
            "Un fichier de ce type ({0}) ne dit pas de quel patient il s'agit.",
            (
                "Envoyez-le dans un message (MDM, le fichier dans un OBX de type ED) ou dans un "
                "document CDA (nonXMLBody) : ceux-ci nomment le patient."
            ),
        ),
        "format-unknown": (
            "Ceci ne commence comme aucun des formats lus ici : {0}.",
            (
                "Vérifiez que c'est le bon fichier, ou dites son format : --input-format, ou "
                "l'adresse."
            ),
        ),
        "http-400.format": (
            "format est l'un de {0}.",
            "Dites-en un, ou omettez-le : c'est alors le contenu qui décide.",
        ),
        "http-404.format": (
            "Il n'y a pas de format de ce nom ; il y a : {0}.",
            "Envoyez à /messages/ suivi de l'un de ces noms.",
        ),
        "http-415.format": (
            "Content-Type annonce un autre format que l'adresse, qui prend {0}.",
            "Envoyez à l'adresse de son propre format, ou omettez Content-Type.",
        ),
        "xdm-document-changed": (
            (
                "Un document du paquet n'est pas celui que METADATA.XML décrit : sa taille "
                "ou son empreinte diffère."
            ),
            "Refaites le paquet, à partir de documents qui ne changent plus.",
        ),
        "xdm-document-missing": (
            "METADATA.XML nomme un document qui n'est pas dans le paquet.",
            "Mettez le document à côté de METADATA.XML, sous le nom que dit son slot URI.",
        ),
        "http-413.many": (
            "Pas plus de {0} messages sont convertis à la fois.",
            "Envoyez-en moins ; rien n'en est conservé de toute façon.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
