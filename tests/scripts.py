"""The letters that give a foreign language away, for the tests of documents and of screens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

HANGUL = re.compile(r"[\uac00-\ud7a3]")
VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
THAI = re.compile(r"[\u0e00-\u0e7f]")
FOREIGN = {
    "ko": (THAI, VIETNAMESE), "en": (HANGUL, THAI, VIETNAMESE), "vi": (HANGUL, THAI), "id": (HANGUL, THAI, VIETNAMESE),
    "th": (HANGUL, VIETNAMESE),
}
ENGLISH = re.compile(r"\b(the|of|and|is|are|with|from|for|not|by|each|which)\b", re.IGNORECASE)


def foreign(texts: Iterable[str], code: str, names: Iterable[str] = ()) -> Iterator[str]:
    """The texts with a letter that language ``code`` is not written in, proper names left aside."""
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    for text in texts:
        plain = text
        for name in longest_first:
            plain = plain.replace(name, "")
        if any(script.search(plain) for script in FOREIGN[code]):
            yield text


def in_english(texts: Iterable[str]) -> Iterator[str]:
    """The texts with two small words of English in them: a sentence nobody translated."""
    return (text for text in texts if len(ENGLISH.findall(re.sub(r"https?://\S+", "", text))) >= 2)
