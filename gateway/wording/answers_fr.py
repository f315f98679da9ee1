"""The rules of answered forms and of reports, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ANSWERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "response-option-unknown": (
            "Cette réponse n'est aucune de celles que la question propose.",
            "Choisissez parmi ses answerOption ; seul open-choice admet un texte libre.",
        ),
        "response-not-enabled": (
            "Les réponses données ailleurs excluent cette question.",
            "Omettez l'élément, ou corrigez la réponse que regarde son enableWhen.",
        ),
        "response-link-unknown": (
            "Le Questionnaire n'a pas un tel élément ici.",
            "Reprenez le linkId du Questionnaire, sous le même parent.",
        ),
        "response-item-misplaced": (
            "Ce qui dépend d'une question se place sous sa réponse.",
            "Déplacez les éléments internes sous `answer`.",
        ),
        "response-answers-many": (
            "La question n'admet qu'une réponse, et il y en a davantage.",
            "Gardez-en une, ou rendez la question répétable dans son Questionnaire.",
        ),
        "response-answer-unasked": (
            "Cet élément ne demande rien et a pourtant une réponse.",
            "Un groupe ou un affichage n'a pas de réponse : placez-la sous une question.",
        ),
        "response-answer-missing": (
            "Une question obligatoire est sans réponse.",
            "Répondez-y, ou laissez la réponse à in-progress.",
        ),
        "report-subjects-unasked": (
            "Seul un rapport de type subject-list nomme ses sujets.",
            "Omettez subjectResults, ou donnez au rapport le type subject-list.",
        ),
        "report-score-unasked": (
            "Une mesure de cohorte n'a pas de score.",
            "Omettez measureScore.",
        ),
        "report-part-missing": (
            "La Measure a un élément {0} qui n'est pas rapporté ici.",
            "Rapportez chaque {0} de la Measure sous son code, avec un count de 0 au besoin.",
        ),
        "report-count-differs": (
            "Le nombre indiqué n'est pas celui des sujets nommés, qui est {0}.",
            "Comptez les sujets, ou nommez-les tous dans la List.",
        ),
        "report-part-unknown": (
            "Le Measure n'a pas une telle partie.",
            "Reprenez du Measure le code du groupe, de la population ou de la strate.",
        ),
        "question-condition": (
            (
                "La condition {0} de cet item ne regarde aucune question, ou lui-même, ou "
                "une question à l'intérieur."
            ),
            (
                "Écrivez dans enableWhen.question le linkId d'un autre item qui n'est pas "
                "dans celui-ci."
            ),
        ),
        "question-condition-later": (
            "La condition {0} de cet item regarde une question qui vient plus tard.",
            (
                "Demandez d'abord ce dont d'autres dépendent ; beaucoup de formulaires se "
                "remplissent de haut en bas."
            ),
        ),
        "response-order": (
            "Cette réponse vient après celle d'une question qui vient plus tard.",
            "Mettez les items dans l'ordre du Questionnaire.",
        ),
        "response-text-differs": (
            "Le texte de l'item n'est pas celui de sa question.",
            "Répétez le texte du Questionnaire à la lettre, ou omettez-le.",
        ),
    }
)
