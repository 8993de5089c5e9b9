"""Text measured in terminal columns: its width, shortened, padded, wrapped, in rows and as bars.

Everything here counts graphemes (what a reader takes for one character), as current terminals
do: wide East Asian characters and emoji take two columns, combining marks none. Limits: characters
of ambiguous width count one; an emoji sequence counts two, though some older terminals show its
parts; spacing vowel signs of Indic scripts count one each. Texts are lines that `term` has cleaned.
"""

from __future__ import annotations

import functools
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from mistakes.cli.terminal import can_encode, encode_safely, term

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["Align", "Cell", "bar", "graphemes", "isolate", "layout", "pad", "shorten", "width", "wrap"]

Align = Literal["left", "right", "center"]

_ELLIPSIS = "…"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_JOINER, _EMOJI_SELECTOR = "\u200d", "\ufe0f"
_SEQUENCE_MARKS = "\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
# A hostile chain of vowel signs or joiners ends here, so that a grapheme always fits into a line.
_WIDEST_GRAPHEME, _LONGEST_SEQUENCE = 4, 12

_NARROW = 50  # columns; up to here the flexible column wraps instead of being shortened
_ROOM_TO_WRAP = 20  # with less room than this the flexible column continues beneath its row
_FLEX_FLOOR = 16  # other columns shrink before the flexible one gets narrower than this
_BENEATH = "  "

# Chinese and Japanese line breaking (kinsoku, the simple part): what may not begin, or end, a line.
_NOT_FIRST = frozenset(
    "，。、；：！？）」』】》〉〕］｝〗〙〟｠…—～〜·・ー々〻ゝゞヽヾ％‰℃”’»›,.;:!?)]}%'\"\xa0\u202f"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ｡､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ｣"
)
_NOT_LAST = frozenset("（「『【《〈〔［｛〖〘〝｟｢“‘«‹([{'\"￥＄＃￡\xa0\u202f")


def width(text: str) -> int:
    """Return how many columns `text`, one line without colours, takes in a terminal."""
    if text.isascii():
        return len(text)
    if any(mark in text for mark in _SEQUENCE_MARKS):
        return sum(map(_width_of_grapheme, graphemes(text)))
    return sum(map(_width_of_character, text))


def graphemes(text: str) -> Iterator[str]:
    """Split `text` between the characters that a reader sees; joined they are `text` again."""
    start = 0
    for index in range(1, len(text)):
        if text[index].isascii() or not _belongs(text, start, index):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _belongs(text: str, start: int, index: int) -> bool:
    """Tell whether the character at `index` continues the grapheme that begins at `start`."""
    before, character = text[index - 1], text[index]
    if _width_of_character(character) == 0:
        return True
    if _is_flag_letter(character):
        return index == start + 1 and _is_flag_letter(before)
    if _is_skin_tone(character) or (before == _JOINER and _is_picture(character)):
        return _is_picture(text[start]) and index - start < _LONGEST_SEQUENCE
    return _is_vowel_sign(character) and sum(map(_width_of_character, text[start:index])) < _WIDEST_GRAPHEME


def _width_of_grapheme(grapheme: str) -> int:
    first = grapheme[0]
    if _EMOJI_SELECTOR in grapheme and (_is_picture(first) or first in "#*0123456789ℹ‼⁉"):
        return 2
    columns = sum(map(_width_of_character, grapheme))
    return min(columns, 2) if _is_picture(first) else columns


@functools.lru_cache(maxsize=8192)
def _width_of_character(character: str) -> int:
    import unicodedata

    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc", "Cs") or _is_later_jamo(character):
        return 0
    if category == "Cn":
        return 2 if _will_be_wide(character) else 1
    return 2 if category != "Mc" and unicodedata.east_asian_width(character) in "WF" else 1


def _will_be_wide(character: str) -> bool:
    """Tell whether a character newer than this Python is an emoji or a Chinese one, going by its block.

    `unicodedata.east_asian_width` calls every unassigned character wide in some versions.
    """
    return "\U0001f300" <= character <= "\U0001faff" or "\U00020000" <= character <= "\U0003fffd"


@functools.lru_cache(maxsize=1024)
def _is_picture(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character) in ("So", "Sm", "Cn")


def _is_vowel_sign(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character) == "Mc"


def _is_later_jamo(character: str) -> bool:
    """Tell whether this is a Korean vowel or final that terminals draw over the leading consonant."""
    return "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def shorten(text: str, columns: int, ellipsis: str = _ELLIPSIS) -> str:
    """Return `text` cut to at most `columns`, ending in `ellipsis` if anything was cut."""
    if width(text) <= columns:
        return text
    room = columns - width(ellipsis)
    return _start(text, room).rstrip() + ellipsis if room >= 0 else _start(ellipsis, columns)


def _start(text: str, columns: int) -> str:
    """Return as many whole graphemes from the start of `text` as fit into `columns`."""
    kept, used = [], 0
    for grapheme in graphemes(text):
        used += _width_of_grapheme(grapheme)
        if used > columns:
            break
        kept.append(grapheme)
    return "".join(kept)


