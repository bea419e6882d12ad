"""From a bundle to documents: the deal drafted, drawn, written as each kind in each language, and kept whole on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path
from threading import Lock

from packagekit.documents.archive import members
from packagekit.documents.both import Both
from packagekit.documents.contents import Paged, paged
from packagekit.documents.drawings import drawings
from packagekit.documents.facing import facing
from packagekit.documents.finished import judged_pdf, judged_word, unsound_file
from packagekit.documents.fixed_rows import fitted_rows
from packagekit.documents.fonts.letters import covered
from packagekit.documents.gates import Voice
from packagekit.documents.pdf import pdf
from packagekit.documents.picture import Picture
from packagekit.documents.soundness import long_names, unprintable, unsound
from packagekit.documents.template import check
from packagekit.documents.unfilled import unsound_layout
from packagekit.documents.word import filled, fitted
from packagekit.documents.workbook import WORKBOOKS
from packagekit.domain.bundle import Bundle
from packagekit.domain.estimate import Terms
from packagekit.domain.kit import Kind
from packagekit.domain.person import Person
from packagekit.domain.proposal import Proposal
from packagekit.domain.signs import cleaned, faults, unfit_for_print
from packagekit.domain.text import N_, Problem, Refusal, Text, name_of
from packagekit.match import match
from packagekit.propose import changes, names, propose
from packagekit.propose.terms import prevailing
from packagekit.storage.files import write_whole
from packagekit.words.languages import Language
from packagekit.workflow.house import House
from packagekit.workflow.quoting import estimate_options
from packagekit.workflow.rights import use_case
from packagekit.workflow.wording import document_language, languages_of_documents

PROPOSAL = "proposal"
"""The kind that is made where nobody chose."""
BESIDE = "en"
"""The language beside the leading one in documents that are bilingual by nature."""
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
AT_ONCE = 2
"""Documents in the making at a time: each holds some dozens of megabytes while its pages are set."""
LONGEST_REASON = 600
"""Letters of the reason why a deal was changed."""
Progress = Callable[[float, Text], None]


def _silent(share: float, what: Text) -> None:
    """Told of progress, tells nobody."""


@dataclass(frozen=True)
class Beside:
    """The second language of a bilingual document, and the language whose text prevails where that is to be said."""

    language: str
    prevails: str | None = None


@dataclass(frozen=True)
class Since:
    """What a document that says what changed compares with: an earlier bundle on its own day and terms."""

    bundle: Bundle
    on: date
    terms: Terms | None = None
    why: str | None = None  # it was changed, in a person's own words: printed as they were typed


@dataclass(frozen=True)
class Document:
    """A finished file: its name, its media type and its bytes."""

    name: str
    mime: str
    data: bytes


@use_case
def draft_proposal(
    house: House, who: Person, bundle: Bundle, *, on: date, terms: Terms | None = None
) -> Proposal:
    """The proposal's chapters as records, before they have a language or a layout."""
    registry, catalogs = house.whole_registry(), house.whole_catalogs()
    leaned_on = [registry.cases[key] for key in bundle.cases if key in registry.cases]
    matches = match(bundle.factory, leaned_on, taxonomy=catalogs.taxonomy, on=on)
    return propose(
        bundle, estimates=estimate_options(house, who, bundle, on=on, terms=terms),
        matches=matches, solutions=registry.solutions,
        suppliers=registry.suppliers, cooperatives=registry.cooperatives, cases=registry.cases,
        market=catalogs.market(bundle.factory.market), taxonomy=catalogs.taxonomy, seller=catalogs.seller,
        on=on, front=bundle.front,
    )


