"""Data in: what a hospital sends is read, settled, kept, and only then answered.

plan (pure) -> standing (read) -> settle (pure) -> commit (one transaction) -> receipt.
"""

from gateway.intake.receive import receive

__all__ = ["receive"]
