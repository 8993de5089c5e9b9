"""Everything printed passes here: text is made safe, encodable and coloured for the stream it goes to.

`term` is the one cleaner. Text of entries, file names, queries, answers of git: all of it may carry
escape sequences that write to the clipboard, retitle the window or fake a line. Nothing is cleaned
when it is stored, only here, right before it is shown; our own colours are added afterwards.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping
    from typing import TextIO

__all__ = [
    "Paint",
    "can_encode",
    "columns_of",
    "encode_safely",
    "is_terminal",
    "lines_of",
    "printable_for",
    "term",
    "wants_colour",
]

_TAB_SIZE = 4
_MOST_MARKS = 8
_FIRST_MARK = "\u0300"
_FEWEST_COLUMNS, _USUAL_COLUMNS, _MOST_COLUMNS = 20, 80, 1000

# Written as source for character classes of `re`. Fixed ranges, not `unicodedata.category`: an older
# Python would not know newer characters, and would print a hidden one or hide a harmless new emoji.
_CONTROLS = r"\x00-\x09\x0b-\x1f\x7f-\x9f"
_FORMATS = (
    r"\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_FILLERS = r"\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_NOT_CHARACTERS = r"\ud800-\udfff\ufdd0-\ufdef" + "".join(
    rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17)
)
_HIDDEN = _CONTROLS + _FORMATS + _FILLERS + _NOT_CHARACTERS
_JOINERS = r"\u200c\u200d"
_SELECTORS = r"\ufe00-\ufe0f\U000e0100-\U000e01ef"

# All combining marks (Mn, Me) and joiners lie in here, with other characters between them.
_MARK_BLOCKS = (
    r"\u0300-\u1cff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\u2c80-\u2dff\u302a-\u302f\u3099\u309a"
    r"\ua66f-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0001ffff\U000e0100-\U000e01ef"
)

# Used only where the encoding lacks the character itself. One column for one wherever possible.
_STAND_INS = {
    "…": "...", "─": "-", "━": "-", "═": "=", "│": "|", "•": "*", "·": ".", "✓": "+", "✗": "x", "×": "x",
    "→": "->", "←": "<-", "–": "-", "—": "--", "‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " ",
    "\u202f": " ", "\u2068": "", "\u2069": "",
    "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "=", "▍": "-", "▎": "-", "▏": "-",
    "▇": "#", "▆": "*", "▅": "+", "▄": "=", "▃": "-", "▂": ".", "▁": ".",
    "▀": "'", "░": ":", "▒": "+", "▓": "*",
}  # fmt: skip


def term(text: str, *, newlines: bool = False) -> str:
    r"""Return `text` safe for a terminal: what would act or hide is shown as an escape such as `\x1b`.

    Shown as an escape: control characters (C0, DEL, C1), every format character of Unicode (bidi
    overrides, embeddings, isolates and marks, tags, zero-width space, soft hyphen), line and paragraph
    separators, Hangul fillers, lone surrogates, noncharacters. A joiner (ZWJ, ZWNJ) stays after a
    visible non-ASCII character, where scripts and emoji need it; a variation selector there too, and
    in keycaps; elsewhere they hide something and are shown. Of more than 8 combining marks in a row
    the first 8 stay.
    Right-to-left letters, private-use and unassigned characters (newer emoji) stay as they are.

    With `newlines` line feeds stay, CR LF becomes LF and tabs go to the next multiple of 4;
    without, the result is one line: line breaks with the blanks after them become one space, and so
    does a tab. The result is for people: an escape looks like the same characters typed by hand.
    Cleaning twice changes nothing.
    """
    is_plain = text.isascii() or max(text) < _FIRST_MARK
    if is_plain and (text.replace("\n", "") if newlines else text).isprintable():
        return text
    shown = _suspects().sub(_as_shown, _with_lines(text) if newlines else _as_one_line(text))
    return shown if shown.isascii() else _mark_runs().sub(_with_few_marks, shown)


def _with_lines(text: str) -> str:
    return text.replace("\r\n", "\n").expandtabs(_TAB_SIZE)


def _as_one_line(text: str) -> str:
    return _line_breaks().sub(" ", text).replace("\t", " ")


def _as_shown(match: re.Match[str]) -> str:
    return match["needed"] or _escape(match[0])


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _with_few_marks(match: re.Match[str]) -> str:
    import unicodedata

    kept, marks = [], 0
    for character in match[0]:
        is_mark = character in "\u200c\u200d" or unicodedata.category(character) in ("Mn", "Me")
        marks = marks + 1 if is_mark else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


# Patterns are compiled when the first text needs them: most runs print plain ASCII only.
@functools.cache
def _suspects() -> re.Pattern[str]:
    import re

    suspects = rf"[{_HIDDEN}{_JOINERS}{_SELECTORS}]"
    after_visible = (
        rf"(?<=[^\x00-\x7f{_HIDDEN}{_JOINERS}{_SELECTORS}])(?:[{_SELECTORS}][{_JOINERS}]?|[{_JOINERS}])"
    )
    keycap = rf"(?<=[0-9#*])[{_SELECTORS}]"
    # The look ahead decides nothing: it makes the search four times as fast.
    return re.compile(rf"(?={suspects})(?:(?P<needed>{after_visible}|{keycap})|{suspects})")


@functools.cache
def _line_breaks() -> re.Pattern[str]:
    import re

    return re.compile(r"(?:\r?\n[ \t]*)+")


@functools.cache
def _mark_runs() -> re.Pattern[str]:
    import re

    return re.compile(rf"[{_MARK_BLOCKS}]{{{_MOST_MARKS + 1},}}")


def can_encode(text: str, encoding: str) -> bool:
    """Tell whether `encoding` has every character of `text`; an unknown encoding has none but ASCII."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except LookupError:
        return text.isascii()
    return True


