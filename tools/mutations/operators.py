"""The ways in which a right resource is spoilt, each with what makes it wrong by the definition.

An operator takes a place and gives an edit of the object there, or None where it does not apply;
it only ever gives one whose outcome must be invalid.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from tools.mutations.edits import Operator
from tools.mutations.spoilt_forms import (
    beside_of_an_object,
    beside_of_wrong_form,
    empty_list,
    empty_object,
    empty_text,
    forbidden,
    form_not_allowed,
    list_for_one,
    misspelt,
    null,
    null_among,
    number_as_text,
    one_for_list,
    required_missing,
    too_many,
    two_forms,
    unknown_element,
    wrong_format,
    wrong_json_type,
)
from tools.mutations.spoilt_parts import (
    extension_elsewhere,
    extension_misspelt,
    extension_of_both,
    extension_of_nothing,
    extension_of_other_type,
    extension_of_wrong_code,
    extension_without_url,
    modifier_on_a_data_type,
    modifier_unknown,
    slice_missing,
    slice_of_nobody,
    slice_too_many,
)
from tools.mutations.spoilt_values import (
    beyond_limits,
    fixed_changed,
    pattern_broken,
    reference_into_nothing,
    reference_to_other_type,
    text_for_code,
    too_long,
    wrong_code,
    wrong_system,
)
from tools.mutations.spoilt_wholes import (
    bad_narrative,
    contained_in_contained,
    contained_twice,
    contained_unreferenced,
    id_twice,
    invariant_broken,
    no_such_type,
    profile_of_another_type,
)

OPERATORS: tuple[Operator, ...] = (
    required_missing, too_many, forbidden, list_for_one, one_for_list, wrong_json_type,
    wrong_format, number_as_text, empty_object, empty_list, null, null_among, empty_text,
    beside_of_wrong_form, beside_of_an_object, unknown_element, misspelt, two_forms,
    form_not_allowed, wrong_code, wrong_system, text_for_code, fixed_changed, pattern_broken,
    too_long, beyond_limits, reference_to_other_type, reference_into_nothing, extension_of_both,
    extension_of_nothing, extension_without_url, extension_misspelt, extension_of_other_type,
    extension_of_wrong_code, extension_elsewhere, modifier_unknown, modifier_on_a_data_type,
    slice_missing, slice_too_many, slice_of_nobody, no_such_type, bad_narrative,
    contained_unreferenced, contained_in_contained, contained_twice, id_twice,
    profile_of_another_type, invariant_broken,
)  # fmt: skip
"""All ways of spoiling."""
