"""The rules of patches, in English: what is wrong, and how to mend it.

https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PATCHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "patch-identity": (
            "A patch may change neither resourceType nor id.",
            "Leave both as they are; another resource is created or updated, not patched.",
        ),
        "patch-path": (
            "The path of this operation is not FHIRPath that can be answered here.",
            (
                "Try the path on the resource first; a condition may speak of elements of the "
                "resource only."
            ),
        ),
        "patch-path.member": (
            "The path or name of this operation names an element that R4 does not have there.",
            (
                "Check the spelling; a choice is called by its own name: `value`, not "
                "`valueQuantity`."
            ),
        ),
        "patch-path.step": (
            "A path of a patch walks by names, [n], `as` and {0}.",
            "Name the place itself; a condition goes into where().",
        ),
        "patch-place": (
            "The place that this operation names does not exist, or is none that it can change.",
            (
                "Read the resource again, and look where the pointer leads; missing objects are "
                "not made."
            ),
        ),
        "patch-place.exists": (
            "The element stands already, and does not repeat.",
            "Take replace in place of add.",
        ),
        "patch-place.list": (
            "insert and move take the path of a whole list.",
            "End the path with the name of an element that repeats, without [n].",
        ),
        "patch-place.nothing": (
            "Nothing stands at the path of this operation.",
            "Read the resource again; add first what the path goes through.",
        ),
        "patch-place.range": (
            "The list has no such number.",
            "Numbers begin at 0; insert may name one more than the last.",
        ),
        "patch-place.several": (
            "The path of this operation leads to more than one element.",
            "Name one of them, by [n] or by where().",
        ),
        "patch-place.whole": (
            "This operation would change the resource as a whole.",
            "Update the resource (PUT), or delete it.",
        ),
        "patch-shape": (
            "A JSON Patch is a list of operations.",
            "Write [ ] around the operations, also where there is only one.",
        ),
        "patch-shape.lacks": (
            "An operation {0} needs {1}.",
            "Add it to the operation.",
        ),
        "patch-shape.number": (
            "{0} is one whole number from 0 up.",
            "Say it as valueInteger.",
        ),
        "patch-shape.operation": (
            "An operation of a JSON Patch is an object that says op and path.",
            "Write each operation as an object of its own.",
        ),
        "patch-shape.parameters": (
            "A FHIRPath Patch is a Parameters, and each parameter of it is called operation.",
            "Put each operation into a parameter of its own.",
        ),
        "patch-shape.part": (
            "The parts of an operation are {0}, each at most once.",
            "Take the others out.",
        ),
        "patch-shape.pointer": (
            "A path of a JSON Patch is a JSON pointer, such as /name/0/given.",
            "Begin it with /; write ~1 for a / and ~0 for a ~ in a name.",
        ),
        "patch-shape.type": (
            "An operation is one of {0}.",
            "Name one of these.",
        ),
        "patch-shape.value": (
            "{0} holds exactly one value: value[x], part or resource.",
            "Give it one value; an element without a type of its own is said in parts.",
        ),
        "patch-shape.word": (
            "{0} is one short text.",
            "Say it as valueString, or type as valueCode; at most 1,000 characters.",
        ),
        "patch-size": (
            "A patch may have at most {0} operations.",
            "Send several patches, or update the resource (PUT).",
        ),
        "patch-size.copied": (
            "The copies that this patch makes hold more than {0} values.",
            "Update the resource (PUT) instead.",
        ),
        "patch-size.depth": (
            "The patch would nest the resource deeper than any may be.",
            "Look for a loop in what writes the patch.",
        ),
        "patch-size.steps": (
            "The paths of this patch look at too many elements.",
            "Send several patches, name elements by [n], or update the resource (PUT).",
        ),
        "patch-test": (
            "The value at this place is not the one that the patch expects.",
            "Somebody may have changed the resource: read it again, and make the patch anew.",
        ),
        "patch-value": (
            "A value of this type does not go there: {0} does.",
            "Say the value by the type of its element.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
