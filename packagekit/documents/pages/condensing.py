"""What thousands of cells have in common said once, and what is known of them reckoned here instead of while setting.

Typst hashes and remembers every property of everything it sets: of a thousand cells that each say their type and edges
it would spend most of its time on what they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from packagekit.documents.pages.gathering import Gathering, Node, Piece

INHERITED = "s"
"""The kind of a piece of text in the type of what is around it."""

Trim = tuple[Any, ...]


class Trims:
    """The edges, rules, grounds and sides that cells of a document have, each combination once."""

    def __init__(self) -> None:
        self._known: dict[Trim, int] = {}
        self.all: list[Node] = []

    def number(self, cell: Node) -> int:
        inset, rules = cell.pop("inset"), cell.pop("rules", None)
        rest = cell.pop("ground", None), cell.pop("side", "start"), cell.pop("valign", "top")
        key = (*inset, *rest, None if rules is None else tuple([(side, *rule) for side, rule in rules.items()]))
        if key not in self._known:
            self._known[key] = len(self.all)
            self.all.append({"inset": inset, "rules": rules, **dict(zip(("ground", "side", "valign"), rest, strict=True))})
        return self._known[key]


def condensed(nodes: list[Node], trims: Trims, gathering: Gathering) -> None:
    """Changes the tables among ``nodes`` and in their cells."""
    for table in (node for node in nodes if node["k"] == "table"):
        base = _usual(table, gathering)
        if base is not None:
            table["type"] = base
        for cell in table["cells"]:
            condensed(cell["nodes"], trims, gathering)
            for pieces in _stretches(cell["nodes"]):
                pieces[:] = [_inheriting(piece, base) for piece in pieces]
            if (alone := _alone(cell)) is not None:
                (pieces, cell["side"]), _ = alone, cell.pop("nodes")
                cell |= {"said": pieces[0][1]} if len(pieces) == 1 and pieces[0][0] == INHERITED else {"words": pieces}
            cell["trim"] = trims.number(cell)


def _usual(table: Node, gathering: Gathering) -> int | None:
    """The kind of type most of the table is set in; one with a line through or under it is drawn piece by piece."""
    types = Counter([piece[1] for cell in table["cells"] for pieces in _stretches(cell["nodes"]) for piece in pieces if piece[0] == "t"])
    return next((number for number, _ in types.most_common() if gathering.bare(number)), None)


def _stretches(nodes: list[Node]) -> Iterator[list[Piece]]:
    for node in nodes:
        if node["k"] == "p":
            yield from node["stretches"]


def _inheriting(piece: Piece, base: int | None) -> Piece:
    match piece:
        case ["t", number, text] if number == base:
            return [INHERITED, text]
        case ["whole", inner]:
            return ["whole", [_inheriting(part, base) for part in inner]]
        case ["to" | "url" as kind, target, inner]:
            return [kind, target, [_inheriting(part, base) for part in inner]]
    return piece


def _alone(cell: Node) -> tuple[list[Piece], str] | None:
    """The pieces and the side of a cell that holds one paragraph with nothing of its own."""
    if len(cell["nodes"]) != 1 or cell["nodes"][0]["k"] != "p":
        return None
    node = cell["nodes"][0]
    plain = (len(node["stretches"]) == 1 and node["stretches"][0] and not (node["left"] or node["right"] or node["first"])
             and node["align"] in ("start", "end", "center") and not {"heading", "ground", "rules", "bidi"} & node.keys())
    return (node["stretches"][0], node["align"]) if plain and any(p[0] != "at" for p in node["stretches"][0]) else None
