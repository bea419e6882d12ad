"""A Word file as HTML for the screen, when a look is enough and no LibreOffice is at hand."""

from __future__ import annotations

from io import BytesIO

import mammoth

STYLES = """
p[style-name='Cover Title'] => h1:fresh
p[style-name='Cover Name'] => h2:fresh
p[style-name='Lead'] => p.lead:fresh
p[style-name='Note'] => p.note:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Notice'] => p.notice:fresh
p[style-name='Cell Head'] => p.head:fresh
p[style-name='Cell Total'] => p.total:fresh
r[style-name='Doubt'] => em.doubt
"""


def preview(document: bytes) -> str:
    """The document's text, tables and pictures as HTML without scripts, styles or links to elsewhere.

    mammoth writes only the elements it knows and escapes every text, so what a buyer typed stays text.
    """
    return mammoth.convert_to_html(BytesIO(document), style_map=STYLES, external_file_access=False).value
