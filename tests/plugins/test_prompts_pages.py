"""What must hold for the pages on packs: the examples work, and every key and field is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mistakes_prompts import pack as form
from mistakes_prompts.pack import Needs
from mistakes_prompts.reading import read_pack
from mistakes_prompts.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "packs.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs" / "how-to" / "write-a-pack.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    return re.findall(r"(?ms)^```toml\n(.*?)^```$", page)


def section(heading: str) -> str:
    return REFERENCE.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]


@pytest.mark.parametrize("page", [REFERENCE, HOW_TO], ids=["reference", "how-to"])
def test_the_example_of_a_page_is_a_pack_without_faults(page: str, tmp_path: Path) -> None:
    (path := tmp_path / "kitchen.toml").write_text(blocks(page)[0], encoding="utf-8")

    pack, wrong = read_pack(path)

    assert [] == wrong
    assert pack is not None
    assert "kitchen" == pack.id


def test_the_parts_of_the_how_to_fit_into_its_pack(tmp_path: Path) -> None:
    whole, needs, voice, scenario = blocks(HOW_TO)
    head = whole.split("[[prompt]]")[0]
    prompt = '[[prompt]]\nid = "kitchen.{}"\nwhen = ["reflect"]\n'
    text = 'text = { en = "What?" }\n'
    path = tmp_path / "kitchen.toml"
    path.write_text(
        head + prompt.format("a") + needs + text + prompt.format("b") + voice + scenario, encoding="utf-8"
    )

    pack, wrong = read_pack(path)

    assert [] == wrong
    assert pack is not None
    assert [("near-miss",), True, "scenario"] == [
        pack.prompts[0].needs.kind,
        bool(pack.prompts[1].distanced),
        pack.prompts[2].kind,
    ]


def test_every_field_an_answer_can_go_to_is_told_and_no_other() -> None:
    names = set()
    for row in re.findall(r"(?m)^\| (`[^|]+) \|", section("## Fields")):
        found = re.findall(r"`([^`]+)`", row)
        for name in found:
            names.add(name.replace("….", "lessons.applies.") if name.startswith("….") else name)
    kinds = {name for name in TARGETS if name.startswith("conditions.")}

    assert TARGETS == (names - {"fills", "conditions.KIND"}) | kinds


@pytest.mark.parametrize(
    "names", [form.AUDIENCES, form.KINDS, form.OCCASIONS, form.VOICES, form.QS, Needs._fields]
)
def test_every_value_is_told(names: tuple[str, ...]) -> None:
    assert [] == [name for name in names if f"`{name}`" not in REFERENCE]


@pytest.mark.parametrize(
    "key",
    [
        "for",
        "needs",
        "fills",
        "q",
        "minutes",
        "cooldown_days",
        "voice",
        "text_distanced",
        "tips_after",
        "kind",
        "when",
    ],
)
def test_every_key_of_a_prompt_is_told(key: str) -> None:
    assert f"| `{key}` |" in section("### `[[prompt]]`")
