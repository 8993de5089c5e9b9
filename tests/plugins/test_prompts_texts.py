"""The questions that come with the program: short, blameless, in both languages, for every empty field."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import attrs
import pytest

import mistakes_prompts
from mistakes import model
from mistakes.ladder import STEPS
from mistakes.readiness import is_platitude

FOLDER = Path(mistakes_prompts.__file__).parent / "packs"
FILES = sorted(FOLDER.glob("*.toml"))
PACKS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}

PROMISED = """
    quick-aar made-sense if-then price-paid three-qs trust common-goal cultivate hire-and-fire
    process-and-result decide two-alike homework lead-self other-shoes calm-water newcomer
""".split()
LANGUAGES = {"en", "zh"}
KINDS = {"question", "scenario", "scale", "choice", "compare", "premortem", "homework"}
WITH_AN_ENTRY = {"capture", "reflect", "review", "on:repeat", "on:shared"}
WITHOUT_AN_ENTRY = {"weekly", "level-up"}
OCCASIONS = {*WITH_AN_ENTRY, *WITHOUT_AN_ENTRY, "before:decision"}
AUDIENCES = {"self", "frontline", "middle", "senior", "team", "agent"}
NEEDS = {"kind", "status", "tags", "has", "missing"}
PACK_KEYS = {"id", "version", "schema", "license", "source", "for", "title"}
PROMPT_KEYS = {"id", "kind", "when", "q", "minutes", "cooldown_days", "text"}
MORE_KEYS = {"needs", "fills", "voice", "tips_after", "text_distanced"}

# The steps of the ladder, and what else an entry can tell, each with the fewest questions that ask for it.
LADDER = ("story", "conditions", "lessons.text", "lessons.when", "lessons.then")
OTHERS = """
    expected believed confidence price went_well lucky overcame feeling heard_from goal stretch
    customer_effect harm_to_others process result right_thing done_right lessons.check
