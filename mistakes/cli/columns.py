"""Text fitted to terminal columns: shortened, padded, wrapped, in rows and as bars.

Everything here counts graphemes, as `mistakes.cli.graphemes` does. Texts are lines that `term` has cleaned.
"""

from __future__ import annotations

import functools
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from mistakes.cli.graphemes import WIDEST_GRAPHEME, graphemes, width, width_of_character, width_of_grapheme
from mistakes.cli.terminal import can_encode, encode_safely, term
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = [
    "NARROW",
    "Align",
    "Cell",
    "bar",
    "graphemes",
    "isolate",
    "layout",
    "pad",
    "shorten",
    "width",
    "wrap",
]

Align = Literal["left", "right", "center"]

_ELLIPSIS = "…"
_EIGHTHS = " ▏▎▍▌▋▊▉"

NARROW = 50  # columns; up to here the flexible column wraps instead of being shortened
_ROOM_TO_WRAP = 20  # with less room than this the flexible column continues beneath its row
_FLEX_FLOOR = 16  # other columns shrink before the flexible one gets narrower than this
_BENEATH = "  "
_BESIDE = re.compile(r" {3,}|\u3000{2,}")

# Chinese and Japanese line breaking (kinsoku, the simple part): what may not begin, or end, a line.
_NOT_FIRST = frozenset(
    "，。、；：！？）」』】》〉〕］｝〗〙〟｠…—～〜·・ー々〻ゝゞヽヾ％‰℃”’»›,.;:!?)]}%'\"\xa0\u202f"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ｡､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ｣"
)
_NOT_LAST = frozenset("（「『【《〈〔［｛〖〘〝｟｢“‘«‹([{'\"￥＄＃￡\xa0\u202f")


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
        used += width_of_grapheme(grapheme)
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
    inside a word only if no line can hold it, after a slash if it has any. Lines of the source stay lines,
    blank ones too, and keep their own indentation; one that is too long and has parts beside each other,
    with three spaces or more between, ends after each of them. `first_indent` begins the very first line, for a bullet or a label. An indent
    that leaves less than 4 columns is cut.
    """
    rest = _start(indent, columns - WIDEST_GRAPHEME)
    first = rest if first_indent is None else _start(first_indent, columns - WIDEST_GRAPHEME)
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
    beside, *others = _BESIDE.split(body)
    lines = _filled(beside, columns, first, rest)
    return lines + [line for other in others for line in _wrapped(other, columns, rest, rest)]


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
            for piece in _fitting(part, room):
                yield space, piece
                space = ""


def _fitting(part: str, room: int) -> Iterator[str]:
    """Split what no line can hold after its slashes, as of a path, and what is too long even then anywhere."""
    if width(part) <= room:
        yield part
        return
    for piece in re.findall(r"[^/\\]*[/\\]+|[^/\\]+", part):
        yield from (piece,) if width(piece) <= room else graphemes(piece)


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
    is_wide = width_of_character(before) == 2 or width_of_character(after) == 2
    return is_wide and before not in _NOT_LAST and after not in _NOT_FIRST


@functools.cache
def _right_to_left() -> re.Pattern[str]:
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
    rows: Iterable[Sequence[Cell]],
    columns: int | None,
    *,
    gap: int = 2,
    encoding: str = "utf-8",
    whole: bool = False,
) -> Iterator[str]:
    """Yield the lines that show `rows` as aligned columns, none wider than `columns` (20 or more).

    When they do not fit, the flexible column (the one with a `flex` cell, else the widest) is
    shortened; in up to 50 columns, or where it is to stay `whole`, it wraps instead, beneath its row if there
    is little room. A column without any text is left out. Cells are cleaned by `term` and made encodable here; do not clean
    the lines again.

    `columns` None means that the output is no terminal: one line a row, each as soon as it comes,
    nothing shortened or left out, fields separated by one TAB (no field holds one), so that `cut -f2` works.
    """
    clean = ([cell._replace(text=_cleaned(cell.text, encoding)) for cell in row] for row in rows)
    if columns is None:
        yield from ("\t".join(cell.style(cell.text) for cell in row) for row in clean)
        return
    table = list(clean)
    ellipsis = _ELLIPSIS if can_encode(_ELLIPSIS, encoding) else "..."
    plan = _planned(table, columns, " " * gap, ellipsis, wraps=whole or columns <= NARROW)
    for row in table:
        lines = _lines(row, plan, columns) if plan else _flowing(row, columns, " " * gap)
        yield from (encode_safely(line, encoding) for line in lines)


def _cleaned(text: str, encoding: str) -> str:
    return encode_safely(term(text), encoding).rstrip(" ")


def _planned(
    table: Sequence[Sequence[Cell]], columns: int, gap: str, ellipsis: str, *, wraps: bool
) -> _Plan | None:
    """Return how `table` fits into `columns`, or None if there is not even one for each field."""
    by_column = list(zip_longest(*table, fillvalue=Cell("")))
    natural = [max(_room_for(cell.text) for cell in cells) for cells in by_column]
    flex = _flexible(by_column, natural)
    plan = _Plan(tuple(natural), flex, gap, ellipsis)
    if _length(natural, gap) <= columns:
        return plan
    if _length([min(size, 1) for size in natural], gap) > columns:
        return None
    if not wraps:
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
