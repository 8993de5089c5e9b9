"""Words as search sees them: text without case and accents, the tokens of an index, patterns for a text.

Chinese and Japanese have no spaces, so a run of their characters is indexed as pairs of neighbours, and
found wherever it stands.
The same rules hold for an entry's text and for what is searched, with or without a full-text index.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff"
_RUN = f"\u3005-\u3007{_KANA}\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = rf"[{_RUN}]+|[^\W_{_RUN}]+"
_ASCII_PIECE = "[0-9A-Za-z]+"
_IN_RUN = f"[{_RUN}]"
_ACCENTS = "[\u0300-\u036f]"
_QUOTES = dict.fromkeys("\u2018\u2019\u201b\u02bc", "'") | dict.fromkeys("\u201c\u201d", '"')
_SIGNS = str.maketrans(_QUOTES | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_NO_LETTER_BEFORE = rf"(?<![^\W_{_RUN}])"
_NO_LETTER_AFTER = rf"(?![^\W_{_RUN}])"


def fold(text: str) -> str:
    """Return the text without case and accents, with straight quotes and plain hyphens."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    return unicodedata.normalize("NFC", re.sub(_ACCENTS, "", plain)).casefold()


def indexed(text: str) -> str:
    """Return the text as it is given to the full-text index: tokens with spaces between.

    The index itself splits ASCII text at everything but letters and digits and ignores its case.
    """
    folded = text if text.isascii() else fold(text)
    if folded.isascii():
        return folded
    return " ".join([token for piece in pieces(folded) for token in _tokens(piece)])


def pieces(folded: str) -> list[str]:
    """Return the words of a folded text in order; a run of Chinese or Japanese is one."""
    # the larger pattern takes milliseconds to compile, which most starts can do without
    return re.findall(_ASCII_PIECE if folded.isascii() else _PIECE, folded)


def tokens_of(folded: str) -> list[str]:
    """Return the tokens that stand in a row wherever this text is found; none for mere punctuation.

    The end of a Chinese run may go on in the text, so its last character alone is no token.
    """
    found = [token for piece in pieces(folded) for token in _tokens(piece)]
    goes_on = len(found) > 1 and is_run(folded[-1]) and found[-2][1:] == found[-1]
    return found[:-1] if goes_on else found


def is_run(character: str) -> bool:
    """Tell whether the character is of a script that writes no spaces between words."""
    return not character.isascii() and re.match(_IN_RUN, character) is not None


def is_letter(character: str) -> bool:
    """Tell whether the character belongs to a word; Chinese characters are words of their own."""
    return character.isalnum() and not is_run(character)


def word_pattern(folded: str) -> str:
    """Return the pattern of a text that begins at the start of a word, if it begins with a letter."""
    start = _NO_LETTER_BEFORE if is_letter(folded[0]) else ""
    return start + re.escape(folded)


def phrase_pattern(folded: str) -> str:
    """Return the pattern of whole words in order.

    Punctuation between the words of a text is not looked at, unless the phrase itself has some.
    """
    parts = folded.split()
    if has_signs(folded):
        body = r"\s+".join(map(re.escape, parts))
    else:
        body = _in_a_row([piece for part in parts for piece in pieces(part)])
    start = _NO_LETTER_BEFORE if is_letter(folded.strip()[0]) else ""
    return start + body + (_NO_LETTER_AFTER if is_letter(folded.strip()[-1]) else "")


def has_signs(folded: str) -> bool:
    """Tell whether a text holds more than words and spaces."""
    return re.search(r"[^\w\s]|_", folded) is not None


def is_one_piece(folded: str) -> bool:
    """Tell whether a text is a single word, or a single run of Chinese."""
    return pieces(folded) == [folded]


def _in_a_row(words: list[str]) -> str:
    body = re.escape(words[0])
    for before, word in pairwise(words):
        between = "*" if is_run(before[-1]) != is_run(word[0]) else "+"
        body += rf"[\W_]{between}" + re.escape(word)
    return body


def _tokens(piece: str) -> list[str]:
    # the pattern takes milliseconds to compile, which most starts can do without
    if len(piece) == 1 or piece.isascii() or not re.match(_IN_RUN, piece):
        return [piece]
    return [piece[at : at + 2] for at in range(len(piece))]
