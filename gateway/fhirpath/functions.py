"""Every function of FHIRPath and FHIR, one a row: what does the work, and what it takes.

To add one: write it in a `functions_*` file, add its row here and its line in the documentation.
https://hl7.org/fhirpath/N1/#functions · https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from gateway.fhirpath import (
    functions_boundary as boundary,
)
from gateway.fhirpath import (
    functions_conversion as convert,
)
from gateway.fhirpath import (
    functions_existence as some,
)
from gateway.fhirpath import (
    functions_fhir as fhir,
)
from gateway.fhirpath import (
    functions_math as math,
)
from gateway.fhirpath import (
    functions_text as text,
)


class Function(NamedTuple):
    """A row: `run(items, *arguments)`, with the environment last where `world` is true."""

    run: Callable[..., list[Any]]
    arguments: tuple[str, ...] = ()
    """value, each (asked of every item), once (of the one), whole (of all together),
    fold (each, with $total), type, key;
    with `?` optional, with `*` any number."""
    world: bool = False

    def takes(self, count: int) -> bool:
        """Does it take so many arguments?"""
        least = sum(kind[-1] not in "?*" for kind in self.arguments)
        endless = bool(self.arguments) and self.arguments[-1].endswith("*")
        return least <= count and (endless or count <= len(self.arguments))

    def kinds(self, count: int) -> list[str]:
        """The kind of each of so many arguments."""
        kinds = [kind.rstrip("?*") for kind in self.arguments]
        return (kinds + kinds[-1:] * count)[:count]


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "empty": Function(some.empty),
        "exists": Function(some.exists, ("each?",), world=True),
        "all": Function(some.every, ("each",), world=True),
        "allTrue": Function(some.all_true),
        "anyTrue": Function(some.any_true),
        "allFalse": Function(some.all_false),
        "anyFalse": Function(some.any_false),
        "subsetOf": Function(some.subset_of, ("value",), world=True),
        "supersetOf": Function(some.superset_of, ("value",), world=True),
        "count": Function(some.count),
        "distinct": Function(some.distinct, world=True),
        "isDistinct": Function(some.is_distinct, world=True),
        "not": Function(some.negation),
        "where": Function(some.where, ("each",), world=True),
        "select": Function(some.select, ("each",), world=True),
        "repeat": Function(some.repeat, ("each",), world=True),
        "ofType": Function(some.of_type_, ("type",)),
        "as": Function(some.as_, ("type",)),
        "is": Function(some.is_, ("type",)),
        "single": Function(some.only),
        "first": Function(some.first),
        "last": Function(some.last),
        "tail": Function(some.tail),
        "skip": Function(some.skip, ("value",)),
        "take": Function(some.take, ("value",)),
        "intersect": Function(some.intersect, ("value",), world=True),
        "exclude": Function(some.exclude, ("value",), world=True),
        "union": Function(some.union, ("value",), world=True),
        "combine": Function(some.combine, ("value",)),
        "sort": Function(some.sort, ("key*",), world=True),
        "aggregate": Function(some.aggregate, ("fold", "value?"), world=True),
        "iif": Function(some.iif, ("once", "once", "once?")),
        "coalesce": Function(some.coalesce, ("value*",)),
        "defineVariable": Function(some.define_variable, ("value", "whole?"), world=True),
        "trace": Function(some.trace, ("value", "each?")),
        "toBoolean": Function(convert.to(convert.boolean)),
        "toInteger": Function(convert.to(convert.integer)),
        "toDecimal": Function(convert.to(convert.decimal)),
        "toString": Function(convert.to(convert.string)),
        "toQuantity": Function(convert.to_quantity, ("value?",)),
        "toDate": Function(convert.to(convert.date)),
        "toDateTime": Function(convert.to(convert.date_time)),
        "toTime": Function(convert.to(convert.time)),
        "convertsToBoolean": Function(convert.converts_to(convert.boolean)),
        "convertsToInteger": Function(convert.converts_to(convert.integer)),
        "convertsToDecimal": Function(convert.converts_to(convert.decimal)),
        "convertsToString": Function(convert.converts_to(convert.string)),
        "convertsToQuantity": Function(convert.converts_to_quantity, ("value?",)),
        "convertsToDate": Function(convert.converts_to(convert.date)),
        "convertsToDateTime": Function(convert.converts_to(convert.date_time)),
        "convertsToTime": Function(convert.converts_to(convert.time)),
        "indexOf": Function(text.index_of, ("value",)),
        "lastIndexOf": Function(text.last_index_of, ("value",)),
        "substring": Function(text.substring, ("value", "value?")),
        "startsWith": Function(text.starts_with, ("value",)),
        "endsWith": Function(text.ends_with, ("value",)),
        "contains": Function(text.contains, ("value",)),
        "upper": Function(text.upper),
        "lower": Function(text.lower),
        "replace": Function(text.replace, ("value", "value")),
        "matches": Function(text.matches, ("value",), world=True),
        "matchesFull": Function(text.matches_full, ("value",), world=True),
        "replaceMatches": Function(text.replace_matches, ("value", "value"), world=True),
        "length": Function(text.length),
        "toChars": Function(text.to_chars),
        "trim": Function(text.trim),
        "split": Function(text.split, ("value",)),
        "join": Function(text.join, ("value?",)),
        "encode": Function(text.encode, ("value",)),
        "decode": Function(text.decode, ("value",)),
        "escape": Function(text.escape, ("value",)),
        "unescape": Function(text.unescape, ("value",)),
        "abs": Function(math.absolute),
        "ceiling": Function(math.ceiling),
        "exp": Function(math.exponential),
        "floor": Function(math.floor),
        "ln": Function(math.natural_logarithm),
        "log": Function(math.logarithm, ("value",)),
        "power": Function(math.power, ("value",)),
        "round": Function(math.rounded, ("value?",)),
        "sqrt": Function(math.square_root),
        "truncate": Function(math.truncate),
        "lowBoundary": Function(boundary.low, ("value?",)),
        "highBoundary": Function(boundary.high, ("value?",)),
        "precision": Function(boundary.precision),
        "comparable": Function(boundary.comparable, ("value",)),
        "children": Function(fhir.children, world=True),
        "descendants": Function(fhir.descendants, world=True),
        "type": Function(fhir.type_of),
        "extension": Function(fhir.extension, ("value",), world=True),
        "hasExtension": Function(fhir.has_extension, ("value",), world=True),
        "hasValue": Function(fhir.has_value),
        "getValue": Function(fhir.get_value),
        "resolve": Function(fhir.resolve, world=True),
        "conformsTo": Function(fhir.conforms_to, ("value",), world=True),
        "memberOf": Function(fhir.member_of, ("value",), world=True),
        "subsumes": Function(fhir.subsumes, ("value",), world=True),
        "subsumedBy": Function(fhir.subsumed_by, ("value",), world=True),
        "slice": Function(fhir.slice_, ("value", "value"), world=True),
        "elementDefinition": Function(fhir.element_definition, world=True),
        "htmlChecks": Function(fhir.html_checks, world=True),
        "checkModifiers": Function(fhir.check_modifiers, ("value*",)),
        "now": Function(fhir.now, world=True),
        "today": Function(fhir.today, world=True),
        "timeOfDay": Function(fhir.time_of_day, world=True),
    }
)
