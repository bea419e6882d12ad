"""An index over many short texts that answers in milliseconds, the best fit first."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from packagekit.search.letters import initials, on_korean_keys, only_initials, spelled, words

Scores = NDArray[numpy.float32]

WHOLE, BEGINS, WITHIN, ACROSS = 1.0, 0.9, 0.7, 0.6
"""How much a term counts that is a word, begins one, stands within one, or runs across a space."""

SLIPPED = 0.5
"""A word with a slip of the finger counts half as much as one without."""

SURE = 86.0
"""From which likeness (of 100) on a term is taken for a part of a longer word."""

NAME = 1.0
"""Texts of this weight are names and titles: these are also found without their spaces."""


class Entry(NamedTuple):
    """A record to be found: its texts, each with how much it counts."""

    id: str
    texts: tuple[tuple[float, str], ...]


class Hit(NamedTuple):
    id: str
    score: float


@dataclass(frozen=True)
class Lines:
    """Many strings as one, so that looking for a part of any of them is one scan."""

    text: str
    starts: NDArray[numpy.int64]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Lines:
        lengths = numpy.fromiter((len(line) + 1 for line in lines), numpy.int64, len(lines))
        return cls("\n" + "\n".join(lines) + "\n", numpy.cumsum(lengths) - lengths + 1)

    def lines(self) -> list[str]:
        return self.text[1:-1].split("\n") if len(self.starts) else []

    def with_part(self, part: str) -> tuple[NDArray[numpy.intp], Scores]:
        """The numbers of the lines that hold the part, and how near it is to being the line.

        One letter stands in nearly every line; it is looked for at their beginnings only.
        """
        pattern = re.escape(part) if len(part) > 1 else rf"(?<=\n){re.escape(part)}"
        at = numpy.fromiter((found.start() for found in re.finditer(pattern, self.text)), numpy.int64)
        line = numpy.searchsorted(self.starts, at, "right") - 1
        begins = self.starts[line] == at
        ends = numpy.append(self.starts[1:], len(self.text))[line] - 1 == at + len(part)
        near = numpy.where(begins, numpy.where(ends, WHOLE, BEGINS), WITHIN).astype(numpy.float32)
        order = numpy.lexsort((-near, line))  # of a line's places the nearest one
        lines, first = numpy.unique(line[order], return_index=True)
        return lines, near[order][first]


@dataclass(frozen=True)
class Index:
    """Words, where they stand and how much they count there."""

    ids: tuple[str, ...]
    words: tuple[str, ...]  # spelled
    spelled: Lines
    initials: Lines
    names: Lines  # spelled, without spaces, a line an entry
    name_initials: Lines
    begins: NDArray[numpy.int64]  # of each word's entries in ``entries``
    entries: NDArray[numpy.int32]
    weights: Scores

    def find(self, typed: str) -> list[Hit]:
        """Entries that hold every word typed, the best first; all of them in their order where nothing was typed."""
        terms = words(typed)
        if not terms:
            return [Hit(key, 0.0) for key in self.ids]
        total = numpy.ones(len(self.ids), numpy.float32)
        score = numpy.zeros(len(self.ids), numpy.float32)
        for term in terms:
            found = self._term(term)
            total *= found > 0
            score += found
        at = numpy.flatnonzero(total)
        order = at[numpy.argsort(-score[at], kind="stable")]
        return [Hit(self.ids[n], float(score[n]) / len(terms)) for n in order]

    def nearest(self, texts: Iterable[str], most: int) -> list[Hit]:
        """Entries that share the most words with some texts, rare words counting more; the score is their share of all."""
        known = {word: number for number, word in enumerate(self.words)}
        score, whole = numpy.zeros(len(self.ids), numpy.float32), 0.0
        for word in {spelled(word) for text in texts for word in words(text)}:
            if word not in known:
                whole += 1.0
                continue
            start, end = self.begins[known[word]:known[word] + 2]
            rarity = 1 / (1 + numpy.log(max(1, end - start)))
            whole += rarity
            score[self.entries[start:end]] += rarity
        best = numpy.argsort(-score, kind="stable")[:most]
        return [Hit(self.ids[n], float(score[n] / whole)) for n in best if score[n] > 0]

    def _term(self, term: str) -> Scores:
        """How much each entry counts for one word typed: as it stands, on Korean keys, or with a slip."""
        if only_initials(term):
            return self._parts(term, self.initials, self.name_initials)
        letters = spelled(term)
        found = self._parts(letters, self.spelled, self.names)
        if not found.any() and term.isascii():
            korean = on_korean_keys(term)
            if korean != term and not korean.isascii():
                found = self._parts(korean, self.spelled, self.names)
        return found if found.any() else self._slipped(letters)

    def _parts(self, letters: str, known: Lines, names: Lines) -> Scores:
        found = numpy.zeros(len(self.ids), numpy.float32)
        self._count(found, *known.with_part(letters))
        if len(letters) > 1:
            across, _ = names.with_part(letters)
            found[across] = numpy.maximum(found[across], ACROSS)
        return found

    def _slipped(self, letters: str) -> Scores:
        """Words with one wrong key in seven, whole or as a beginning; else as a part of a longer word."""
        found = numpy.zeros(len(self.ids), numpy.float32)
        slips = allowed(letters)
        if not slips:
            return found
        for near in (lambda word: word, lambda word: word[:len(letters)]):
            self._alike(found, letters, near, slips)
        if not found.any():
            likeness = process.cdist([letters], self.words, scorer=fuzz.partial_ratio, score_cutoff=SURE)[0]
            longer = numpy.fromiter((len(w) > len(letters) for w in self.words), bool, len(self.words))
            at = numpy.flatnonzero((likeness > 0) & longer)
            self._count(found, at, likeness[at] / 100 * SLIPPED * WITHIN)
        return found

    def _alike(self, found: Scores, letters: str, near: Callable[[str], str], slips: int) -> None:
        distance = process.cdist([letters], [near(w) for w in self.words], scorer=OSA.distance, score_cutoff=slips)[0]
        at = numpy.flatnonzero(distance <= slips)
        self._count(found, at, SLIPPED * (1 - distance[at] / len(letters)))

    def _count(self, found: Scores, numbers: NDArray[numpy.intp], nearness: Scores) -> None:
        """Raise the entries of these words to what the word counts there."""
        lengths = self.begins[numbers + 1] - self.begins[numbers]
        places = numpy.repeat(self.begins[numbers] - numpy.cumsum(lengths) + lengths, lengths) + numpy.arange(lengths.sum())
        counted = self.weights[places] * numpy.repeat(numpy.asarray(nearness, numpy.float32), lengths)
        order = numpy.argsort(counted, kind="stable")  # written in rising order, the greatest stays
        best = numpy.zeros_like(found)
        best[self.entries[places][order]] = counted[order]
        numpy.maximum(found, best, out=found)


def allowed(letters: str) -> int:
    """How many wrong, missing or swapped keys are forgiven in a word of this length."""
    return 0 if len(letters) < 4 else 1 + (len(letters) - 1) // 7


def index(entries: Iterable[Entry]) -> Index:
    """The entries as an index; equal scores stand in the order given."""
    ids: list[str] = []
    names: list[str] = []
    name_initials: list[str] = []
    where: dict[str, dict[int, float]] = {}
    for number, entry in enumerate(entries):
        ids.append(entry.id)
        name: list[str] = []
        for weight, text in entry.texts:
            said = words(text)
            for word in said:
                held = where.setdefault(word, {})
                held[number] = max(held.get(number, 0.0), weight)
            if weight >= NAME:
                name.append("".join(said))
        names.append(" ".join(spelled(n) for n in name))
        name_initials.append(" ".join(initials(n) for n in name))
    counts = numpy.fromiter((len(held) for held in where.values()), numpy.int64, len(where))
    spelled_words = tuple(spelled(word) for word in where)
    return Index(
        ids=tuple(ids), words=spelled_words, spelled=Lines.of(spelled_words),
        initials=Lines.of([initials(word) for word in where]), names=Lines.of(names),
        name_initials=Lines.of(name_initials), begins=numpy.concatenate(([0], numpy.cumsum(counts))),
        entries=numpy.fromiter((n for held in where.values() for n in held), numpy.int32, int(counts.sum())),
        weights=numpy.fromiter((w for held in where.values() for w in held.values()), numpy.float32, int(counts.sum())),
    )


def joined(held: Index, fresh: Index, without: Container[str]) -> Index:
    """One index of two, without those entries of the held one that are gone or stand in the fresh one anew.

    Made of the two alone: nobody need keep the texts of a large register to add some records to its index.
    """
    kept = numpy.fromiter((key not in without for key in held.ids), bool, len(held.ids))
    known = {word: number for number, word in enumerate(held.words)}
    words_, firsts = list(held.words), held.initials.lines()
    numbers = []
    for word, first in zip(fresh.words, fresh.initials.lines(), strict=True):
        if word not in known:
            known[word] = len(words_)
            words_.append(word)
            firsts.append(first)
        numbers.append(known[word])
    of_held = numpy.repeat(numpy.arange(len(held.words)), numpy.diff(held.begins))
    of_fresh = numpy.repeat(numpy.array(numbers, numpy.int64), numpy.diff(fresh.begins))
    stays = kept[held.entries]
    word = numpy.concatenate((of_held[stays], of_fresh))
    entries = numpy.concatenate(((numpy.cumsum(kept) - 1)[held.entries[stays]], fresh.entries + int(kept.sum())))
    weights = numpy.concatenate((held.weights[stays], fresh.weights))
    order = numpy.argsort(word, kind="stable")
    return Index(
        ids=(*(key for key, stays in zip(held.ids, kept, strict=True) if stays), *fresh.ids),
        words=tuple(words_), spelled=Lines.of(words_), initials=Lines.of(firsts),
        names=_of_both(held.names, kept, fresh.names), name_initials=_of_both(held.name_initials, kept, fresh.name_initials),
        begins=numpy.concatenate(([0], numpy.cumsum(numpy.bincount(word, minlength=len(words_))))),
        entries=entries[order].astype(numpy.int32), weights=weights[order],
    )


def _of_both(held: Lines, kept: NDArray[numpy.bool_], fresh: Lines) -> Lines:
    return Lines.of([*(line for line, stays in zip(held.lines(), kept, strict=True) if stays), *fresh.lines()])


Packed = tuple[tuple[str, ...], tuple[str, str, str, str], tuple[bytes, bytes, bytes]]
"""An index as plain texts and bytes, to be kept in a file."""


def packed(held: Index) -> Packed:
    texts = (held.spelled.text, held.initials.text, held.names.text, held.name_initials.text)
    return held.ids, texts, (
        held.begins.astype("<i8").tobytes(), held.entries.astype("<i4").tobytes(), held.weights.astype("<f4").tobytes())


def unpacked(kept: Packed) -> Index:
    ids, texts, (begins, entries, weights) = kept
    count = len(begins) // 8 - 1
    spelled_words, firsts, names, name_initials = (
        Lines.of(text[1:-1].split("\n") if lines else []) for text, lines in zip(texts, (count, count, len(ids), len(ids)), strict=True))
    return Index(
        ids=tuple(ids), words=tuple(spelled_words.lines()), spelled=spelled_words, initials=firsts, names=names,
        name_initials=name_initials, begins=numpy.frombuffer(begins, "<i8"), entries=numpy.frombuffer(entries, "<i4"),
        weights=numpy.frombuffer(weights, "<f4"))
