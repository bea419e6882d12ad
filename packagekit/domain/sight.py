"""Which rows a person may see, said as data: the database answers it as a condition of its query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """The rows that agree with everything said here; what is not said may be anything."""

    status: frozenset[str] | None = None
    registrant: str | None = None  # the supplier or cooperative that registered it
    of_house: bool = False  # registered by the house itself, for no supplier or cooperative
    party: str | None = None  # a supplier or cooperative with a part in it
    sample: bool | None = None  # shipped as sample data

    def registered_by(self, registrant: str | None) -> bool:
        """Whether a row of this registrant can be among them."""
        return (registrant is None or not self.of_house) and self.registrant in (None, registrant)


Sight = tuple[Rows, ...]
"""A row is seen that is among one of these."""

EVERYTHING: Sight = (Rows(),)
