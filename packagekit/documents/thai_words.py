"""Makes ``thai_words.txt``: ``python -m packagekit.documents.thai_words WORDS.txt`` in the folder of the project.

``WORDS.txt`` is a list of Thai words, one a line; ours was made from words_th.txt of PyThaiNLP 5.0.4 (CC0). It has
compounds of any length, whose parts may well stand on two lines: ตรวจ|สอบ. Those that ICU parts into words of the list are
left out, for by its dictionary LibreOffice breaks lines (72.1, through PyICU 2.17, which only this script needs).

Every stretch of Thai in our messages and catalogs is read as the fewest words that remain and set by Typst in a column
without width, where each place that may break does. A word that Typst parts is listed, unless its letters also stand where
neither the list nor Typst sees a word begin or end: ราคา|ที่ is no คาที่.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from packagekit.documents.compositor import compositor
from packagekit.documents.preview import words
from packagekit.documents.thai import LIST, any_of

STRETCH = re.compile("[\u0e01-\u0e4e]{3,}")
TEXTS = ("locales/th/LC_MESSAGES/*.po", "catalogs/**/*.yaml")
SHORTEST = 3
"""Letters of the shortest word worth keeping whole: มาก."""
STRANGE = 10
"""What a letter outside of any word counts, in words."""
END = "=="


def undivided(words: frozenset[str]) -> frozenset[str]:
    """The words without the compounds that ICU sets as several words of the same list."""
    import icu

    breaks = icu.BreakIterator.createLineInstance(icu.Locale("th"))

    def parts(word: str) -> list[str]:
        breaks.setText(word)
        return [word[start:end] for start, end in pairwise([0, *breaks])]

    return frozenset(word for word in words if len(pieces := parts(word)) == 1 or not set(pieces) <= words)


def worded(stretch: str, dictionary: Collection[str], longest: int) -> list[str]:
    """The stretch as the fewest words of the dictionary, of two readings the one whose words before the last are longer."""
    best: list[tuple[int, int]] = [(0, 0)]  # what the letters so far count, and minus where their last word begins
    for end in range(1, len(stretch) + 1):
        best.append(min(
            (best[start][0] + (1 if stretch[start:end] in dictionary else STRANGE * (end - start)), -start)
            for start in range(max(0, end - longest), end)))
    said, end = [], len(stretch)
    while end:
        start = -best[end][1]
        said.append(stretch[start:end])
        end = start
    return said[::-1]


def parted(stretches: Sequence[str]) -> list[list[str]]:
    """Each stretch in the pieces that Typst may set on lines of their own."""
    program = '#set page(width: 300pt, height: 14000pt)\n#set text(font: "Noto Sans Thai", size: 8pt, lang: "th", hyphenate: false)\n'
    program += "".join(f'#block(width: 1pt, "{stretch}")\n#block("{END}")\n' for stretch in stretches)
    found: list[list[str]] = [[]]
    for line in words(compositor(program.encode()).compile()).splitlines():
        if line.strip() == END:
            found.append([])
        elif line.strip():
            found[-1].append(line.strip())
    return found[:-1]


def to_keep(stretches: Sequence[str], dictionary: Collection[str]) -> set[str]:
    """The words of the dictionary in the stretches that are parted somewhere and never mistaken."""
    longest = max(map(len, dictionary))
    edges = [{0, *accumulate(map(len, pieces))} for pieces in parted(stretches)]
    listed: set[str] = set()
    for stretch, breaks in zip(stretches, edges, strict=True):
        at, ends = 0, set()
        for word in worded(stretch, dictionary, longest):
            if len(word) >= SHORTEST and word in dictionary and breaks & set(range(at + 1, at + len(word))):
                listed.add(word)
            at += len(word)
            ends.add(at)
        breaks |= ends
    while mistaken := set(_mistaken(stretches, edges, listed)):
        listed -= mistaken
    return listed


def _mistaken(stretches: Sequence[str], edges: Sequence[Collection[int]], listed: Collection[str]) -> Iterator[str]:
    pattern = any_of(listed)
    for stretch, breaks in zip(stretches, edges, strict=True):
        for found in pattern.finditer(stretch):
            if not {found.start(), found.end()} <= set(breaks):
                yield found.group()


def stretches_of(paths: Iterable[Path]) -> list[str]:
    return sorted({stretch for path in paths for stretch in STRETCH.findall(path.read_text("utf-8"))})


def main() -> None:
    dictionary = undivided(frozenset(Path(sys.argv[1]).read_text("utf-8").split("\n")) - {""})
    paths = [path for pattern in TEXTS for path in sorted(Path().glob(pattern))]
    LIST.write_text("".join(f"{word}\n" for word in sorted(to_keep(stretches_of(paths), dictionary))), "utf-8")


if __name__ == "__main__":
    main()
