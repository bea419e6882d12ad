"""What a bundle costs its buyer and returns him, under a market's law on a day."""

from packagekit.estimate.border import landed
from packagekit.estimate.contract import contract_tax
from packagekit.estimate.ledger import buyer_cost, estimate
from packagekit.estimate.structures import ADVICE, structures

__all__ = ["ADVICE", "buyer_cost", "contract_tax", "estimate", "landed", "structures"]
