"""Markdown: text stays in its place whatever it holds, and a page can be imported again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hostile_entries import AT, ENTRIES, entry, exported, exported_folder, selection
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plugin_site import Run

from mistakes.exchange import Candidate
from mistakes.model import Action, Condition, Decision, Lesson, Mistake
from mistakes.output_folder import OutputFolder
from mistakes_formats import markdown_in, markdown_out
from mistakes_formats.entry_parts import Item, Part, parts
from mistakes_formats.markdown_page import POST_MORTEM_ROLES, role_of
from mistakes_formats.markdown_page_out import body, front_matter, section
from mistakes_formats.markdown_text import block, cell, line

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
SAFE = ("http://", "https://", "mailto:")
PIECES = (
    *("`", "``", "```", "~~~", "# x", "#", "## Lessons learned", "===", "---", "- ", "1. ", "2. ", "> ", "|"),
    *("\n", "\n\n", "  ", "    ", "\t", "<b>", "<script>", "</script>", "<!--", "-->", "<?", "<![CDATA["),
    *("<https://a.b>", "[x](javascript:a)", "[x]: javascript:a", "](", "[a", "]", "(", "![", "!", "\\", "*"),
    *("_", "a", "b c", "&lt;", "&#58;", "<", "'", '"', "--", "=", "+", "~", "[a\nb]: data:x", "|---|"),
    *("http://x.y", "javascript:a", "\r", "\x0b", "\u2028", '<a href="`">', "$$", "%%", "/", "错"),
)
puzzles = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@pytest.fixture(scope="module", params=[(), ("table", "strikethrough")], ids=["CommonMark", "with tables"])
def reader(request: pytest.FixtureRequest) -> Any:
    """A reader of Markdown that lets HTML and every link pass, and says what it sees."""
    pytest.importorskip("markdown_it", reason="what a reader sees needs markdown-it-py")
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": True}).enable(list(request.param))
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    return made


def flat(tokens: Any) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from flat(token.children or ())


def outermost(tokens: Any) -> list[tuple[str, str]]:
    """Return level and text of the headings that are in no list and no quotation."""
    found = (at for at, one in enumerate(tokens) if one.type == "heading_open" and one.level == 0)
    return [(tokens[at].tag, tokens[at + 1].content) for at in found]


def assert_harmless(tokens: Any) -> None:
    for token in flat(tokens):
        assert token.type not in ("html_block", "html_inline", "image"), token
        if token.type == "link_open":
            address = str(token.attrs["href"]).lower()
            assert address.startswith(SAFE) or not SCHEME.match(address), address


@settings(max_examples=300)
@given(text=puzzles)
@example(text="foo ` bar\n- <script> `")
@example(text="- item\n  ```\n  code\n```\n# out")
@example(text="| ` | <b> ` |")
@example(text="```|\n|---|")
@example(text="\\` x ` <b> `")
def test_a_text_of_several_lines_stays_in_its_place_and_is_harmless(reader: Any, text: str) -> None:
    tokens = reader.parse(f"## A\n\n{block(text)}\n\n## B\n\nthe end")
    assert [("h2", "A"), ("h2", "B")] == outermost(tokens)
    assert "the end" == tokens[-2].content
    assert_harmless(tokens)


@settings(max_examples=300)
@given(text=puzzles)
@example(text=" \n`")
@example(text="\t`")
def test_an_item_stays_an_item(reader: Any, text: str) -> None:
    part = Part("Lessons learned", items=(Item(text, (f"When: {text}",)), Item("last")))
    tokens = reader.parse(f"{section(part, 2)}\n## B\n\nthe end")
    assert 2 == sum(one.type == "list_item_open" and one.level == 1 for one in tokens)
    assert [("h2", "Lessons learned"), ("h2", "B")] == outermost(tokens)
    assert "the end" == tokens[-2].content
    assert_harmless(tokens)


@settings(max_examples=300)
@given(text=puzzles)
def test_a_heading_and_a_cell_stay_what_they_are(reader: Any, text: str) -> None:
    tokens = reader.parse(
        f"# {line(text)}\n\n| a | b |\n| --- | --- |\n| {cell(text)} | {cell(text)} |\n\nend"
    )
    assert ["h1"] == [one.tag for one in tokens if one.type == "heading_open"]
    if any(one.type == "table_open" for one in tokens):
        assert 2 == sum(one.type == "td_open" for one in tokens)
    assert "end" == tokens[-2].content
    assert_harmless(tokens)


@pytest.mark.parametrize(
    "text",
    [
        "plain *words* and `<code>` with <https://a.example/b>",
        "- a\n  - b\n\n1. one\n2. two\n\n> said",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```python\n# a comment\nif a < b:\n    pass\n```",
        "[a link](https://a.example/x?y=1) [there](notes/file.md) #tag 5 < 6",
    ],
)
def test_ordinary_markdown_is_not_touched(text: str) -> None:
    assert text == block(text)


def test_hostile_pages_have_the_headings_of_a_plain_one(reader: Any) -> None:
    ours = outermost(reader.parse(body(entry("plain"), 1)))[1:]
    for one in ENTRIES:
        tokens = reader.parse(body(one, 1))
        title, *rest = outermost(tokens)
        assert "h1" == title[0]
        assert ours == rest
        assert_harmless(tokens)


@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: ascii(one.story)[:30])
def test_front_matter_is_yaml_with_the_texts_in_it(one: Mistake) -> None:
    yaml = pytest.importorskip("yaml", reason="reading front matter needs PyYAML")
    text = front_matter({"title": one.title, "tags": one.tags, "none": ""})
    read = yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n"))
    assert {"title", "tags"} == read.keys()
    assert len(one.tags) == len(read["tags"])
    assert 4 == text.count("\n")


def test_no_heading_of_ours_is_taken_for_another_part_of_a_post_mortem() -> None:
    full = attrs.evolve(entry("x"), decision=Decision(chosen="x"))
    shown = {part.heading: role_of(part.heading) for part in parts(full)}
    taken = {
        heading: role for heading, role in shown.items() if role in POST_MORTEM_ROLES | {"customer_effect"}
    }
    assert {
        "What happened": "summary",
        "Contributing conditions": "conditions",
        "What went well": "went_well",
        "Where we got lucky": "lucky",
        "Impact": "customer_effect",
        "Lessons learned": "lessons",
        "Action items": "actions",
    } == taken


# what one types, without backslashes and what the import tidies: ends of lines, runs of blank lines, tables
words = st.sampled_from(
    [
        "word",
        "错误",
        "# x",
        "## Lessons learned",
        "a <b> c",
        "![x](y)",
        "`<b>`",
        "[a](javascript:b)",
        "C#",
        "1 < 2",
        "tool: x",
        "a|b",
        "a ```",
        "===",
        "a `b",
    ]
)
prose = st.lists(words, min_size=1, max_size=4).map("\n".join)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join).filter(lambda text: text != "===")
pages = st.builds(
    Mistake,
    id=st.just(entry("x").id),
    title=phrases,
    happened=st.one_of(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.just(AT)),
    logged=st.just(AT),
    author=st.just("Mei <mei@example.com>"),
    rev=st.just(1),
    updated=st.just(AT),
    kind=st.sampled_from(["mistake", "near-miss", "success", "borrowed"]),
    tags=st.lists(phrases, max_size=2, unique=True).map(tuple),
    story=prose,
    expected=prose,
    went_well=prose,
    customer_effect=prose,
    overcame=prose,
    conditions=st.lists(
        st.builds(Condition, phrases, kind=st.sampled_from(["tool", "team"])), max_size=2
    ).map(tuple),
    lessons=st.lists(
        st.builds(Lesson, phrases, when=st.just("") | phrases, then=phrases, check=st.just("") | phrases),
        max_size=2,
    ).map(tuple),
    actions=st.lists(
        st.builds(
            Action, phrases, owner=st.sampled_from(["", "Ana"]), due=st.none() | st.just(date(2026, 12, 1))
        ),
        max_size=2,
    ).map(tuple),
)
MAIN = (
    *("title", "happened", "kind", "tags", "story", "expected", "went_well", "customer_effect", "overcame"),
    *("conditions", "lessons", "actions"),
)


@settings(max_examples=100)
@given(page=pages)
def test_a_page_gives_back_the_main_fields(page: Mistake, tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.importorskip("yaml", reason="reading front matter needs PyYAML")
    path = tmp_path_factory.mktemp("page") / f"{page.id}.md"
    path.write_bytes(exported("markdown", selection([page])))
    (record,) = markdown_in.read(path)
    assert isinstance(record, Candidate), record
    expected = {name: getattr(page, name) for name in MAIN}
    assert expected == {name: record.fields.get(name, ()) for name in MAIN}


@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: ascii(one.story)[:30])
def test_a_hostile_page_is_imported_as_one_entry(one: Mistake, tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="reading front matter needs PyYAML")
    (path := tmp_path / f"{one.id}.md").write_bytes(exported("markdown", selection([one])))
    (record,) = markdown_in.read(path)
    assert isinstance(record, Candidate), record
    assert [2, 2, 1] == [len(record.fields[name]) for name in ("conditions", "lessons", "actions")]


def test_a_folder_has_a_page_for_each_entry_named_by_its_id(tmp_path: Path) -> None:
    files = exported_folder("markdown", selection(ENTRIES), tmp_path / "out")
    assert sorted(f"{one.id}.md" for one in ENTRIES) == sorted(files)
    assert exported("markdown", selection(ENTRIES[:1])) == files[f"{ENTRIES[0].id}.md"]


def test_only_pages_of_changed_entries_are_written_again(tmp_path: Path) -> None:
    one, two = entry("one", 1), entry("two", 2)
    exported_folder("markdown", selection([one, two]), tmp_path / "out")
    with OutputFolder(tmp_path / "out", "markdown") as folder:
        markdown_out.write_folder(selection([one, attrs.evolve(two, story="another")]), folder)
    assert 1 == folder.written


def test_several_entries_are_chapters_of_one_document(reader: Any) -> None:
    document = exported(
        "markdown", selection([entry("one", 1), entry("two", 2)], name="My # journal")
    ).decode()
    tokens = reader.parse(document)
    found = [heading for heading in outermost(tokens) if heading[0] != "h3"]
    assert [("h1", "Mistakes: My # journal"), ("h2", "one"), ("h2", "two")] == found


def test_the_program_writes_a_document_a_page_or_a_folder(mistakes: Run, tmp_path: Path) -> None:
    mistakes("add", "Signed unread", "--story", "In a hurry.", "-t", "paper")
    mistakes("add", "Sent too early")
    assert mistakes("export", "markdown").out.startswith("# Mistakes: personal\n\n## Signed unread\n")
    assert mistakes("export", "markdown", "tag:paper").out.startswith('---\ntitle: "Signed unread"\n')
    assert 0 == mistakes("export", "markdown", "-o", f"{tmp_path / 'pages'}/").status
    assert 2 == len(list((tmp_path / "pages").glob("*.md")))
