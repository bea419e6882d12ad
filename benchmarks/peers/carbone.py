"""Carbone in a warm Node process of its own that renders when asked."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring.measure import Peer

SCRIPT = Path(__file__).with_suffix(".js")


@contextmanager
def opened(template: bytes, data: Mapping[str, Any]) -> Iterator[tuple[Peer, bytes | None]]:
    """The peer and the document it makes; without Node or Carbone a peer that says so, and None."""
    release = _installed()
    if release is None:
        yield Peer("carbone", why="Node.js or Carbone is not installed (make bench installs Carbone where npm is)"), None
        return
    with TemporaryDirectory(prefix="packagekit-carbone-") as folder:
        source, values, made = Path(folder, "template.docx"), Path(folder, "data.json"), Path(folder, "made.docx")
        source.write_bytes(template)
        values.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        with subprocess.Popen(
            ["node", str(SCRIPT), str(source), str(values)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as process:
            def render(keep: str = "") -> None:
                assert process.stdin is not None and process.stdout is not None
                print(keep, file=process.stdin, flush=True)
                if not process.stdout.readline():
                    raise RuntimeError("Carbone ended without a document")

            try:
                render(str(made))
                yield Peer(f"carbone {release} (community)", render), made.read_bytes()
            finally:
                process.terminate()


def _installed() -> str | None:
    """The release of Carbone that Node.js finds beside the script."""
    if shutil.which("node") is None:
        return None
    asked = subprocess.run(
        ["node", "-p", "require('carbone/package.json').version"], cwd=SCRIPT.parent, capture_output=True, text=True,
        check=False,
    )
    return asked.stdout.strip() if asked.returncode == 0 else None
