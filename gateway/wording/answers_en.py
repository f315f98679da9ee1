"""The rules of answered forms and of reports, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ANSWERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "response-option-unknown": (
            "This answer is none of those that the question offers.",
            "Choose one of its answerOption; only open-choice takes free text.",
        ),
        "response-not-enabled": (
            "The answers elsewhere do not let this question be asked.",
            "Leave the item out, or correct the answer that its enableWhen looks at.",
        ),
        "response-link-unknown": (
            "The Questionnaire has no such item here.",
            "Take the linkId from the Questionnaire, under the same parent.",
        ),
        "response-item-misplaced": (
            "What belongs to a question stands under its answer.",
            "Move the inner items below `answer`.",
        ),
        "response-answers-many": (
            "The question takes one answer, and there are more.",
            "Keep one, or let the question repeat in its Questionnaire.",
        ),
        "response-answer-unasked": (
            "This item asks nothing, and yet it has an answer.",
            "Groups and displays have no answer: move it to a question.",
        ),
        "response-answer-missing": (
            "A required question has no answer.",
            "Answer it, or leave the response in-progress.",
        ),
        "report-subjects-unasked": (
            "Only a report of the type subject-list names its subjects.",
            "Leave subjectResults out, or let the report be a subject-list.",
        ),
        "report-score-unasked": (
            "A cohort measure has no score.",
            "Leave measureScore out.",
        ),
        "report-part-missing": (
            "The Measure has a {0} that is not reported here.",
            "Report each {0} of the Measure under its own code, with a count of 0 if need be.",
        ),
        "report-count-differs": (
            "The count is not the number of subjects that are named, which is {0}.",
            "Count the subjects, or name all of them in the List.",
        ),
        "report-part-unknown": (
            "The Measure has no such part.",
            "Take the code of the group, population or stratifier from the Measure.",
        ),
        "question-condition": (
            "Condition {0} of this item looks at no question, or at itself or one inside it.",
            (
                "Write into enableWhen.question the linkId of another item that is not "
                "inside this one."
            ),
        ),
        "question-condition-later": (
            "Condition {0} of this item looks at a question that comes later.",
            "Ask first what others depend on; many forms are filled in from the top down.",
        ),
        "response-order": (
            "This answer stands after that of a question which comes later.",
            "Put the items into the order of the Questionnaire.",
        ),
        "response-text-differs": (
            "The text of the item is not that of its question.",
            "Repeat the text of the Questionnaire to the letter, or leave it out.",
        ),
    }
)
