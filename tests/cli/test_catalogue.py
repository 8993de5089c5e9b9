"""What must hold of what is said when something does not fit: in the reader's language, and never less than in English."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import errors
from mistakes.cli.catalogue import in_language, sentence
from mistakes.cli.catalogue_zh import MESSAGES

ROOT = Path(__file__).resolve().parents[2]
RAISED = {name for name, found in vars(errors).items() if isinstance(found, type)} | {"Unclear"}
# what people answer to while they reflect, review and decide
LOOP = [
    *sorted((ROOT / "plugins" / "mistakes_prompts").glob("*.py")),
    *sorted((ROOT / "plugins" / "mistakes_review").glob("*.py")),
    *(ROOT / "mistakes" / f"{name}.py" for name in ("decisions", "amounts", "items", "practice")),
    *(ROOT / "mistakes" / "cli" / f"{name}.py" for name in ("deciding", "failure")),
    *(
        ROOT / "mistakes" / "cli" / "commands" / f"{name}_.py"
        for name in ("decide", "premortem", "again", "brief", "stats", "today", "add", "link")
    ),
]
# what is put together from parts that are messages themselves
PUT_TOGETHER = {"{}: {}", "<error.message>", "{} {}."}


def templates(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the texts that an argument may be, with `{}` for what differs; nothing where that is not seen."""
    if isinstance(node, ast.IfExp):
        yield from templates(node.body, named)
        yield from templates(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.get(node.id, []):
            yield from templates(value, {})
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield "".join(map(str, parts))


def raised(path: Path) -> Iterator[str]:
    """Yield the messages and hints of the errors that a module raises."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
            for argument in node.args[:2]:
                yield from templates(argument, named)


@pytest.mark.parametrize("path", LOOP, ids=lambda path: path.stem)
def test_what_the_loop_refuses_is_told_in_chinese_as_well(path: Path) -> None:
    told = {text for text in raised(path) if text and text not in PUT_TOGETHER}

    assert [] == [text for text in sorted(told) if in_language(text.replace("{}", "7"), "zh").isascii()]


def test_nothing_is_told_half_in_one_language_and_half_in_the_other() -> None:
    places = [*ROOT.glob("mistakes/**/*.py"), *ROOT.glob("plugins/**/*.py")]
    told = {text.replace("{}", "7") for path in places for text in raised(path) if text}
    chinese = {text: in_language(text, "zh") for text in told if in_language(text, "zh") != text}
    # what is typed stays as it is
    rest = {
        text: re.sub(r"(?:mistakes|pip|--\w+) [\w .=/'\[\]-]*|`[^`]*`|\"[^\"]*\"", "", said)
        for text, said in chinese.items()
    }

    assert [] == [chinese[text] for text, said in rest.items() if re.search("[a-z]{3,} [a-z]{2,}", said)]


def test_no_translation_is_left_over() -> None:
    places = [*ROOT.glob("mistakes/**/*.py"), *ROOT.glob("plugins/**/*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in places if path.stem != "catalogue_zh")
    plain = re.sub(r'"\s*\n?\s*f?"', "", source)
    click = re.compile("[A-Z].*(option|parameter|argument|value)", re.IGNORECASE)
    longest = (max(re.split(r"\{\}|\[\[?|]]?", key), key=len) for key in MESSAGES if not click.match(key))

    # its first word may be the name of a key that is put before it
    pieces = {piece.strip(): piece.strip().partition(" ")[2] or piece.strip() for piece in longest}
    assert [] == [key for key, piece in pieces.items() if piece not in source and piece not in plain]


def test_a_translation_names_only_what_its_message_has() -> None:
    for key, translation in MESSAGES.items():
        places = {int(number) for number in re.findall(r"\{(\d)(?::said)?\}", translation)}
        assert places <= set(range(key.count("{}"))), key


# without Latin letters, or now and then it is a message that has a translation
WITHOUT_WORDS = st.text(st.characters(exclude_characters=string.ascii_letters), max_size=60)


@given(WITHOUT_WORDS, st.text(max_size=60))
def test_what_has_no_translation_is_told_as_it_is(message: str, hint: str) -> None:
    assert in_language(message, "en") == message
    assert in_language(f"zz{message}zz", "zh") == f"zz{message}zz"
    assert sentence(f"zz{message}zz", hint, "zh")


def test_what_differs_stands_where_the_other_language_has_it() -> None:
    said = sentence("4sn02q, Signed unread, is no decision", 'Begin one with: mistakes decide "…"', "zh")

    assert '4sn02q（Signed unread）不是决定。写一个决定：mistakes decide "…"' == said


def test_a_message_within_a_message_is_told_too() -> None:
    said = in_language("if-then.check-1: this takes yes or no; nothing was saved", "zh")

    assert "if-then.check-1：这里要回答“是”或“否”；什么也没保存" == said


def test_what_is_longer_than_any_message_is_told_as_it_is() -> None:
    key = max(MESSAGES, key=lambda key: key.count("{}"))
    said = key.replace("{}", key.replace("{}", " ") * 1_000)
    assert said == in_language(said, "zh")


def test_of_two_that_fit_the_one_with_more_words_of_its_own_is_taken() -> None:
    assert "“3m”可能指分钟，也可能指月" == in_language("'3m' can mean minutes or months.", "zh")


def test_all_choices_are_quoted_alike_in_chinese() -> None:
    said = in_language("Invalid value for '--grade': 'x' is not one of 'had', 'missed'.", "zh")

    assert "“--grade”不能是“x”；可以是“had”、“missed”" == said


def test_an_error_is_told_in_the_language_of_the_locale_and_to_machines_in_english(
    cli, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    cli("add", "x")
    assert "没有编号以 zzzz9 结尾的记录。看有哪些记录：mistakes list\n" == cli("show", "zzzz9").err
    assert "没有选项“--nothing”" in cli("review", "--nothing").err
    assert "no entry ends in zzzz9" == json.loads(cli("show", "zzzz9", "--json").err)["error"]["message"]


def test_settings_that_cannot_be_read_are_told_all_the_same(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from mistakes import places

    places.config_folder().mkdir(parents=True, exist_ok=True)
    (places.config_folder() / "config.toml").write_text("language = [", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    assert "config.toml" in cli("show", "zzzz9").err