""".split()
QS = ("iq", "eq", "lq")

HAN = re.compile("[\u3400-\u9fff]")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
PLACEHOLDER = re.compile(r"\{[^}]*\}?|\}")
BLAME = re.compile(
    r"\b(?:who (?:is|was) (?:to blame|responsible)|whose fault|at fault|guilty|careless\w*|stupid\w*|lazy|"
    r"sloppy|human error|should(?:n't| not)? have|ought to|why did(?:n't)?|why (?:were|are)|fail(?:ed|ure)?)\b"
    r"|粗心|马虎|愚蠢|[笨蠢懒]|责怪|怪[你他她谁]|谁的错|谁的责任|本该|本应|早该|不该|为什么[没不]|怎么没|失败",
    re.IGNORECASE,
)
PRAISE = re.compile(
    r"\b(?:well done|great job|brilliant|hero(?:es)?|genius|Jack Ma|Alibaba)\b|了不起|真棒|马云|阿里",
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"(?:do|does|did|is|are|was|were|have|has|had|can|could|will|would|should|may|might)(?:n't)?\b",
    re.IGNORECASE,
)
CLOSED_HAN = re.compile("吗|是否|是不是|有没有|会不会|能不能|要不要")
POINTING = re.compile(r"\bthis\b(?! (?:week|month))|这件事|这次|\{")


class Text(NamedTuple):
    """One text of a pack: whose it is, in which language, whether it asks."""

    owner: str
    language: str
    text: str
    asks: bool = True


def prompts() -> Iterator[dict[str, Any]]:
    for pack in PACKS.values():
        yield from pack["prompt"]


def tips() -> Iterator[dict[str, Any]]:
    for pack in PACKS.values():
        yield from pack.get("tip", [])


BY_ID = {prompt["id"]: prompt for prompt in prompts()}


def filling(field: str = "") -> list[dict[str, Any]]:
    """Return the prompts whose answer goes to a field, or to any."""
    return [one for one in prompts() if "fills" in one and field in ("", one["fills"])]


def texts() -> Iterator[Text]:
    for prompt in prompts():
        for key in ("text", "text_distanced"):
            for language, text in prompt.get(key, {}).items():
                yield Text(prompt["id"], language, text)
    for tip in tips():
        yield from (Text(tip["id"], language, text, asks=False) for language, text in tip["text"].items())


QUESTIONS = [one for one in texts() if one.asks]
SAID = [one for one in texts() if not one.asks]


def is_field(path: str) -> bool:
    """Tell whether a path is a field of an entry, or the conditions of one kind."""
    head, _, rest = path.partition(".")
    if head == "conditions" and rest:
        return rest in get_args(model.ConditionKind)
    tables = {
        **{"price": model.Price, "q": model.Qs, "decision": model.Decision, "lessons": model.Lesson},
        "links": model.Links,
    }
    owner = tables[head] if rest and head in tables else model.Mistake
    return (rest or head) in attrs.fields_dict(owner)


# The files


def test_every_pack_that_was_promised_is_there_under_its_own_name() -> None:
    assert set(PROMISED) <= set(PACKS)
    assert list(PACKS) == [pack["pack"]["id"] for pack in PACKS.values()]


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_says_what_it_is_for_whom_and_where_its_ideas_come_from(name: str) -> None:
    about = PACKS[name]["pack"]
    assert {"pack", "prompt"} <= set(PACKS[name]) <= {"pack", "prompt", "tip"}
    assert set(about) == PACK_KEYS
    assert (1, "CC0-1.0") == (about["schema"], about["license"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", about["version"])
    assert about["source"]
    assert all(source.strip() for source in about["source"])
    assert about["for"]
    assert set(about["for"]) <= AUDIENCES


def test_every_role_has_packs_and_hiring_is_only_for_those_who_lead() -> None:
    assert {role for pack in PACKS.values() for role in pack["pack"]["for"]} == AUDIENCES
    assert {"frontline", "middle", "senior"} == set(PACKS["hire-and-fire"]["pack"]["for"])


def test_a_pack_has_six_prompts_or_more() -> None:
    assert {} == {name: len(pack["prompt"]) for name, pack in PACKS.items() if len(pack["prompt"]) < 6}


def test_ids_begin_with_their_pack_and_are_used_once() -> None:
    for name, pack in PACKS.items():
        for item in (*pack["prompt"], *pack.get("tip", [])):
            assert NAME.fullmatch(item["id"]), item["id"]
            assert item["id"].startswith(f"{name}.")
    ids = Counter(item["id"] for item in (*prompts(), *tips()))
    assert [] == [name for name, count in ids.items() if count > 1]


# One prompt


def test_a_prompt_has_only_known_keys_and_values() -> None:
    for name, prompt in BY_ID.items():
        assert PROMPT_KEYS <= set(prompt) <= PROMPT_KEYS | MORE_KEYS, name
        assert prompt["kind"] in KINDS, name
        assert prompt["q"] in QS, name
        assert prompt["when"], name
        assert set(prompt["when"]) <= OCCASIONS, name
        assert len(set(prompt["when"])) == len(prompt["when"]), name
        assert 1 <= prompt["minutes"] <= 5, name
        assert 0 <= prompt["cooldown_days"] <= 90, name


def test_a_prompt_needs_only_what_an_entry_can_have() -> None:
    for name, prompt in BY_ID.items():
        needs = prompt.get("needs", {"kind": ["mistake"]})
        assert set(needs) <= NEEDS, name
        assert needs, name
        assert all(needs.values()), name
        assert set(needs.get("kind", [])) <= set(get_args(model.Kind)), name
        assert set(needs.get("status", [])) <= set(STEPS), name
        assert all(is_field(path) for key in ("has", "missing") for path in needs.get(key, [])), name


def test_an_answer_goes_to_a_field_that_is_still_empty() -> None:
    for prompt in filling():
        assert is_field(prompt["fills"]), prompt["id"]
        assert prompt["fills"] in prompt["needs"]["missing"], prompt["id"]


def test_a_scale_fills_a_number_and_tells_its_ends() -> None:
    ends = {"confidence": ["0", "100"], "process": ["1", "5"], "result": ["1", "5"]}
    scales = [prompt for prompt in prompts() if prompt["kind"] == "scale"]
    assert scales
    for prompt in scales:
        wanted = ends.get(prompt["fills"].rpartition(".")[2], ["0", "3"])
        assert all(wanted == re.findall(r"\d+", text) for text in prompt["text"].values()), prompt["id"]


@pytest.mark.parametrize("field", ["right_thing", "done_right"])
def test_a_question_for_yes_or_no_says_so(field: str) -> None:
    for prompt in filling(field):
        assert prompt["kind"] == "choice"
        assert "yes or no" in prompt["text"]["en"]
        assert "是／否" in prompt["text"]["zh"]


def test_a_check_is_asked_for_by_name_as_it_is_there_today() -> None:
    asked = filling("lessons.check")

    assert asked
    for one in asked:
        assert "By name or path" in one["text"]["en"], one["id"]
        assert "名称或路径" in one["text"]["zh"], one["id"]
        assert not re.search("could|would|might|可以|能", one["text"]["en"] + one["text"]["zh"]), one["id"]


def test_the_homework_about_process_leads_to_the_lucky_wins() -> None:
    assert ["homework.tip-lucky"] == BY_ID["homework.why-process"]["tips_after"]


def test_what_was_overcome_is_asked_only_once_it_was_applied() -> None:
    assert all(["applied", "built in"] == prompt["needs"]["status"] for prompt in filling("overcame"))


def test_a_question_without_an_entry_points_at_nothing() -> None:
    for prompt in prompts():
        if WITHOUT_AN_ENTRY & set(prompt["when"]):
            assert not {"needs", "fills"} & set(prompt), prompt["id"]
            assert not set(prompt["when"]) & (WITH_AN_ENTRY - {"on:shared"}), prompt["id"]
            said = " ".join(
                text for key in ("text", "text_distanced") for text in prompt.get(key, {}).values()
            )
            assert not POINTING.search(said), prompt["id"]


# Its words


def test_texts_come_in_english_and_chinese() -> None:
    for item in (*prompts(), *tips(), *({"id": name, **PACKS[name]["pack"]} for name in PACKS)):
        for key in ("title", "text", "text_distanced"):
            assert key not in item or set(item[key]) == LANGUAGES, item["id"]


def test_a_text_is_short_and_in_its_language() -> None:
    for one in (*QUESTIONS, *SAID):
        assert one.text == one.text.strip(), one
        assert one.text.isprintable(), one
        assert 0 < len(one.text) <= 200, one
        assert bool(HAN.search(one.text)) == (one.language == "zh"), one


def test_chinese_has_its_own_punctuation_and_says_you_as_among_colleagues() -> None:
    chinese = [one for one in (*QUESTIONS, *SAID) if one.language == "zh"]
    plain = [PLACEHOLDER.sub("", one.text) for one in chinese]
    assert [] == [text for text in plain if re.search("[,;:?!.'\"()]|您", text)]


def test_a_prompt_asks_exactly_one_question_and_ends_with_it() -> None:
    marks = {"en": "?", "zh": "？"}
    assert [] == [one for one in QUESTIONS if re.findall("[?？]", one.text) != [marks[one.language]]]
    assert [] == [one for one in QUESTIONS if one.text[-1] != marks[one.language]]


def test_only_known_placeholders_stand_where_there_is_something_to_put_there() -> None:
    for one in (*QUESTIONS, *SAID):
        found = set(PLACEHOLDER.findall(one.text))
        assert found <= {"{title}", "{lesson}", "{days}"}, one
        assert not found or set(BY_ID[one.owner]["when"]) <= {"review", "on:repeat"}, one


def test_both_languages_show_the_same_values() -> None:
    for prompt in prompts():
        english, chinese = (set(PLACEHOLDER.findall(prompt["text"][code])) for code in ("en", "zh"))
        assert english == chinese, prompt["id"]


def test_no_words_blame_or_praise_anybody() -> None:
    said = [one for one in (*QUESTIONS, *SAID) if BLAME.search(one.text) or PRAISE.search(one.text)]
    assert [] == said


def test_a_question_is_open() -> None:
    for one in QUESTIONS:
        if BY_ID[one.owner]["kind"] not in ("choice", "scale"):
            last = re.split(r"[.:;—。：；]\s*", one.text)[-1]
            assert not CLOSED.match(last), one
            assert not CLOSED_HAN.search(one.text), one


def test_a_tip_says_something_that_can_be_done() -> None:
    assert [] == [one for one in SAID if is_platitude(one.text)]


def test_no_two_prompts_ask_in_the_same_words() -> None:
    assert [] == [text for text, count in Counter(one.text for one in QUESTIONS).items() if count > 1]


# Tips, voices, homework


@pytest.mark.parametrize("name", ["trust", "common-goal", "cultivate"])
def test_a_case_is_told_and_its_tips_follow_the_answer(name: str) -> None:
    (case,) = [prompt for prompt in PACKS[name]["prompt"] if prompt["kind"] == "scenario"]
    assert 3 <= len(case["tips_after"]) <= 5
    assert set(case["tips_after"]) <= {tip["id"] for tip in tips()}


def test_every_tip_follows_a_prompt_of_its_pack() -> None:
    for pack in PACKS.values():
        shown = {name for prompt in pack["prompt"] for name in prompt.get("tips_after", [])}
        assert shown == {tip["id"] for tip in pack.get("tip", [])}


def test_enough_prompts_can_be_asked_from_a_distance() -> None:
    packs = [prompt["id"].partition(".")[0] for prompt in prompts() if "text_distanced" in prompt]
    assert len(packs) >= 12
    assert {"calm-water", "made-sense", "trust", "three-qs"} <= set(packs)


def test_voices_tell_which_texts_there_are() -> None:
    for prompt in prompts():
        voices = prompt.get("voice", ["plain"])
        assert set(voices) <= {"plain", "calm", "distanced"}, prompt["id"]
        assert ("distanced" in voices) == ("text_distanced" in prompt), prompt["id"]


def test_whoever_feels_bad_is_led_from_the_story_to_a_plan_by_gentle_questions() -> None:
    calm = PACKS["calm-water"]["prompt"]
    assert set(LADDER) <= {prompt.get("fills") for prompt in calm}
    assert all("calm" in prompt["voice"] for prompt in calm)


def test_homework_comes_back_after_ninety_days() -> None:
    for prompt in PACKS["homework"]["prompt"]:
        assert ("homework", 90) == (prompt["kind"], prompt["cooldown_days"])
        assert set(prompt["when"]) <= WITHOUT_AN_ENTRY


# What they ask for


@pytest.mark.parametrize("field", LADDER)
@pytest.mark.parametrize("q", QS)
def test_each_step_towards_a_plan_has_several_questions_for_every_q(field: str, q: str) -> None:
    assert len([prompt for prompt in filling(field) if prompt["q"] == q]) >= 2


@pytest.mark.parametrize("field", OTHERS)
def test_every_other_field_has_more_than_one_question(field: str) -> None:
    assert len(filling(field)) >= 2


@pytest.mark.parametrize("q", QS)
def test_each_q_is_asked_for_by_a_question_of_its_own(q: str) -> None:
    assert [q] == [prompt["q"] for prompt in filling(f"q.{q}")]


@pytest.mark.parametrize("occasion", sorted(OCCASIONS))
def test_every_occasion_has_several_questions(occasion: str) -> None:
    assert len([prompt for prompt in prompts() if occasion in prompt["when"]]) >= 6
