"""What is wrong with files and documents in XML, in French, and how to mend it.

https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DOCUMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "file-unreadable": (
            "Le fichier ne peut pas être lu : {0}.",
            "Vérifiez son nom, et si vous avez le droit de le lire.",
        ),
        "xml-attribute-expected": (
            "{0} est un attribut dans le XML de FHIR, et pas un élément.",
            'Écrivez-le dans la balise même : <extension url="...">.',
        ),
        "xml-attribute-unknown": (
            "Un élément XML de FHIR n'a pas d'attribut de ce nom ici.",
            "Écrivez la valeur comme un élément à part entière, ou supprimez l'attribut.",
        ),
        "xml-attributes": (
            "Un élément a plus de {0} attributs.",
            "Rien dans FHIR n'en a autant ; regardez ce qui a produit le document.",
        ),
        "xml-character": (
            "Ce texte contient un caractère que XML ne peut pas porter.",
            "Supprimez les caractères de commande et les demi-paires UTF-16, ou utilisez JSON.",
        ),
        "xml-depth": (
            "Le XML est imbriqué sur plus de {0} niveaux.",
            "Aucune ressource n'en a besoin ; regardez ce qui a produit le document.",
        ),
        "xml-doctype": (
            "Une déclaration de type (DOCTYPE) n'est pas acceptée, quel que soit son contenu.",
            "Supprimez la ligne qui commence par <!DOCTYPE : FHIR n'en a pas.",
        ),
        "xml-elements": (
            "Le document a plus de {0} éléments.",
            "Envoyez-le en plusieurs parties, ou en JSON, une ressource par ligne.",
        ),
        "xml-encoding": (
            "Les octets ne sont pas ici du texte dans l'encodage du document.",
            "Écrivez le document en UTF-8, et dites-le dans sa première ligne ou pas du tout.",
        ),
        "xml-encoding-unknown": (
            "Le document annonce un encodage qui n'est pas lu ici.",
            "Écrivez-le en UTF-8, comme FHIR le demande.",
        ),
        "xml-entity": (
            "Il y a ici une entité que XML ne connaît pas.",
            "Écrivez le caractère lui-même, ou son numéro : &#160; pour &nbsp;.",
        ),
        "xml-namespace": (
            "Cet élément n'est pas dans l'espace de noms voulu ici : {0}.",
            'Mettez xmlns="{0}" sur lui, ou sur un élément qui l\'entoure.',
        ),
        "xml-namespace-declared": (
            "Un préfixe est employé ici qu'aucun xmlns ne déclare.",
            "Déclarez le préfixe sur cet élément ou sur un élément qui l'entoure.",
        ),
        "xml-namespaces": (
            "Le document déclare plus de {0} ensembles d'espaces de noms.",
            "Déclarez les espaces de noms une fois, sur le premier élément.",
        ),
        "xml-order": (
            "{0} se trouve derrière un élément qui doit venir après lui.",
            "En XML les éléments suivent l'ordre de la définition ; `gateway explain` le montre.",
        ),
        "xml-resource": (
            "Ici se trouve exactement une ressource, dans un élément du nom de son type.",
            "Mettez la ressource à l'intérieur : <resource><Patient>...</Patient></resource>.",
        ),
        "xml-size": (
            "Le document a plus de {0} octets.",
            "Envoyez-le en plusieurs parties.",
        ),
        "xml-syntax": (
            "Ce n'est pas du XML bien formé.",
            "Regardez cet endroit dans un éditeur XML ; & s'écrit &amp; et < s'écrit &lt;.",
        ),
        "xml-syntax.after": (
            "Quelque chose se trouve après la fin du document.",
            "Envoyez un document à la fois.",
        ),
        "xml-syntax.attribute": (
            "Un attribut se trouve deux fois sur un même élément.",
            "Gardez-en un seul.",
        ),
        "xml-syntax.end": (
            "Le document se termine avant que ses éléments soient fermés, ou il est vide.",
            "Vérifiez si le fichier a été coupé.",
        ),
        "xml-syntax.tag": (
            "Une balise fermante n'est pas celle de l'élément ouvert.",
            "Fermez les éléments dans l'ordre inverse de leur ouverture.",
        ),
        "xml-text": (
            "Du texte se trouve ici entre les éléments.",
            'En XML FHIR une valeur se met dans l\'attribut value : <gender value="female"/>.',
        ),
        "xml-text-long": (
            "Un texte a plus de {0} caractères.",
            "Envoyez ce qui est grand comme un Binary à part.",
        ),
        "xml-unwritable": (
            "{0} ne peut pas être dit en XML : ce n'est pas un élément ici, ou pas de son type.",
            "Vérifiez d'abord la ressource (`gateway validate`), puis écrivez-la en XML.",
        ),
    }
)
