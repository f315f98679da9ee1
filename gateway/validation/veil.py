"""Values that are there and may not be seen: whoever looks at one is found out.

So it is known that a verdict does not hang on a value: what never looks at it comes to the same
whatever it is. https://docs.python.org/3/reference/datamodel.html#special-method-names
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from gateway.model import Leaf, Resource


class LookedError(BaseException):
    """A value was looked at that may not be seen: no rule may catch this."""


class _Veil:
    """Stands for a value: it is there, and whoever looks at it is found out."""

    __slots__ = ()

    def _looked(self, *_: object) -> NoReturn:
        raise LookedError

    __getattribute__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _looked
    __hash__ = __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _looked
    __str__ = __repr__ = __format__ = __int__ = __float__ = __index__ = _looked
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = _looked
    __neg__ = __pos__ = __abs__ = __truediv__ = __rtruediv__ = __call__ = _looked


def veiled(resource: Resource, leaves: Sequence[Leaf]) -> Resource:
    """A copy in which the values at these leaves may not be seen; raises LookupError."""
    copy = dict(resource)
    copied: dict[Leaf, Any] = {(): copy}
    for leaf in leaves:
        at: Any = copy
        for depth, step in enumerate(leaf[:-1], 1):
            if leaf[:depth] not in copied:
                inner = at[step]
                copied[leaf[:depth]] = at[step] = inner.copy()
            at = copied[leaf[:depth]]
        at[leaf[-1]]  # what is not there is no leaf
        at[leaf[-1]] = _Veil()
    return copy
