"""The book as one Markdown file, in CommonMark with tables, to read anywhere or to turn into something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mistakes_book import charts, figures
from mistakes_book.history import NOTHING
from mistakes_book.markdown_text import escaped, markdown, markdown_line
from mistakes_book.shown import credit
from mistakes_book.telling import Line, Plan, Section, tell
from mistakes_book.totals import in_words

if TYPE_CHECKING:
    from mistakes.model import Mistake
    from mistakes_book.bound import Bound
    from mistakes_book.charts import Row
    from mistakes_book.figures import Figure
    from mistakes_book.outline import Chapter, Part

_WIDEST = 20
_IN_PROSE = 5
_BARE_PIPE = re.compile(r"(?<!\\)\|")


def pieces(bound: Bound) -> Iterator[str]:
    """Yield the Markdown of a whole book piece by piece; each ends with an empty line."""
    yield from _front(bound)
    before: str | None = None
    for chapter, text in bound.book.in_order(lambda chapter, entry: _chapter(bound, chapter, entry)):
        part = bound.book.part_of(chapter)
        if part.key != before:
            yield _part(bound, part)
        before = part.key
        yield text
    yield from _back(bound)


def _front(bound: Bound) -> Iterator[str]:
    book, say = bound.book, bound.language.text
    yield f"# {escaped(bound.title)}\n\n{escaped(say('book.subtitle'))}\n\n"
    yield from _paragraphs(bound.origin())
    yield f"## {say('book.contents')}\n\n"
    for part in book.parts:
        yield f"- {_link(_part_name(bound, part), f'part-{part.number}')}\n"
        for chapter in part.chapters:
            yield f"  - {_titled(bound, chapter)}\n"
    yield f"\n## {say('book.preface')}\n\n"
    yield from _paragraphs(bound.opening())
    yield from _charter(bound)
    yield f"## {say('book.figures')}\n\n"
    for figure in figures.told(book, bound.language, _place, markdown_line):
        yield _figure(bound, figure)
    for drawing in book.drawings:
        yield f"### {escaped(drawing.title)}\n\n{escaped(drawing.told)}\n\n"


def _charter(bound: Bound) -> Iterator[str]:
    charter, say = bound.book.charter, bound.language.text
    if charter:
        yield f"### {say('charter.heading')}\n\n"
    for name, text in (("mission", charter.mission), ("vision", charter.vision)):
        if text:
            yield f"#### {say(f'charter.{name}')}\n\n{markdown(text, _IN_PROSE)}\n\n"
    if charter.values:
        values = "\n".join(f"- {markdown_line(value, links=True)}" for value in charter.values)
        yield f"#### {say('charter.values')}\n\n{values}\n\n"


def _part(bound: Bound, part: Part) -> str:
    facts = [
        bound.language.text("book.chapters", count=len(part.chapters)),
        in_words(part.cost, bound.language),
    ]
    return f"{_anchor(f'part-{part.number}')}## {_part_name(bound, part)}\n\n{_joined(facts)}\n\n"


def _chapter(bound: Bound, chapter: Chapter, entry: Mistake) -> str:
    say, since = bound.language.text, bound.book.since.get(chapter.id, NOTHING)
    kind = say(f"kind.{chapter.kind}") if chapter.kind != "mistake" else ""
    still = f"**{say('chapter.open')}**" if chapter.is_open else ""
    facts = [bound.language.day(entry.happened), kind, in_words(chapter.cost, bound.language)]
    number = bound.language.number(chapter.number)
    lines = [
        f"{_anchor(f'c-{chapter.number}')}### {number} · {escaped(chapter.title)}",
        " · ".join(
            filter(
                None, [_joined(facts), _joined(chapter.tags), _joined(credit(entry, bound.language)), still]
            )
        ),
        *(_section(section, bound) for section in tell(entry, bound.language, since)),
        *_see_also(bound, chapter),
    ]
    return "\n\n".join(lines) + "\n\n"


def _section(section: Section, bound: Bound) -> str:
    parts = [f"#### {escaped(section.heading)}"]
    parts += [markdown(section.prose, _IN_PROSE)] if section.prose else []
    parts += ["\n".join(map(_line, section.lines))] if section.lines else []
    parts += [_plan(plan, bound) for plan in section.plans]
    parts += [f"*{escaped(section.note)}*"] if section.note else []
    return "\n\n".join(filter(None, parts))


def _line(line: Line) -> str:
    label = f"**{escaped(line.label)}** " if line.label else ""
    note = f" ({escaped(line.note)})" if line.note else ""
    return f"- {label}{markdown_line(line.text, links=True)}{note}"


def _plan(plan: Plan, bound: Bound) -> str:
    """Return a lesson as a quotation, with its plan and what holds it."""
    say = bound.language.text
    labelled = (
        (say("chapter.if"), plan.when),
        (say("chapter.then"), plan.then),
        (say("chapter.check"), plan.check),
    )
    lines = markdown(plan.text, _IN_PROSE).split("\n") if plan.text.strip() else []
    kept = [f"- **{label}** {escaped(text)}" for label, text in labelled if text.strip()]
    lines += ["", *kept] if lines and kept else kept
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _see_also(bound: Bound, chapter: Chapter) -> Iterator[str]:
    book = bound.book
    origin = book.by_id.get(chapter.repeat_of or "")
    linked = {
        "chapter.repeat_of": [origin] if origin and origin is not chapter else [],
        "chapter.repeats": book.repeats.get(chapter.id, ()),
        "chapter.like": book.alike.get(chapter.id, ()),
    }
    for key, others in linked.items():
        if others:
            listed = "\n".join(f"- {_titled(bound, other)}" for other in others)
            yield f"#### {bound.language.text(key)}\n\n{listed}"


def _back(bound: Bound) -> Iterator[str]:
    say = bound.language.text
    yield f"## {say('index.heading')}\n\n{escaped(say('index.intro'))}\n\n"
    for part in bound.book.parts:
        rows = [(chapter, lesson) for chapter in part.chapters for lesson in chapter.lessons]
        if rows:
            yield f"### {_part_name(bound, part)}\n\n"
            for chapter, lesson in rows:
                number = say("chapter.number", number=chapter.number)
                yield f"- {markdown_line(lesson)} {_link(escaped(number), _place(chapter)[1:])}\n"
            yield "\n"
    yield f"## {say('book.colophon')}\n\n"
    yield "\n\n".join(map(escaped, bound.ending())) + "\n"


def _figure(bound: Bound, figure: Figure) -> str:
    """Return a chart as a table with bars of letters, or in words."""
    heading = f"### {escaped(figure.title)}\n\n"
    rows = [row for row in figure.rows if row.value > 0]
    if figure.kind == "road":
        told = charts.road_told(bound.language, len(bound.book.chapters), bound.book.goal)
        return f"{heading}{escaped(told)}\n\n"
    hint = f"{escaped(figure.hint)}\n\n" if figure.hint else ""
    if not rows:
        return heading + (hint or f"{escaped(bound.language.text('chart.nothing'))}\n\n")
    largest = max(row.value for row in rows)
    lines = [
        f"| {_cell(row)} | {'█' * max(1, round(_WIDEST * row.value / largest))} | {_in_cell(escaped(row.shown))} |"
        for row in rows
    ]
    return heading + hint + "\n".join(["|   |   |   |", "| --- | --- | ---: |", *lines]) + "\n\n"


def _cell(row: Row) -> str:
    # a label that leads somewhere is a title, which is Markdown already
    return _in_cell(f"[{row.label}]({row.href})" if row.href else escaped(row.label))


def _in_cell(text: str) -> str:
    return _BARE_PIPE.sub(r"\|", text)


def _titled(bound: Bound, chapter: Chapter) -> str:
    still = f" **{bound.language.text('chapter.open')}**" if chapter.is_open else ""
    title = f"{bound.language.number(chapter.number)} · {escaped(chapter.title)}"
    return _link(title, _place(chapter)[1:]) + still


def _part_name(bound: Bound, part: Part) -> str:
    return escaped(bound.part_name(part))


def _place(chapter: Chapter) -> str:
    return f"#c-{chapter.number}"


def _link(marked: str, anchor: str) -> str:
    return f"[{marked}](#{anchor})"


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>\n\n'


def _joined(phrases: Iterable[str]) -> str:
    return " · ".join(escaped(phrase) for phrase in phrases if phrase)


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    yield from (f"{escaped(text)}\n\n" for text in texts)
