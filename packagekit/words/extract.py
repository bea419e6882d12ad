"""What is there to translate: the messages of the sources, the Word templates and the catalogs."""

from __future__ import annotations

import ast
import io
import tokenize
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from jinja2 import Environment, TemplateSyntaxError

from packagekit.domain.record import Record

KEYWORDS: dict[str, tuple[int | None, int, int | None]] = {
    # name: the arguments holding context, message and plural
    "N_": (None, 0, None),
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "name_of": (1, 0, None),
}
FOR_TRANSLATORS = "translators:"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Word turns quotes into curly ones while a template is typed; docxtpl straightens them inside tags too.
STRAIGHT = str.maketrans("‘’“”", "''\"\"")


class Message(Record):
    """One message to translate; ``locations`` are the files that say it, without line numbers."""

    context: str | None = None
    msgid: str
    plural: str | None = None
    locations: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return (self.context or "", self.msgid)


def extract(root: Path, catalog_texts: Iterable[tuple[str | None, str, str]]) -> tuple[Message, ...]:
    """All messages of the repository at ``root``, each once, sorted by context and text.

    ``catalog_texts`` are the names and sentences of the catalogs as (context, message, file): catalogs are
    read by storage. Line numbers are left out, so that a catalog of messages changes only with its messages.
    """
    found: dict[tuple[str, str], Message] = {}
    for message in _all(root, catalog_texts):
        known = found.get(message.key, message)
        found[message.key] = known.model_copy(update={
            "plural": known.plural or message.plural,
            "locations": tuple(sorted({*known.locations, *message.locations})),
            "comments": tuple(dict.fromkeys((*known.comments, *message.comments))),
        })
    return tuple(found[key] for key in sorted(found))


def _all(root: Path, catalog_texts: Iterable[tuple[str | None, str, str]]) -> Iterator[Message]:
    for path in sorted([*root.glob("*.py"), *(root / "packagekit").rglob("*.py")]):
        yield from of_source(path.read_text("utf-8"), path.relative_to(root).as_posix())
    for path in sorted((root / "templates").rglob("*.docx")):
        yield from of_template(path.read_bytes(), path.relative_to(root).as_posix())
    for context, msgid, where in catalog_texts:
        if msgid:
            yield Message(context=context, msgid=msgid, locations=(where,))


def of_source(source: str, where: str) -> Iterator[Message]:
    """The marked literals of Python source; a comment ``# translators: ...`` above one is kept for them."""
    comments = _comments(source)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        literals = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        message = _message(name, literals, where)
        if message is not None:
            above = _above(comments, node.lineno) or _above(comments, node.args[0].lineno)
            yield message.model_copy(update={"comments": above})


def of_template(content: bytes, where: str) -> Iterator[Message]:
    """The marked literals in the Jinja tags of a Word file, joined over the runs Word splits them into."""
    lexer = Environment()
    for paragraph in _paragraphs(content):
        if "{" not in paragraph:
            continue
        try:
            tokens = [(kind, value) for _, kind, value in lexer.lex(paragraph.translate(STRAIGHT)) if kind != "whitespace"]
        except TemplateSyntaxError:
            continue  # a broken tag is a fault of the template, which the template's own check names
        for index, (kind, value) in enumerate(tokens):
            if kind == "name" and value in KEYWORDS and tokens[index + 1:index + 2] == [("operator", "(")]:
                message = _message(value, _literals(tokens[index + 2:]), where)
                if message is not None:
                    yield message


def _message(name: str | None, literals: list[object], where: str) -> Message | None:
    if name not in KEYWORDS:
        return None
    context, msgid, plural = (
        literals[at] if at is not None and at < len(literals) else None for at in KEYWORDS[name]
    )
    if not isinstance(msgid, str) or not msgid or (KEYWORDS[name][0] is not None and not isinstance(context, str)):
        return None  # the text is in a variable: it comes from a catalog
    return Message(
        context=context if isinstance(context, str) else None, msgid=msgid,
        plural=plural if isinstance(plural, str) else None, locations=(where,),
    )


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT and t.line.lstrip()[0] == "#"}


def _above(comments: dict[int, str], line: int) -> tuple[str, ...]:
    block: list[str] = []
    while (line := line - 1) in comments:
        block.insert(0, comments[line])
    text = " ".join(block)
    return (text.partition(FOR_TRANSLATORS)[2].strip(),) if FOR_TRANSLATORS in text else ()


def _paragraphs(content: bytes) -> Iterator[str]:
    """The text of each paragraph of body, headers, footers and notes, and of the document's properties."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if name == "docProps/core.xml":
                yield from filter(None, ElementTree.fromstring(package.read(name)).itertext())
            elif name.startswith(("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")):
                for paragraph in ElementTree.fromstring(package.read(name)).iter(f"{WORD}p"):
                    yield "".join(text.text or "" for text in paragraph.iter(f"{WORD}t"))


def _literals(tokens: list[tuple[str, str]]) -> list[object]:
    """The string arguments of a call up to the first that is none."""
    found: list[object] = []
    for kind, value in tokens:
        if kind == "string":
            found.append(ast.literal_eval(value))
        elif (kind, value) != ("operator", ","):
            break
    return found
