"""The rules of query messages, in English: what is wrong, and how to mend it.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUERIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "query-ambiguous": (
            ("Several persons are known by this number, and it is not yet clear whose it is."),
            ("Ask by a number of your own, or ask the operator to have the persons reviewed."),
        ),
        "query-control.pointer": (
            "DSC-1 is not what an answer from here said.",
            "Send DSC-1 back as it stood in the answer, with the same QPD.",
        ),
        "query-control.priority": (
            "Only immediate answers (RCP-1 = I) are given.",
            "Write I in RCP-1.",
        ),
        "query-control.quantity": (
            "RCP-2 is not a number of records, such as 10^RD.",
            "Say in RCP-2 how many persons one answer may hold, or leave it empty.",
        ),
        "query-domain-unknown": (
            "Nobody here gives numbers under this assigning authority.",
            "Name the assigning authority as your sender file does, or by its OID.",
        ),
        "query-domain-unknown.wanted": (
            "Numbers are wanted of an assigning authority that is not known here.",
            ("Name only assigning authorities that your sender file names, or none for all."),
        ),
        "query-identifier-unknown": (
            "Nobody is known by this number.",
            (
                "Look whether the number and its assigning authority are right, and whether "
                "the patient was ever sent here."
            ),
        ),
        "query-incomplete.identifier": (
            "QPD-3 names no number.",
            (
                "Write the number that you know the patient by, with its assigning authority,"
                " in QPD-3."
            ),
        ),
        "query-incomplete.segment": (
            "The query has no QPD segment.",
            "Say in QPD what is asked.",
        ),
        "query-incomplete.tag": (
            "QPD-2 is empty: the query has no tag.",
            "Give each query a tag of its own in QPD-2; the answer repeats it.",
        ),
        "query-needs-identifier": (
            (
                "The query says of nobody who it is: neither a number (@PID.3.1), nor how a "
                "name begins (@PID.5.1), nor a birth date (@PID.7)."
            ),
            "Ask by one of these; sex, address and telephone narrow down whom it finds.",
        ),
        "query-parameter.form": (
            "This is no parameter such as @PID.5.1^Weber.",
            (
                "Write @PID, the field and the component with points between them, then ^ and"
                " the value."
            ),
        ),
        "query-parameter.long": (
            "This value has more than {0} characters.",
            "Ask by shorter values.",
        ),
        "query-parameter.many": (
            "This field repeats more than {0} times.",
            "Ask less in one query.",
        ),
        "query-parameter.several": (
            "A PIX query asks about one number, and here are several.",
            "Send a query for each number.",
        ),
        "query-parameter.unknown": (
            "By this field nobody can be asked for; these are: {0}.",
            "Ask by other fields of PID.",
        ),
        "query-parameter.wildcard": (
            "A number is asked for whole, without *.",
            "Write the whole number; in a name or an address * stands for any letters.",
        ),
        "query-too-wide": (
            "More than {0} patients have this number in one system or another.",
            "Say with the number who assigned it (@PID.3.4.1 or @PID.3.4.2).",
        ),
        "query-too-wide.described": (
            "More than {0} patients may be meant.",
            "Say more of the person: the whole name, the birth date, or a number.",
        ),
        "unsupported-type.query": (
            (
                "A query is answered where it comes by itself, delimited: not in a batch, not"
                " in XML, and not where messages are only tried."
            ),
            "Send the query alone, over MLLP or to /messages/hl7v2.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
