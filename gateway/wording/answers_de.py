"""The rules of answered forms and of reports, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ANSWERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "response-option-unknown": (
            "Diese Antwort ist keine von denen, die die Frage anbietet.",
            "Wählen Sie eine ihrer answerOption; nur open-choice nimmt freien Text.",
        ),
        "response-not-enabled": (
            "Die Antworten anderswo lassen diese Frage nicht zu.",
            "Lassen Sie es weg, oder berichtigen Sie die Antwort, auf die enableWhen sieht.",
        ),
        "response-link-unknown": (
            "Das Questionnaire hat hier kein solches Element.",
            "Nehmen Sie die linkId aus dem Questionnaire, am selben Platz.",
        ),
        "response-item-misplaced": (
            "Was zu einer Frage gehört, steht unter ihrer Antwort.",
            "Setzen Sie die inneren Elemente unter `answer`.",
        ),
        "response-answers-many": (
            "Die Frage nimmt eine Antwort, und es sind mehr.",
            "Behalten Sie eine, oder lassen Sie die Frage im Questionnaire wiederholen.",
        ),
        "response-answer-unasked": (
            "Dieses Element fragt nichts und hat doch eine Antwort.",
            "Gruppen und Anzeigen haben keine Antwort: Setzen Sie sie unter eine Frage.",
        ),
        "response-answer-missing": (
            "Eine Pflichtfrage hat keine Antwort.",
            "Beantworten Sie sie, oder lassen Sie die Antwort auf in-progress.",
        ),
        "report-subjects-unasked": (
            "Nur ein Bericht vom Typ subject-list nennt seine Personen.",
            "Lassen Sie subjectResults weg, oder geben Sie dem Bericht den Typ subject-list.",
        ),
        "report-score-unasked": (
            "Ein Kohortenmaß hat keinen Wert.",
            "Lassen Sie measureScore weg.",
        ),
        "report-part-missing": (
            "Das Measure hat ein Element {0}, über das hier nicht berichtet wird.",
            "Berichten Sie jedes {0} des Measure unter seinem Code, notfalls mit count 0.",
        ),
        "report-count-differs": (
            "Die Anzahl ist nicht die der genannten Personen, die {0} ist.",
            "Zählen Sie die Personen, oder nennen Sie alle in der List.",
        ),
        "report-part-unknown": (
            "Das Measure hat keinen solchen Teil.",
            "Nehmen Sie den Code der Gruppe, Population oder Schicht aus dem Measure.",
        ),
        "question-condition": (
            (
                "Bedingung {0} dieses Items sieht auf keine Frage, oder auf es selbst oder "
                "eine darin."
            ),
            (
                "Schreiben Sie in enableWhen.question die linkId eines anderen Items, das "
                "nicht in diesem steht."
            ),
        ),
        "question-condition-later": (
            "Bedingung {0} dieses Items sieht auf eine Frage, die später kommt.",
            (
                "Fragen Sie zuerst, wovon anderes abhängt; viele Formulare werden von oben "
                "nach unten ausgefüllt."
            ),
        ),
        "response-order": (
            "Diese Antwort steht nach der einer Frage, die später kommt.",
            "Bringen Sie die Items in die Reihenfolge des Questionnaire.",
        ),
        "response-text-differs": (
            "Der Text des Items ist nicht der seiner Frage.",
            "Wiederholen Sie den Text des Questionnaire genau, oder lassen Sie ihn weg.",
        ),
    }
)
