"""How well the rules for words do, as docs/reference/scanning.md says, on sentences made for it and real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import DATA

from mistakes.readiness import is_platitude
from mistakes.scanning import Passage, ScanOccasion
from mistakes_guard import blame

OCCASION = ScanOccasion(())
SENTENCES = Path(__file__).with_name("guard_sentences.toml")


def sentences() -> dict[str, dict[str, list[str]]]:
    import tomllib

    found: dict[str, dict[str, list[str]]] = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    return found


def blames(text: str) -> bool:
    return any(True for _ in blame.scan([Passage("story", text)], OCCASION))


def part(texts: list[str], holds: object) -> float:
    assert callable(holds)
    return sum(map(holds, texts)) / len(texts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_sentences_that_blame_are_found_and_none_that_tells(language: str) -> None:
    texts = sentences()[language]

    assert part(texts["blaming"], blames) >= 0.85
    assert [] == [text for text in (*texts["telling"], *texts["plans"]) if blames(text)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_hollow_lessons_are_found_and_no_plan(language: str) -> None:
    texts = sentences()[language]

    assert part(texts["hollow"], is_platitude) >= 0.85
    assert [] == [text for text in (*texts["telling"], *texts["plans"]) if is_platitude(text)]


def test_the_sentences_are_enough_to_say_something() -> None:
    for texts in sentences().values():
        assert len(texts["blaming"]) >= 40
        assert len(texts["telling"]) + len(texts["plans"]) >= 60


def test_few_blaming_words_are_seen_in_what_others_have_written() -> None:
    """The figure stands in docs/reference/scanning.md."""
    if not DATA.is_dir():
        pytest.skip("the collections are not at hand (../shared/data)")
    found = []
    for path in sorted(DATA.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            parts = (Passage("story", one) for one in text.split("\n\n"))
            found += [one.shown.lower() for each in parts for one in blame.scan([each], OCCASION)]

    assert ["human error", "negligence", "negligent", "sloppy", "user error"] == sorted(found)
