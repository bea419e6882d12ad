"""A proposal in Word: a template filled in the language, described, and checked before anybody sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from jinja2 import TemplateError

from packagekit.documents import gates, lint, plain
from packagekit.documents.archive import Member, deflated, joined, ordered
from packagekit.documents.compiled import BODY, FILE, compiled, read
from packagekit.documents.drawings import PICTURES, drawings
from packagekit.documents.picture import Picture
from packagekit.documents.properties import described
from packagekit.documents.sandbox import environment
from packagekit.documents.template import check, paragraph
from packagekit.documents.widths import unusual, widened
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import N_, Problem, Refusal, Speaks

STYLES = "word/styles.xml"


def word(
    template: bytes | Path, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture] | None = None, *,
    final: bool = True,
) -> bytes:
    """``template`` filled with ``proposal`` in ``language``: a checked Word file, equal for equal inputs.

    ``pictures`` by name (``drawings.PICTURES``); drawn here when not given. Raises ``Refusal`` naming each
    name and its paragraph where the template asks for something a proposal has not, and each place where a gate keeps
    a ``final`` document back; raises ``lint.BrokenDocument`` when the result is not sound.
    """
    content = template.read_bytes() if isinstance(template, Path) else template
    faults = check(content)
    if faults:
        raise Refusal(*faults)
    if pictures is None:
        pictures = drawings(proposal, language, names=compiled(content).pictures)
    parts, said = _made(content, proposal, language, pictures)
    if unusual(said) and STYLES in parts:
        parts[BODY] = deflated(BODY, widened(parts[BODY].content(), parts[STYLES].content()))
    lint.judge(parts)
    closed = gates.judged(parts, said, proposal, language) if final else ()
    if closed:
        raise Refusal(*closed)
    return joined(ordered(list(parts.values())))


def filled(template: bytes, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture]) -> bytes:
    """The document before anybody has looked at it; ``template`` has passed ``template.check``."""
    parts, _ = _made(template, proposal, language, pictures)
    return joined(ordered(list(parts.values())))


def _made(
    template: bytes, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture],
) -> tuple[dict[str, Member], Sequence[str]]:
    """The parts of the document, and each text that was put into it."""
    ready = compiled(template)
    drawn = {name: pictures.get(name) for name in PICTURES}
    values = {name: getattr(proposal, name) for name in type(proposal).model_fields}
    room = environment(language)
    try:
        made = ready.filled(values, room, drawn) if ready.covered else plain.filled(template, values, room, drawn)
    except (TemplateError, TypeError, LookupError, ValueError, ArithmeticError, RecursionError) as fault:
        raise Refusal(_problem(fault, template)) from fault
    return made | described(made, proposal.cover, language), room.said


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
