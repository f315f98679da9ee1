"""What is wrong with FHIR and DICOM that others send, in French, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
https://dicom.nema.org/medical/dicom/current/output/html/part10.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body-empty.dicom": (
            "Il n'y a pas d'objet : le corps est vide.",
            "Envoyez un objet DICOM, ou ses métadonnées en application/dicom+json.",
        ),
        "body-empty.resource": (
            "Il n'y a pas de ressource : le corps est vide.",
            "Envoyez une ressource ou un Bundle en FHIR R4, en JSON ou en XML.",
        ),
        "bundle-empty": (
            "Le Bundle n'a aucune entrée.",
            "Envoyez les ressources dans Bundle.entry.",
        ),
        "bundle-first": (
            "La première entrée de ce Bundle doit être une ressource {0}.",
            "Un document commence par sa Composition, un message par son MessageHeader.",
        ),
        "bundle-label-untold": (
            (
                "Le Bundle est marqué confidentiel, mais pas chacune de ses ressources : il "
                "n'est pas repris."
            ),
            "Placez le label dans meta.security de chaque ressource concernée.",
        ),
        "bundle-type-untaken": (
            "Un Bundle de ce type n'est pas accepté comme message.",
            (
                "Envoyez une transaction, un batch, un document, un message, une collection "
                "ou un searchset."
            ),
        ),
        "content-awaited": (
            (
                "Le contenu nommé ici n'est pas venu avec le message : il sera trouvé ici dès"
                " qu'il viendra."
            ),
            "Envoyez aussi le Binary, dans le même Bundle ou plus tard.",
        ),
        "dicom-charset": (
            "L'objet nomme un jeu de caractères inconnu.",
            (
                "SpecificCharacterSet (0008,0005) contient un terme de DICOM : ISO_IR 192 "
                "pour UTF-8."
            ),
        ),
        "dicom-charset.mismatch": (
            "Le texte de {0} n'est pas dans le jeu de caractères que l'objet nomme.",
            (
                "Nommez dans SpecificCharacterSet (0008,0005) le jeu dans lequel les textes sont "
                "écrits."
            ),
        ),
        "dicom-depth": (
            "Les séquences s'emboîtent sur plus de {0} niveaux.",
            "Aucun objet d'un appareil d'imagerie n'en a besoin ; voyez ce qui l'a écrit.",
        ),
        "dicom-elements": (
            "L'objet a plus de {0} éléments.",
            "Aucun objet d'un appareil d'imagerie n'en a besoin ; voyez ce qui l'a écrit.",
        ),
        "dicom-json": (
            "Ce n'est pas un jeu de données en JSON de DICOM.",
            (
                "Écrivez les métadonnées comme application/dicom+json : un objet de tags, "
                "chacun avec vr et Value."
            ),
        ),
        "dicom-json.tag": (
            "Une clé n'est pas un tag de huit chiffres hexadécimaux.",
            (
                "Écrivez les métadonnées comme application/dicom+json : un objet de tags, "
                "chacun avec vr et Value."
            ),
        ),
        "dicom-json.value": (
            "Une valeur n'a pas la forme que demande le JSON de DICOM.",
            (
                "Écrivez les métadonnées comme application/dicom+json : un objet de tags, "
                "chacun avec vr et Value."
            ),
        ),
        "dicom-syntax.cut": (
            "L'objet se termine au milieu d'un élément.",
            (
                "Vérifiez si le fichier a été coupé ou modifié en route ; exportez-le de "
                "nouveau depuis l'archive."
            ),
        ),
        "dicom-syntax.deflated": (
            "L'objet compressé ne peut pas être décompressé.",
            (
                "Vérifiez si le fichier a été coupé ou modifié en route ; exportez-le de "
                "nouveau depuis l'archive."
            ),
        ),
        "dicom-syntax.item": (
            "Une séquence contient ce qui n'est pas un item.",
            (
                "Vérifiez si le fichier a été coupé ou modifié en route ; exportez-le de "
                "nouveau depuis l'archive."
            ),
        ),
        "dicom-syntax.length": (
            "Un élément se dit plus long que ce qui le contient.",
            (
                "Vérifiez si le fichier a été coupé ou modifié en route ; exportez-le de "
                "nouveau depuis l'archive."
            ),
        ),
        "dicom-syntax.magic": (
            "Ce n'est pas un objet DICOM : DICM n'est pas à sa place.",
            (
                "Vérifiez si le fichier a été coupé ou modifié en route ; exportez-le de "
                "nouveau depuis l'archive."
            ),
        ),
        "dicom-syntax.representation": (
            "Un élément n'a pas de représentation connue de DICOM.",
            (
                "Vérifiez si le fichier a été coupé ou modifié en route ; exportez-le de "
                "nouveau depuis l'archive."
            ),
        ),
        "dicom-uid": (
            "L'objet n'a pas de {0} valable.",
            (
                "Envoyez-le avec son UID et ceux de sa série et de son examen : des chiffres et "
                "des points, 64 au plus."
            ),
        ),
        "dicom-unfolded": (
            "L'objet compressé dépasse {0} octets une fois décompressé.",
            "Aucun objet d'un appareil d'imagerie n'en a besoin ; voyez ce qui l'a écrit.",
        ),
        "dicom-xml": (
            (
                "Ce n'est pas un jeu de données en XML de DICOM : des éléments DicomAttribute"
                " avec un tag."
            ),
            "Écrivez-le selon le modèle natif de DICOM PS3.19, ou envoyez l'objet lui-même.",
        ),
        "entry-contradicts": (
            "Une autre entrée de ce message est la même ressource et dit autre chose.",
            "Envoyez chaque ressource une seule fois par message, dans son état actuel.",
        ),
        "entry-delete-untaken": (
            (
                "{0} n'a pas d'élément qui dirait qu'il ne vaut plus : un message ne peut pas"
                " le retirer."
            ),
            "Supprimez-le sous /fhir, ou envoyez sans lui ce qui y fait référence.",
        ),
        "entry-id-twice": (
            "Une autre entrée de ce message a le même id ou fullUrl, et est une autre ressource.",
            (
                "Donnez à chaque entrée son propre fullUrl et son propre id : une référence "
                "pourrait désigner l'une ou l'autre."
            ),
        ),
        "entry-of-another-server": (
            (
                "Les entrées viennent de plusieurs serveurs, dont les id peuvent désigner des"
                " choses différentes."
            ),
            (
                "Envoyez ce que chaque serveur détient dans ses propres messages ; les "
                "adresses d'un même serveur sont déclarées comme base."
            ),
        ),
        "entry-request-untaken": (
            "{0} n'est pas repris dans un message.",
            (
                "Un message peut faire POST, PUT ou DELETE (par type et id) ; tout le reste "
                "se fait sous /fhir."
            ),
        ),
        "entry-request-untaken.method": (
            "La méthode de cette requête n'est pas de celles d'un message.",
            "POST ou PUT de la ressource entière, ou DELETE par type et id.",
        ),
        "entry-request-untaken.search": (
            "Un message supprime par type et id seulement, pas par une recherche ou une adresse.",
            "Écrivez request.url sous la forme Type/id, une entrée par ressource.",
        ),
        "entry-search-untaken": (
            (
                "Une mise à jour par recherche n'est reprise que si elle demande un seul "
                "numéro que la ressource porte elle-même."
            ),
            (
                "PUT vers Type/id, ou vers Type?identifier=system|value avec cet identifiant "
                "dans la ressource."
            ),
        ),
        "entry-without-resource": (
            "Il n'y a pas de ressource dans cette entrée.",
            "Mettez la ressource dans Bundle.entry.resource, avec son resourceType.",
        ),
        "fhir-version": (
            "Ceci est du FHIR {0} : R4 ne connaît pas {1}.",
            "Envoyez du FHIR R4 (4.0.1).",
        ),
        "implicit-rules-unknown": (
            (
                "Les règles que nomme implicitRules ne sont pas connues ici : elles peuvent "
                "changer le sens de tout le reste."
            ),
            "Envoyez sans implicitRules, en disant en FHIR ce que les règles impliquent.",
        ),
        "patient-link-untold": (
            "Que deux patients n'en font qu'un n'est pas repris de Patient.link.",
            (
                "Indiquez les deux numéros comme identifiants du Patient, ou envoyez un "
                "message de fusion."
            ),
        ),
        "reference-kept-as-identifier": (
            (
                "Ce qui est référencé ici n'est pas venu avec le message : il est nommé par "
                "son identifiant."
            ),
            "Envoyez-le dans le même Bundle si le lien doit pouvoir être suivi.",
        ),
        "reference-leads-nowhere": (
            (
                "Cette référence n'est ni une adresse, ni un type et un id : personne ne peut"
                " la suivre."
            ),
            "Écrivez Type/id, une adresse entière, ou utilisez identifier ou display.",
        ),
        "reference-search-untaken": (
            (
                "Une recherche dans une référence n'est reprise que si elle demande un seul "
                "identifiant, avec son système."
            ),
            "Écrivez Type?identifier=system|value, ou l'id de la ressource.",
        ),
        "resource-subsetted": (
            (
                "Ceci dit n'être qu'une partie de la ressource (SUBSETTED) : pris pour le "
                "tout, il effacerait le reste."
            ),
            "Envoyez la ressource entière : demandez-la sans _summary ni _elements.",
        ),
        "resource-untaken": (
            "{0} ne dit rien qui puisse être conservé seul.",
            "Envoyez les ressources dont elle parle.",
        ),
        "subject-in-no-record": (
            (
                "Le patient nommé ici est contenu, ailleurs ou absent du message : ceci n'est"
                " dans le dossier de personne."
            ),
            "Envoyez le Patient à côté, ou référez-vous-y par son id ou son numéro.",
        ),
    }
)
