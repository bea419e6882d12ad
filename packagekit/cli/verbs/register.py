"""The register: records brought in from files and written as forms."""

from __future__ import annotations

import argparse
from pathlib import Path

from packagekit import workflow as work
from packagekit.cli.shell import Answer, Shell, Verb


def cases(shell: Shell) -> Answer:
    """Bring a file of records in, or write those one may change as a form."""
    arguments = shell.arguments
    if arguments.act == "export":
        work.write_whole(Path(arguments.file), work.export_file(shell.house, shell.who, arguments.kind))
        return {"file": arguments.file, "kind": arguments.kind}, arguments.file, 0
    if arguments.act == "undo":
        undone = work.undo_import(shell.house, shell.who, int(arguments.file) if arguments.file.isdigit() else 0)
        words = shell.say.gettext("Import {number} is undone: {n} records are as they were before.", number=undone.id, n=len(undone.rows))
        return {"import": undone.id, "file": undone.file, "records": len(undone.rows)}, words, 0
    reading = work.read_import(
        shell.house, shell.who, arguments.kind, arguments.file, shell.read_bytes(arguments.file))
    saved = None
    if reading.good and not arguments.dry_run and (arguments.good_rows or not reading.faulty):
        saved = work.save_import(shell.house, shell.who, reading, Path(arguments.file).name)
    return work.import_answer(reading, saved, shell.say), work.import_text(reading, saved, shell.say), 1 if reading.faulty else 0


def _of_cases(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("import", "export", "undo"))
    parser.add_argument("file", metavar="FILE", help="of undo: the number of the import")
    parser.add_argument("--kind", choices=("cases", "suppliers", "solutions", "cooperatives", "members"), default="cases")
    parser.add_argument("--dry-run", action="store_true", help="say what the file would do, and save nothing")
    parser.add_argument("--good-rows", action="store_true", help="save the good rows even where others have faults")


VERBS = (
    Verb("cases", cases, "bring records in from Excel, CSV or JSON, or write them as a form", _of_cases),
)
