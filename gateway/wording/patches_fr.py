"""The rules of patches, in French: what is wrong, and how to mend it.

https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PATCHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "patch-identity": (
            "Un patch ne change ni resourceType ni id.",
            (
                "Laissez les deux tels quels ; une autre ressource se crée ou se remplace, sans "
                "patch."
            ),
        ),
        "patch-path": (
            "Le chemin de cette opération n'est pas du FHIRPath auquel on puisse répondre ici.",
            (
                "Essayez d'abord le chemin sur la ressource ; une condition ne peut parler que "
                "d'éléments de celle-ci."
            ),
        ),
        "patch-path.member": (
            (
                "Le chemin ou le nom de cette opération désigne un élément que R4 n'a pas à cet "
                "endroit."
            ),
            (
                "Vérifiez l'orthographe ; un élément à choix porte son propre nom : `value`, non "
                "`valueQuantity`."
            ),
        ),
        "patch-path.step": (
            "Un chemin de patch avance par des noms, [n], `as` et {0}.",
            "Désignez l'endroit lui-même ; une condition va dans where().",
        ),
        "patch-place": (
            "L'endroit que cette opération désigne n'existe pas, ou ne peut être changé par elle.",
            (
                "Relisez la ressource, et voyez où mène le pointeur ; les objets manquants ne "
                "sont pas créés."
            ),
        ),
        "patch-place.exists": (
            "L'élément existe déjà, et ne se répète pas.",
            "Prenez replace au lieu de add.",
        ),
        "patch-place.list": (
            "insert et move prennent le chemin d'une liste entière.",
            "Terminez le chemin par le nom d'un élément qui se répète, sans [n].",
        ),
        "patch-place.nothing": (
            "Il n'y a rien au chemin de cette opération.",
            "Relisez la ressource ; ajoutez d'abord ce que le chemin traverse.",
        ),
        "patch-place.range": (
            "La liste n'a pas ce numéro.",
            "Les numéros commencent à 0 ; insert peut nommer celui qui suit le dernier.",
        ),
        "patch-place.several": (
            "Le chemin de cette opération mène à plus d'un élément.",
            "Désignez-en un seul, par [n] ou par where().",
        ),
        "patch-place.whole": (
            "Cette opération changerait la ressource tout entière.",
            "Remplacez la ressource (PUT), ou supprimez-la.",
        ),
        "patch-shape": (
            "Un JSON Patch est une liste d'opérations.",
            "Écrivez [ ] autour des opérations, même s'il n'y en a qu'une.",
        ),
        "patch-shape.lacks": (
            "Une opération {0} a besoin de {1}.",
            "Ajoutez-le à l'opération.",
        ),
        "patch-shape.number": (
            "{0} est un seul nombre entier, à partir de 0.",
            "Dites-le par valueInteger.",
        ),
        "patch-shape.operation": (
            "Une opération d'un JSON Patch est un objet qui dit op et path.",
            "Écrivez chaque opération comme un objet à part.",
        ),
        "patch-shape.parameters": (
            "Un FHIRPath Patch est un Parameters dont chaque paramètre s'appelle operation.",
            "Mettez chaque opération dans un paramètre à part.",
        ),
        "patch-shape.part": (
            "Les parties d'une opération sont {0}, chacune une fois au plus.",
            "Enlevez les autres.",
        ),
        "patch-shape.pointer": (
            "Un chemin de JSON Patch est un pointeur JSON, tel que /name/0/given.",
            "Commencez-le par / ; écrivez ~1 pour un / et ~0 pour un ~ dans un nom.",
        ),
        "patch-shape.type": (
            "Une opération est l'une de celles-ci : {0}.",
            "Nommez l'une d'elles.",
        ),
        "patch-shape.value": (
            "{0} contient exactement une valeur : value[x], part ou resource.",
            "Donnez-lui une valeur ; un élément sans type propre se dit en parties.",
        ),
        "patch-shape.word": (
            "{0} est un seul texte court.",
            "Dites-le par valueString, ou type par valueCode ; 1000 caractères au plus.",
        ),
        "patch-size": (
            "Un patch peut avoir {0} opérations au plus.",
            "Envoyez plusieurs patchs, ou remplacez la ressource (PUT).",
        ),
        "patch-size.copied": (
            "Les copies que fait ce patch contiennent plus de {0} valeurs.",
            "Remplacez plutôt la ressource (PUT).",
        ),
        "patch-size.depth": (
            "Le patch imbriquerait la ressource plus profondément qu'aucune ne peut l'être.",
            "Cherchez une boucle dans ce qui écrit le patch.",
        ),
        "patch-size.steps": (
            "Les chemins de ce patch regardent trop d'éléments.",
            (
                "Envoyez plusieurs patchs, désignez les éléments par [n], ou remplacez la "
                "ressource (PUT)."
            ),
        ),
        "patch-test": (
            "La valeur à cet endroit n'est pas celle que le patch attend.",
            "La ressource a peut-être été changée : relisez-la, et refaites le patch.",
        ),
        "patch-value": (
            "Une valeur de ce type ne va pas là : il y faut {0}.",
            "Dites la valeur par le type de son élément.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