@use_case
def propose_documents(
    house: House, who: Person, bundle: Bundle, *, on: date, languages: Sequence[str], formats: Sequence[str],
    kinds: Sequence[str] = (PROPOSAL,), terms: Terms | None = None, beside: Beside | None = None,
    since: Since | None = None, progress: Progress | None = None,
) -> tuple[Document, ...]:
    """Every kind of document asked for, in every language and in those of the formats the kind has, all or none.

    With ``beside``, Word and PDF carry that language beside each leading one; kinds that are bilingual by nature do so
    without it. ``since`` is an earlier state of the deal, for the kinds that say what changed. Raises Refusal for a
    kind, language or format that does not exist and for anything that keeps a document from being right.
    """
    besides = () if beside is None else (beside.language, beside.prevails or beside.language)
    said, wanted = _asked(house, languages, formats, kinds, besides, compared=since is not None)
    tell = progress or _silent
    tell(0.0, N_("Estimating the options"))
    proposal = _compared(house, who, draft_proposal(house, who, bundle, on=on, terms=terms), since)
    return documents_of(house, proposal, bundle, wanted, said, formats, beside=beside, tell=tell)


def documents_of(
    house: House, proposal: Proposal, bundle: Bundle, wanted: Sequence[Kind], said: Sequence[Language], formats: Sequence[str], *,
    beside: Beside | None = None, tell: Progress = _silent,
) -> tuple[Document, ...]:
    """The documents of a proposal that is drafted, all of them judged by their own bytes, or none."""
    if problems := (*unsound(proposal), *unprintable(proposal)):
        raise Refusal(*problems)
    documents: list[Document] = []
    drawn = Drawn(proposal)
    steps = sum(len(set(kind.formats) & set(formats)) for kind in wanted) * len(said)
    under = {kind.code: titled(proposal, kind) for kind in wanted}

    def written(kind: Kind, language: Language) -> tuple[Document, ...]:
        second = beside or (_second(house, bundle, language) if kind.bilingual else None)
        return tuple(_written(house, kind, under[kind.code], bundle, language, formats, second, drawn))

    with ThreadPoolExecutor(AT_ONCE) as threads:  # pages are set and pictures drawn outside of Python's lock
        for made in threads.map(written, *zip(*product(wanted, said), strict=True)):
            for document in made:
                documents.append(document)
                tell(len(documents) / steps, N_("{name} is ready", name=document.name))
    return tuple(documents)


def _compared(house: House, who: Person, proposal: Proposal, since: Since | None) -> Proposal:
    """The proposal with what changed since the earlier state, where there is one to compare with."""
    if since is None:
        return proposal
    why = None if since.why is None else cleaned(since.why)
    if why and (problems := tuple(faults(why, LONGEST_REASON, "why")) or unfit_for_print(why, covered(), "why")):
        raise Refusal(*problems)
    earlier = draft_proposal(house, who, since.bundle, on=since.on, terms=since.terms)
    return proposal.model_copy(update={"changes": changes(earlier, proposal, why=why)})


@use_case
def kinds_of_documents(house: House, who: Person) -> tuple[Kind, ...]:
    """What can be made of a deal, in the order it is offered."""
    return tuple(house.kinds.values())


