"""Scripts of ours that run in the browser, each a file that the page loads from its own address.

Streamlit reads component files only of installed distributions; this one runs from its checkout, so
the folder is made known to the runtime here. A script given as text would reach the browser as a
``blob:`` address, and a policy that allows one allows whatever else makes itself one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from packagekit import __version__

FOLDER = Path(__file__).parent / "static" / "components"
Name = Literal["picture", "language"]

_OWNER = "packagekit"
_making_known = Lock()


def mount(name: Name, *, key: str, data: dict[str, Any]) -> None:
    """Run the script of this name where the page stands now, with this data."""
    _make_known()
    _component(name)(key=key, data=data)


def _make_known() -> None:
    """Tell the runtime where the scripts lie, once: a second time would forget those already taken from there."""
    runtime = get_bidi_component_manager()
    scripts = sorted(FOLDER.glob("*.js"))
    with _making_known:
        if runtime.get_component_path(f"{_OWNER}.{scripts[0].stem}") is None:
            runtime.register_from_manifest(ComponentManifest(_OWNER, __version__, [
                ComponentConfig(script.stem, asset_dir=".") for script in scripts]), FOLDER)


@cache
def _component(name: Name) -> Any:
    return st.components.v2.component(f"{_OWNER}.{name}", js=f"{name}.js")