def pad(text: str, columns: int, align: Align = "left") -> str:
    """Return `text` filled up with spaces to `columns`; wider text is returned as it is."""
    before, after = _margins(text, columns, align)
    return before + text + after


def _margins(text: str, columns: int, align: Align) -> tuple[str, str]:
    spaces = max(columns - width(text), 0)
    before = {"left": 0, "right": spaces, "center": spaces // 2}[align]
    return " " * before, " " * (spaces - before)


def wrap(text: str, columns: int, indent: str = "", first_indent: str | None = None) -> list[str]:
    """Break `text` into lines of at most `columns` (10 or more), each beginning with `indent`.

    Breaks are at spaces, beside Chinese and Japanese characters as their punctuation allows, and
    inside a word only if no line can hold it. Lines of the source stay lines, blank ones too, and keep
    their own indentation. `first_indent` begins the very first line, for a bullet or a label. An indent
    that leaves less than 4 columns is cut.
    """
    rest = _start(indent, columns - _WIDEST_GRAPHEME)
    first = rest if first_indent is None else _start(first_indent, columns - _WIDEST_GRAPHEME)
    sources = text.split("\n")
    lines = _wrapped(sources[0], columns, first, rest)
    for source in sources[1:]:
        lines += _wrapped(source, columns, rest, rest)
    return lines


def _wrapped(source: str, columns: int, first: str, rest: str) -> list[str]:
    body = source.strip(" ")
    own = " " * (len(source.rstrip(" ")) - len(body)) if body else ""
    if width(first + own) > columns // 2:
        own = ""
    first, rest = first + own, rest + own
    if width(first) + width(body) <= columns:
        return [(first + body).rstrip(" ")]
    return _filled(body, columns, first, rest)


def _filled(body: str, columns: int, first: str, rest: str) -> list[str]:
    lines, line, used = [], first, width(first)
    room = columns - max(used, width(rest))
    is_empty = True
    for space, piece in _pieces(body, room):
        gap = "" if is_empty else space
        size = len(gap) + width(piece)
        if used + size > columns and not is_empty:
            lines.append(line.rstrip(" "))
            line, used, gap, size = rest, width(rest), "", width(piece)
        line, used, is_empty = line + gap + piece, used + size, False
    return [*lines, line.rstrip(" ")]


def _pieces(body: str, room: int) -> Iterator[tuple[str, str]]:
    """Yield what must stay together on a line, each with the space before it if there is one."""
    for number, word in enumerate(filter(None, body.split(" "))):
        space = " " if number else ""
        for part in _parts(word):
            for piece in (part,) if width(part) <= room else graphemes(part):
                yield space, piece
                space = ""


def _parts(word: str) -> Iterator[str]:
    """Split a word where Chinese and Japanese allow a line break."""
    if word.isascii():
        yield word
        return
    start = end = 0
    before = ""
    for grapheme in graphemes(word):
        if before and _may_break(before, grapheme[0]):
            yield word[start:end]
            start = end
        before, end = grapheme[0], end + len(grapheme)
    yield word[start:]


def _may_break(before: str, after: str) -> bool:
    is_wide = _width_of_character(before) == 2 or _width_of_character(after) == 2
    return is_wide and before not in _NOT_LAST and after not in _NOT_FIRST


@functools.cache
def _right_to_left() -> re.Pattern[str]:
    import re

    return re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def isolate(text: str) -> str:
    """Wrap text with right-to-left letters in an isolate, so that it does not reorder its neighbours.

    Only for a terminal, and after `term`, which would show the two invisible marks.
    """
    if text.isascii() or not _right_to_left().search(text):
        return text
    return f"\u2068{text}\u2069"


def _as_is(text: str) -> str:
    return text


class Cell(NamedTuple):
    """One field of a row: its text (not yet cleaned), how to paint it, where it stands in its column.

    `style` is given cleaned text and returns it with colours, like `Paint.bold`. `flex` marks the
    column that gives way when a row is too long.
    """

    text: str
    style: Callable[[str], str] = _as_is
    align: Align = "left"
    flex: bool = False


class _Plan(NamedTuple):
    """How rows are laid out: the width of each column (0: not shown), and how the flexible one gives way."""

    widths: tuple[int, ...]
    flex: int
    gap: str
    ellipsis: str
    is_wrapped: bool = False
    is_beneath: bool = False


def layout(
    rows: Iterable[Sequence[Cell]], columns: int | None, *, gap: int = 2, encoding: str = "utf-8"
) -> Iterator[str]:
    """Yield the lines that show `rows` as aligned columns, none wider than `columns` (20 or more).

    When they do not fit, the flexible column (the one with a `flex` cell, else the widest) is
    shortened; in up to 50 columns it wraps instead, beneath its row if there is little room. A column
    without any text is left out. Cells are cleaned by `term` and made encodable here; do not clean
    the lines again.

    `columns` None means that the output is no terminal: one line a row, each as soon as it comes,
    nothing shortened or left out, fields separated by one TAB (no field holds one), so that `cut -f2` works.
    """
    clean = ([cell._replace(text=_cleaned(cell.text, encoding)) for cell in row] for row in rows)
    if columns is None:
        yield from ("\t".join(cell.style(cell.text) for cell in row) for row in clean)
        return
    table = list(clean)
    plan = _planned(table, columns, " " * gap, _ELLIPSIS if can_encode(_ELLIPSIS, encoding) else "...")
    for row in table:
        lines = _lines(row, plan, columns) if plan else _flowing(row, columns, " " * gap)
        yield from (encode_safely(line, encoding) for line in lines)


def _cleaned(text: str, encoding: str) -> str:
    return encode_safely(term(text), encoding).rstrip(" ")


def _planned(table: Sequence[Sequence[Cell]], columns: int, gap: str, ellipsis: str) -> _Plan | None:
    """Return how `table` fits into `columns`, or None if there is not even one for each field."""
    by_column = list(zip_longest(*table, fillvalue=Cell("")))
    natural = [max(_room_for(cell.text) for cell in cells) for cells in by_column]
    flex = _flexible(by_column, natural)
    plan = _Plan(tuple(natural), flex, gap, ellipsis)
    if _length(natural, gap) <= columns:
        return plan
    if _length([min(size, 1) for size in natural], gap) > columns:
        return None
    if columns > _NARROW:
        return plan._replace(widths=_fitted(natural, flex, columns, gap))
    natural[flex] = 0
    room = columns - _length([*natural, 1], gap) + 1
    if room >= _ROOM_TO_WRAP:
        natural[flex] = room
        return plan._replace(widths=tuple(natural), is_wrapped=True)
    return plan._replace(widths=_fitted(natural, flex, columns, gap), is_beneath=True)


def _room_for(text: str) -> int:
    # A lone combining mark takes no column, but it is a text to show.
    return max(width(text), 1) if text else 0


def _flexible(by_column: Sequence[Sequence[Cell]], natural: Sequence[int]) -> int:
    marked = [index for index, cells in enumerate(by_column) if any(cell.flex for cell in cells)]
    return marked[0] if marked else max(range(len(natural)), key=natural.__getitem__, default=0)


def _length(widths: Sequence[int], gap: str) -> int:
    """Return the columns of a line whose fields have `widths`."""
    shown = [size for size in widths if size]
    return sum(shown) + len(gap) * max(len(shown) - 1, 0)


def _fitted(natural: Sequence[int], flex: int, columns: int, gap: str) -> tuple[int, ...]:
    """Return widths that fit: first the flexible column gives way, then always the widest one."""
    widths = [min(size, columns) for size in natural]
    widths[flex] -= min(max(_length(widths, gap) - columns, 0), max(widths[flex] - _FLEX_FLOOR, 0))
    while _length(widths, gap) > columns:
        most = max(widths)
        last_widest = len(widths) - 1 - widths[::-1].index(most)
        widths[last_widest] = most - 1
    return tuple(widths)


def _lines(row: Sequence[Cell], plan: _Plan, columns: int) -> Iterator[str]:
    by_column = [_pieces_of(cell, index, plan) for index, cell in enumerate(row)]
    for pieces in zip_longest(*by_column, fillvalue=""):
        line = _joined(pieces, row, plan)
        if line or not plan.is_beneath:
            yield line
    if plan.is_beneath and plan.flex < len(row):
        cell = row[plan.flex]
        for piece in wrap(cell.text, columns - len(_BENEATH)) if cell.text else ():
            yield _BENEATH + cell.style(isolate(piece))


def _flowing(row: Sequence[Cell], columns: int, gap: str) -> Iterator[str]:
    """Yield a row of too many columns as lines of text."""
    return map(isolate, wrap(gap.join(cell.text for cell in row if cell.text), columns))


def _pieces_of(cell: Cell, index: int, plan: _Plan) -> list[str]:
    if plan.is_wrapped and index == plan.flex:
        return wrap(cell.text, plan.widths[index])
    return [shorten(cell.text, plan.widths[index], plan.ellipsis)]


def _joined(pieces: Sequence[str], row: Sequence[Cell], plan: _Plan) -> str:
    shown = zip(pieces, row, plan.widths, strict=False)
    fields = [_field(piece, cell, size) for piece, cell, size in shown if size]
    return plan.gap.join(fields).rstrip(" ")


def _field(piece: str, cell: Cell, columns: int) -> str:
    before, after = _margins(piece, columns, cell.align)
    return before + (cell.style(isolate(piece)) if piece else "") + after


def bar(value: float, total: float, columns: int, *, ascii_only: bool = False) -> str:
    """Return a bar as long as `value` is in `total`, of at most `columns`, to an eighth of a column.

    Anything above zero shows at least a sliver; no room, no total and NaN show nothing. It is not
    padded. With `ascii_only` the bar is made of whole `#`.
    """
    share = 1.0 if 0 < total <= value else value / total if 0 < value < total else 0.0
    if not share or columns < 1:
        return ""
    if ascii_only:
        return "#" * max(round(share * columns), 1)
    full, eighths = divmod(max(round(share * columns * 8), 1), 8)
    return "█" * full + (_EIGHTHS[eighths] if eighths else "")
