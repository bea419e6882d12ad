"""The words of the sample proposals are those that were read and kept; a change is meant, or it is a fault."""

from __future__ import annotations

import difflib

import pytest

from packagekit.words.languages import language, languages
from tests.golden import PROPOSALS, kept, words


def test_every_language_of_documents_is_kept():
    assert set(PROPOSALS) == {code for code in languages() if language(code).scope != "formats"}


@pytest.mark.parametrize("code", sorted(PROPOSALS))
def test_a_sample_proposal_says_what_was_kept(code, house):
    before, now = kept(code).read_text("utf-8").splitlines(), words(house, code).splitlines()
    changed = list(difflib.unified_diff(before, now, "kept", "now", lineterm="", n=0))
    assert not changed, "\n".join([*changed[:60], "Meant? Write them again with: python -m tests.golden"])
