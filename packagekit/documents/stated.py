"""What the styles of a Word file say of its paragraphs: themselves, by what they are based on, or by the file's defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ON = "1"
"""What a switch such as bold says where it says nothing."""


class Stated:
    """The styles in ``word/styles.xml``."""

    def __init__(self, styles: bytes) -> None:
        tree = etree.fromstring(styles)
        self.styles = {style.get(f"{W}styleId", ""): style for style in tree.findall(f"{W}style")}
        self.defaults = tree.find(f"{W}docDefaults")

    def paragraphs(self) -> Iterator[tuple[str, Any]]:
        """Each style of paragraphs by its name; the empty name is a paragraph without one."""
        own = {key: style for key, style in self.styles.items() if style.get(f"{W}type") == "paragraph"}
        yield "", next((style for style in own.values() if style.get(f"{W}default") in ("1", "true")), None)
        yield from own.items()

    def said(self, style: Any, path: str, name: str = "val", bare: str | None = None) -> str | None:
        """The attribute ``name`` of the element at ``path``, such as ``rPr/sz``; ``bare`` where one stands without it."""
        steps = "/".join(W + step for step in path.split("/"))
        for holder in self._line(style):
            found = holder.find(f".//{steps}" if holder is self.defaults else steps)
            if found is not None and (value := found.get(W + name, bare)) is not None:
                return value
        return None

    def number(self, style: Any, path: str, usual: int, name: str = "val") -> int:
        return int(self.said(style, path, name) or usual)

    def on(self, style: Any, path: str) -> bool:
        """Whether a switch is on."""
        return self.said(style, path, bare=ON) not in (None, "0", "false", "off")

    def _line(self, style: Any) -> Iterator[Any]:
        """The style, what it is based on and so forth, and the defaults; a circle ends where every style was seen."""
        for _ in self.styles:
            if style is None:
                break
            yield style
            base = style.find(f"{W}basedOn")
            style = None if base is None else self.styles.get(base.get(f"{W}val", ""))
        if self.defaults is not None:
            yield self.defaults
