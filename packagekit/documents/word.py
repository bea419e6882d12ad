"""A proposal in Word: a template filled in the language, described, and checked before anybody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType

from jinja2 import TemplateError

from packagekit.documents import gates, lint, plain
from packagekit.documents.archive import Member, deflated, joined, ordered
from packagekit.documents.compiled import BODY, FILE, compiled, read
from packagekit.documents.drawings import PICTURES, drawings
from packagekit.documents.picture import Picture
from packagekit.documents.properties import described
from packagekit.documents.sandbox import clean, environment
from packagekit.documents.template import check, paragraph
from packagekit.documents.widths import unusual, widened
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import N_, Problem, Refusal, Speaks

STYLES = "word/styles.xml"


@dataclass(frozen=True)
class Filled:
    """A template filled in one language, before anybody has judged it: its parts, and each text that was put into them."""

    parts: Mapping[str, Member]
    voice: gates.Voice

    @cached_property
    def document(self) -> bytes:
        return joined(ordered(list(self.parts.values())))


def word(
    template: bytes | Path, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture] | None = None, *,
    final: bool = True,
) -> bytes:
    """``template`` filled with ``proposal`` in ``language``: a checked Word file, equal for equal inputs.

    ``pictures`` by name (``drawings.PICTURES``); drawn here when not given. Raises ``Refusal`` naming each
    name and its paragraph where the template asks for something a proposal has not, and each place where a gate keeps
    a ``final`` document back; raises ``BrokenDocument`` when the result is not sound.
    """
    content = template.read_bytes() if isinstance(template, Path) else template
    if faults := check(content):
        raise Refusal(*faults)
    if pictures is None:
        pictures = drawings(proposal, language, names=compiled(content).pictures)
    made = fitted(filled(content, proposal, language, pictures))
    lint.judge(made.parts)
    closed = gates.judged(made.parts, (made.voice,), proposal) if final else ()
    if closed:
        raise Refusal(*closed)
    return made.document


def fitted(made: Filled) -> Filled:
    """The document with its columns of amounts as wide as their longest amount."""
    if not unusual(made.voice.said) or STYLES not in made.parts:
        return made
    body = deflated(BODY, widened(made.parts[BODY].content(), made.parts[STYLES].content()))
    return Filled({**made.parts, BODY: body}, made.voice)


def filled(template: bytes, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture]) -> Filled:
    """The document before anybody has looked at it; ``template`` has passed ``template.check``.

    Raises ``Refusal`` as ``word`` does for what cannot be filled.
    """
    ready = compiled(template)
    drawn = {name: pictures.get(name) for name in PICTURES}
    values = {name: getattr(proposal, name) for name in type(proposal).model_fields}
    room = environment(language)
    try:
        made = ready.filled(values, room, drawn) if ready.covered else plain.filled(template, values, room, drawn)
    except (TemplateError, TypeError, LookupError, ValueError, ArithmeticError, RecursionError) as fault:
        raise Refusal(_problem(fault, template)) from fault
    words = frozenset(clean(picture.alt) for picture in pictures.values())
    return Filled(made | described(made, proposal.cover, language), gates.Voice(language, tuple(room.said), words, ready.keeps))


def _problem(fault: Exception, template: bytes) -> Problem:
    """Which paragraph cannot be filled, and why."""
    return Problem(
        where=_paragraph(template, fault.__traceback__),
        what=N_("This paragraph of the template cannot be filled: {fault}.", fault=str(fault)),
        how=N_("Correct the tag in this paragraph of the template."),
    )


def _paragraph(template: bytes, traceback: TracebackType | None) -> str:
    """The words of the paragraph that was being filled: the last frame that Jinja has marked as its own."""
    line = part = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith(FILE):
            line, part = traceback.tb_lineno, traceback.tb_frame.f_code.co_filename.removeprefix(FILE)
        traceback = traceback.tb_next
    sources, _ = read(template)
    text = next((source.text for source in sources if source.name == (part or BODY)), "")
    return paragraph(text, line)