def encode_safely(text: str, encoding: str) -> str:
    r"""Return `text` with only characters that `encoding` has, so that writing it cannot fail.

    Decoration gets an ASCII stand-in (`…` is `...`, `─` is `-`, a full block is `#`), everything else an
    escape such as `\u6f22`.
    """
    if can_encode(text, encoding):
        return text
    return "".join(c if can_encode(c, encoding) else _STAND_INS.get(c, _escape(c)) for c in text)


def printable_for(stream: TextIO) -> Callable[[str], str]:
    """Return the function that makes a line, colours and all, encodable for `stream`; apply it last."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return functools.partial(encode_safely, encoding=encoding)


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether `stream` is a terminal; a closed or missing stream is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def wants_colour(stream: TextIO | None, env: Mapping[str, str]) -> bool:
    """Tell whether output to `stream` gets colours.

    `NO_COLOR` (not empty) forbids them, then `FORCE_COLOR` or `CLICOLOR_FORCE` (not empty, not 0)
    demand them; otherwise a terminal that is not `TERM=dumb` gets them.
    """
    if env.get("NO_COLOR"):
        return False
    if any(env.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return env.get("TERM") != "dumb" and is_terminal(stream)


def columns_of(stream: TextIO | None, env: Mapping[str, str]) -> int:
    """Return how many columns `stream` has: `COLUMNS`, else its terminal's, else 80; from 20 to 1000."""
    columns = _asked(env, "COLUMNS") or _size(stream).columns or _USUAL_COLUMNS
    return min(max(columns, _FEWEST_COLUMNS), _MOST_COLUMNS)


def lines_of(stream: TextIO | None, env: Mapping[str, str]) -> int:
    """Return how many lines the terminal `stream` shows at once: `LINES`, else its own; 0 if nobody knows."""
    return _asked(env, "LINES") or _size(stream).lines


def _asked(env: Mapping[str, str], name: str) -> int:
    try:
        return max(int(env.get(name, "")), 0)
    except ValueError:
        return 0


def _size(stream: TextIO | None) -> os.terminal_size:
    try:
        return os.get_terminal_size(stream.fileno()) if stream is not None else os.terminal_size((0, 0))
    except (AttributeError, OSError, ValueError):
        return os.terminal_size((0, 0))


class Paint(NamedTuple):
    """The colours of our own words: the basic ones of every terminal, bold and dim; nothing when disabled.

    Each style ends only itself, so a colour inside bold text leaves the text bold. Give it text that
    `term` has cleaned.
    """

    enabled: bool

    def bold(self, text: str) -> str:
        """Return `text` in bold."""
        return self._styled(text, 1, 22)

    def dim(self, text: str) -> str:
        """Return `text` in a fainter colour."""
        return self._styled(text, 2, 22)

    def red(self, text: str) -> str:
        """Return `text` in red."""
        return self._styled(text, 31, 39)

    def green(self, text: str) -> str:
        """Return `text` in green."""
        return self._styled(text, 32, 39)

    def yellow(self, text: str) -> str:
        """Return `text` in yellow."""
        return self._styled(text, 33, 39)

    def cyan(self, text: str) -> str:
        """Return `text` in cyan."""
        return self._styled(text, 36, 39)

    def _styled(self, text: str, begin: int, end: int) -> str:
        return f"\x1b[{begin}m{text}\x1b[{end}m" if self.enabled and text else text