class Drawn:
    """The pictures of one proposal, drawn once for each language however many kinds of documents show them."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.by_language: dict[str, Mapping[str, Picture]] = {}
        self._drawing: dict[str, Lock] = {}  # two kinds of one language may ask at once

    def in_(self, language: Language) -> Mapping[str, Picture]:
        with self._drawing.setdefault(language.code, Lock()):
            if language.code not in self.by_language:
                self.by_language[language.code] = drawings(self.proposal, language)
            return self.by_language[language.code]


def titled(proposal: Proposal, kind: Kind) -> Proposal:
    """The same proposal under the title of the kind: it stands on the first page, in headers and in the properties."""
    cover = proposal.cover.model_copy(update={"title": name_of(kind.title, "kind")})
    return proposal.model_copy(update={"cover": cover})


def _asked(
    house: House, languages: Sequence[str], formats: Sequence[str], kinds: Sequence[str], besides: Sequence[str] = (), *,
    compared: bool,
) -> tuple[tuple[Language, ...], tuple[Kind, ...]]:
    """The languages and kinds of those names; ``besides`` are languages that only have to be there."""
    problems: list[Problem] = []
    said: list[Language] = []
    for code in dict.fromkeys((*languages, *besides)):
        try:
            found = document_language(house, code)
            said += [found] if code in languages else []
        except Refusal as refusal:
            problems.extend(refusal.problems)
    for name in formats:
        if name not in FORMATS:
            problems.append(Problem(
                where=name, what=N_("There is no format called “{format}”.", format=name),
                how=N_("Choose one of: {choices}.", choices=tuple(FORMATS)),
            ))
    wanted = [house.kinds[code] for code in dict.fromkeys(kinds) if code in house.kinds]
    problems += [Problem(
        where=code, what=N_("There is no kind of document called “{kind}”.", kind=code),
        how=N_("Choose one of: {choices}.", choices=tuple(house.kinds)),
    ) for code in kinds if code not in house.kinds]
    if not languages or not formats or not kinds:
        problems.append(Problem(
            where="languages" if not languages else "formats" if not formats else "kinds",
            what=N_("Nothing was asked for."), how=N_("Choose at least one document, one language and one format."),
        ))
    for kind in wanted if formats else ():
        if not set(kind.formats) & set(formats):
            problems.append(Problem(
                where=kind.code, what=N_("“{kind}” is not made in the formats asked for.", kind=name_of(kind.name, "kind")),
                how=N_("Choose one of: {choices}.", choices=kind.formats),
            ))
        if kind.compares and not compared:
            problems.append(Problem(
                where=kind.code, what=N_("“{kind}” needs an earlier bundle of the deal to compare with.", kind=name_of(kind.name, "kind")),
                how=N_("Choose an earlier version of the deal; in the shell name its bundle with --since BUNDLE.json."),
            ))
    if problems:
        raise Refusal(*problems)
    return tuple(said), tuple(wanted)


def _written(
    house: House, kind: Kind, proposal: Proposal, bundle: Bundle, language: Language, formats: Sequence[str],
    beside: Beside | None, drawn: Drawn,
) -> Iterator[Document]:
    stem = f"{kind.code}-{bundle.factory.id}.{language.code}"
    letter: _Letter | None = None
    for name in dict.fromkeys(formats):
        if name not in kind.formats:
            continue
        if name == "xlsx":
            assert kind.workbook is not None, "xlsx is among the kind's formats"
            second = None if beside is None or beside.language == language.code else document_language(house, beside.language)
            data = WORKBOOKS[kind.workbook](proposal, language if second is None else Both(language, second))
        else:
            letter = letter or _letter(house, kind, proposal, language, beside, drawn)
            data, problems = letter.word() if name == "docx" else letter.pdf()
            if problems:
                raise Refusal(*problems)
        yield Document(name=f"{stem}.{name}", mime=FORMATS[name], data=data)


def _second(house: House, bundle: Bundle, language: Language) -> Beside | None:
    """Beside the leading language English, beside English the first language of the market; none beside itself."""
    code = house.catalogs.market(bundle.factory.market).languages[0] if language.code == BESIDE else BESIDE
    return Beside(code) if code != language.code and code in languages_of_documents(house) else None


@dataclass(frozen=True)
class _Letter:
    """A Word file with its pages set, and what it was made of: each of its files comes with what keeps it in the house."""

    paged: Paged
    voices: tuple[Voice, ...]
    proposal: Proposal
    pictures: Mapping[str, Picture]

    def word(self) -> tuple[bytes, tuple[Problem, ...]]:
        return self.paged.document, self._word_problems

    def pdf(self) -> tuple[bytes, tuple[Problem, ...]]:
        document = self.paged.document
        made = pdf(document, self.paged.setting)
        return made, (*self._word_problems, *judged_pdf(made, document, self.voices, self.proposal, self.pictures.values()))

    @cached_property
    def _word_problems(self) -> tuple[Problem, ...]:
        return judged_word(self.paged.document, self.voices, self.proposal)


def _letter(
    house: House, kind: Kind, proposal: Proposal, language: Language, beside: Beside | None, drawn: Drawn
) -> _Letter:
    layout = template(house, kind.code, language.code)
    if faults := check(layout):
        raise Refusal(*faults)
    second = None if beside is None or beside.language == language.code else document_language(house, beside.language)
    clause = None
    if second is not None and beside is not None and beside.prevails is not None:
        said = prevailing(*map(names.language, (language.code, second.code, beside.prevails)))
        clause = (language.say(said), second.say(said))
        proposal = proposal.model_copy(update={"annex": proposal.annex.model_copy(update={"language": said})})
    leading = fitted(filled(layout, proposal, language, drawn.in_(language)))
    document, voices = leading.document, (leading.voice,)
    if second is not None:
        other = fitted(filled(layout, proposal, second, drawn.in_(second)))
        joined = facing(leading.document, other.document, locale=second.locale, clause=clause)
        document, voices = joined.document, (leading.voice, other.voice._replace(left=joined.left))
    if long_names(proposal):
        document = fitted_rows(document)
    pictures = drawn.in_(language)
    try:
        written = paged(document, pictures.values())
    except Exception:
        if problems := unsound_file({part.name: part for part in members(document)}):
            raise Refusal(*problems) from None  # a template that makes no sound file is told so, not by what stumbles over it
        raise
    return _Letter(written, voices, proposal, pictures)


@use_case
def check_template(house: House, who: Person, data: bytes) -> tuple[Problem, ...]:
    """Every unknown name and broken tag of a Word template, each with its paragraph, and what Word would stumble over."""
    return check(data) or unsound_layout(data)


def template(house: House, kind: str, language: str) -> bytes:
    """The layout of a kind of document: the language's own where it must differ, else the common one."""
    folder = house.root / "templates" / kind
    own = folder / f"document.{language}.docx"
    return (own if own.exists() else folder / "document.docx").read_bytes()


