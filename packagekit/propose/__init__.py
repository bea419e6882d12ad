"""From a bundle, its estimates and the evidence to the proposal: the only names a document may use."""

from packagekit.propose.architecture import architecture
from packagekit.propose.changes import changes
from packagekit.propose.proposal import propose

__all__ = ["architecture", "changes", "propose"]
