"""What is said of each rule in English, French and German, and how to mend what it finds.

A room low in the house: whoever finds something takes his sentence from here, and every door says
an issue again in the reader's language. https://hl7.org/fhir/R4/operationoutcome.html
"""

from gateway.model import Language
from gateway.wording.languages import preferred
from gateway.wording.say import hint, localized, say
from gateway.wording.sentences import SENTENCES, SUBJECTS, Sentence, english, told
from gateway.wording.severities import SEVERITIES

__all__ = [
    "SENTENCES",
    "SEVERITIES",
    "SUBJECTS",
    "Language",
    "Sentence",
    "english",
    "hint",
    "localized",
    "preferred",
    "say",
    "told",
]