@dataclass(frozen=True)
class Preview:
    """A draft as it would be sent, and what would keep it from being sent."""

    pdf: bytes
    problems: tuple[Problem, ...]


@use_case
def preview_proposal(
    house: House, who: Person, bundle: Bundle, *, on: date, language: str, kind: str = PROPOSAL, terms: Terms | None = None,
    since: Since | None = None,
) -> Preview:
    """A document of the deal as the PDF that would be made of it, to be looked at before it is whole.

    Raises Refusal for a kind or language there is not, for a kind without a PDF and one that lacks what it compares with.
    """
    (said,), (wanted,) = _asked(house, [language], ["pdf"], [kind], compared=since is not None)
    draft = draft_proposal(house, who, bundle, on=on, terms=terms)
    proposal = titled(_compared(house, who, draft, since) if wanted.compares else draft, wanted)
    second = _second(house, bundle, said) if wanted.bilingual else None
    made, problems = _letter(house, wanted, proposal, said, second, Drawn(proposal)).pdf()
    return Preview(made, (*unsound(proposal), *unprintable(proposal)) or problems)


def write_documents(documents: Sequence[Document], folder: Path) -> tuple[tuple[Path, str], ...]:
    """Write each document whole; returns paths and the SHA-256 of the bytes."""
    written = []
    for document in documents:
        path = folder / document.name
        try:
            write_whole(path, document.data)
        except OSError as fault:
            raise Refusal(Problem(
                where=str(path), what=N_("The file cannot be written: {reason}.", reason=fault.strerror or ""),
                how=N_("Choose a folder that may be written to and has room."),
            )) from fault
        written.append((path, hashlib.sha256(document.data).hexdigest()))
    return tuple(written)
