"""The rules of query messages, in French: what is wrong, and how to mend it.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUERIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "query-ambiguous": (
            (
                "Plusieurs personnes sont connues sous ce numéro, et il n'est pas encore "
                "établi à qui il est."
            ),
            (
                "Demandez par un numéro à vous, ou demandez à l'opérateur de faire examiner "
                "ces personnes."
            ),
        ),
        "query-control.pointer": (
            "DSC-1 n'est pas ce qu'une réponse d'ici a dit.",
            "Renvoyez DSC-1 tel qu'il était dans la réponse, avec le même QPD.",
        ),
        "query-control.priority": (
            "Seules des réponses immédiates (RCP-1 = I) sont données.",
            "Écrivez I dans RCP-1.",
        ),
        "query-control.quantity": (
            "RCP-2 n'est pas un nombre d'enregistrements, tel que 10^RD.",
            (
                "Dites dans RCP-2 combien de personnes une réponse peut contenir, ou laissez-"
                "le vide."
            ),
        ),
        "query-domain-unknown": (
            "Personne ici n'attribue de numéros sous cette autorité d'affectation.",
            ("Nommez l'autorité d'affectation comme votre fichier d'émetteur, ou par son OID."),
        ),
        "query-domain-unknown.wanted": (
            ("Des numéros sont demandés d'une autorité d'affectation qui n'est pas connue ici."),
            (
                "Ne nommez que des autorités d'affectation de votre fichier d'émetteur, ou "
                "aucune pour toutes."
            ),
        ),
        "query-identifier-unknown": (
            "Personne n'est connu sous ce numéro.",
            (
                "Vérifiez le numéro et son autorité d'affectation, et si le patient a jamais "
                "été envoyé ici."
            ),
        ),
        "query-incomplete.identifier": (
            "QPD-3 ne nomme aucun numéro.",
            (
                "Écrivez dans QPD-3 le numéro sous lequel vous connaissez le patient, avec "
                "son autorité d'affectation."
            ),
        ),
        "query-incomplete.segment": (
            "La requête n'a pas de segment QPD.",
            "Dites dans QPD ce qui est demandé.",
        ),
        "query-incomplete.tag": (
            "QPD-2 est vide : la requête n'a pas d'étiquette.",
            ("Donnez à chaque requête une étiquette à elle dans QPD-2 ; la réponse la répète."),
        ),
        "query-needs-identifier": (
            (
                "La requête ne dit de personne qui c'est : ni numéro (@PID.3.1), ni début de "
                "nom (@PID.5.1), ni date de naissance (@PID.7)."
            ),
            ("Demandez par l'un d'eux ; sexe, adresse et téléphone précisent qui il désigne."),
        ),
        "query-parameter.form": (
            "Ce n'est pas un paramètre tel que @PID.5.1^Weber.",
            (
                "Écrivez @PID, le champ et le composant séparés par des points, puis ^ et la "
                "valeur."
            ),
        ),
        "query-parameter.long": (
            "Cette valeur a plus de {0} caractères.",
            "Demandez par des valeurs plus courtes.",
        ),
        "query-parameter.many": (
            "Ce champ est répété plus de {0} fois.",
            "Demandez moins dans une requête.",
        ),
        "query-parameter.several": (
            "Une requête PIX porte sur un numéro, et en voici plusieurs.",
            "Envoyez une requête par numéro.",
        ),
        "query-parameter.unknown": (
            "Ce champ ne permet de demander personne ; le permettent : {0}.",
            "Demandez par d'autres champs de PID.",
        ),
        "query-parameter.wildcard": (
            "Un numéro se demande en entier, sans *.",
            (
                "Écrivez le numéro entier ; dans un nom ou une adresse, * remplace n'importe "
                "quelles lettres."
            ),
        ),
        "query-too-wide": (
            "Plus de {0} patients ont ce numéro dans un système ou un autre.",
            "Dites avec le numéro qui l'a attribué (@PID.3.4.1 ou @PID.3.4.2).",
        ),
        "query-too-wide.described": (
            "Plus de {0} patients peuvent être désignés.",
            "Dites-en plus de la personne : le nom entier, la date de naissance ou un numéro.",
        ),
        "unsupported-type.query": (
            (
                "Une requête reçoit sa réponse quand elle vient seule et délimitée : pas dans"
                " un lot, pas en XML, et pas là où l'on ne fait qu'essayer des messages."
            ),
            "Envoyez la requête seule, par MLLP ou à /messages/hl7v2.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
