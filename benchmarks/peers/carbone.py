"""Carbone in a warm Node process of its own that renders when asked."""

from __future__ import annotations

import json
import os
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
    environment, release = _installed()
    if release is None:
        yield Peer("carbone", why="Node.js or the npm package carbone is not installed (found by NODE_PATH or npm's global folder)"), None
        return
    with TemporaryDirectory(prefix="packagekit-carbone-") as folder:
        source, values, made = Path(folder, "template.docx"), Path(folder, "data.json"), Path(folder, "made.docx")
        source.write_bytes(template)
        values.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        with subprocess.Popen(
            ["node", str(SCRIPT), str(source), str(values)], env=environment, text=True,
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


def _installed() -> tuple[dict[str, str], str | None]:
    """The environment in which Node finds Carbone, and Carbone's version; None where it does not."""
    environment = dict(os.environ)
    if shutil.which("node") is None:
        return environment, None
    if shutil.which("npm") is not None:
        found = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True, check=False)
        known = environment.get("NODE_PATH")
        environment["NODE_PATH"] = os.pathsep.join(path for path in (known, found.stdout.strip()) if path)
    asked = subprocess.run(
        ["node", "-p", "require('carbone/package.json').version"], env=environment, capture_output=True, text=True,
        check=False,
    )
    return environment, asked.stdout.strip() if asked.returncode == 0 else None
