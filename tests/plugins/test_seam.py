"""What must hold between the program and its plugins, whatever these do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from plugin_site import Run, Site, offers, titles, warnings

OWN = {
    path.name.removeprefix("mistakes_") for path in (Path(__file__).parents[2] / "plugins").glob("mistakes_*")
}
KEEPS_A_RECORD = """
    import os

    @hookimpl
    def entry_saved(journal, before, after):
        record = journal.path(after.id).read_text(encoding="utf-8") + f"before: {before and before.title}\\n"
        with open(os.environ["RECORD"], "a", encoding="utf-8") as file:
            file.write(record)

    @hookimpl
    def event_recorded(journal, event):
        found = [path.read_text() for path in (journal.root / "events").rglob("*.jsonl")]
        with open(os.environ["RECORD"], "a", encoding="utf-8") as file:
            file.write(f"event {event.do}: {event.id in ''.join(found)}\\n")
"""


def section(help_text: str, heading: str) -> str:
    return help_text.partition(f"\n{heading}:\n")[2].partition("\n\n")[0]


# what the example plugin adds


def test_a_plugins_command_stands_in_its_section_of_the_help_and_runs(site: Site, mistakes: Run) -> None:
    site.install_example()
    mistakes("add", "Signed unread", "--lesson", "Read what you sign")

    done = mistakes("dice")

    assert "dice" in section(mistakes("--help").out, "Daily")
    assert (0, "") == (done.status, done.err)
    assert "Read what you sign" == done.out.splitlines()[0]
    assert "Signed unread" in done.out.splitlines()[1]


def test_a_plugins_command_takes_the_options_that_all_commands_have(site: Site, mistakes: Run) -> None:
    site.install_example()
    mistakes("add", "Signed unread", "--lesson", "Read what you sign")

    done = mistakes("dice", "--json")

    assert {"text": "Read what you sign", "when": "", "then": ""}.items() <= json.loads(done.out).items()
    assert 0 == mistakes("dice", "-h").status


def test_a_command_in_a_section_nobody_knows_stands_once_under_more(site: Site, mistakes: Run) -> None:
    site.install("odd", offers("odd").replace('"daily"', '"oddities"'))
    site.install("even", offers("even").replace('"wave"', '"bow"').replace(', "daily"', ""))

    help_text = mistakes("--help").out

    assert 1 == help_text.count("\nMore:\n")
    assert ["bow", "wave"] == sorted(line.split()[0] for line in section(help_text, "More").splitlines())


def test_what_is_exported_in_a_plugins_format_is_imported_again_once(
    site: Site, mistakes: Run, tmp_path: Path
) -> None:
    site.install_example()
    for title in ("Signed unread", "忘了备份"):
        mistakes("add", title)
    exported = mistakes("export", "titles", "-o", str(tmp_path / "titles.txt"))
    other = {"MISTAKES_JOURNAL": str(tmp_path / "other")}

    first = mistakes("import", "titles", str(tmp_path / "titles.txt"), **other)
    again = mistakes("import", "titles", str(tmp_path / "titles.txt"), "--json", **other)

    assert (0, 0, 0) == (exported.status, first.status, again.status)
    assert "Signed unread\n忘了备份\n" == (tmp_path / "titles.txt").read_text(encoding="utf-8")
    assert ["Signed unread", "忘了备份"] == sorted(titles(mistakes, **other))
    assert ([], 2) == (json.loads(again.out)["added"], len(json.loads(again.out)["known"]))


def test_what_a_plugins_importer_does_not_understand_is_named_and_the_rest_is_added(
    site: Site, mistakes: Run, tmp_path: Path
) -> None:
    site.install_example()
    (tmp_path / "titles.txt").write_bytes(b"Good\n\xff\xfe\n\n" + b"x" * 201 + b"\n")

    done = mistakes("import", "titles", str(tmp_path / "titles.txt"), "--json")

    assert 1 == done.status
    assert ["line 2", "line 4"] == [refused["source"] for refused in json.loads(done.out)["refused"]]
    assert ["Good"] == titles(mistakes)


def test_the_formats_of_plugins_are_listed(site: Site, mistakes: Run) -> None:
    site.install_example()

    assert {"json", "titles"} <= json.loads(mistakes("export", "--json").out).keys()
    assert {"lines", "titles"} <= json.loads(mistakes("import", "--json").out).keys()


def test_the_example_counts_entries_and_events_in_the_users_state_folder(
    site: Site, mistakes: Run, home: Path
) -> None:
    site.install_example()
    handle = json.loads(mistakes("add", "Signed unread", "--json").out)["handle"]
    mistakes("edit", "-t", "money")
    mistakes("again", handle)

    assert {"added": 1, "changed": 1, "repeated": 1} == json.loads(mistakes("dice", "--tally", "--json").out)
    assert 1 == len(list(home.rglob("example/tally.txt")))


def test_doctor_reports_what_a_plugin_finds(site: Site, mistakes: Run) -> None:
    site.install_example()
    mistakes("add", "Signed unread", "--lesson", "Read", "--if", "a contract comes")

    found = json.loads(mistakes("doctor", "--json").out)

    assert ["a plan without its `then`"] == [row["message"] for row in found if row["kind"] == "plugin"]


# when hooks are called


def test_a_plugin_is_told_of_an_entry_once_its_file_is_on_disk(
    site: Site, mistakes: Run, tmp_path: Path
) -> None:
    site.install("record", KEEPS_A_RECORD)
    record = tmp_path / "record"

    mistakes("add", "Signed unread", RECORD=str(record))

    assert 'title = "Signed unread"' in record.read_text()
    assert "before: None\n" in record.read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("edit", "--tag", "money"), '"money",'),
        (("delete", "{id}"), "[deleted]"),
        (("again", "{id}"), "event repeated: True"),
        (("again", "{id}", "Signed unread again"), 'title = "Signed unread again"'),
        (("import", "lines", "notes.txt"), 'title = "Lost the notes"'),
        (("undo",), "[deleted]"),
    ],
)
def test_a_plugin_is_told_of_every_kind_of_change(
    arguments: tuple[str, ...], told: str, site: Site, mistakes: Run, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("Lost the notes\n")
    record = tmp_path / "record"
    site.install("record", KEEPS_A_RECORD)
    entry = json.loads(mistakes("add", "Signed unread", "--json", RECORD=os.devnull).out)

    done = mistakes(*(word.format(id=entry["id"]) for word in arguments), RECORD=str(record))

    assert 0 == done.status, done.err
    assert told in record.read_text()
    assert [] == warnings(done.err)


def test_a_hook_that_fails_is_one_warning_with_name_version_and_cure(site: Site, mistakes: Run) -> None:
    site.install(
        "bad", '@hookimpl\ndef entry_saved(after):\n    raise ValueError("two\\nlines")', version="2.7"
    )

    done = mistakes("add", "Signed unread")

    assert 0 == done.status
    assert "saved privately as" in done.out
    (warning,) = warnings(done.err)
    for part in ("bad", "mistakes-bad 2.7", "entry_saved", "ValueError: two lines", "pip install --upgrade"):
        assert part in warning
    assert warning == done.err.splitlines()[-1]
    assert ["Signed unread"] == titles(mistakes)


@pytest.mark.parametrize("error", ["ValueError(1)", "SystemExit(7)", "ImportError('x')", "RecursionError()"])
def test_a_hook_that_fails_never_keeps_the_next_plugin_from_being_told(
    error: str, site: Site, mistakes: Run, tmp_path: Path
) -> None:
    site.install("bad", f"@hookimpl\ndef entry_saved(after):\n    raise {error}")
    site.install("record", KEEPS_A_RECORD)

    done = mistakes("add", "Signed unread", RECORD=str(tmp_path / "record"))

    assert (0, 1) == (done.status, len(warnings(done.err)))
    assert "Signed unread" in (tmp_path / "record").read_text()


def test_a_hook_that_fails_for_each_of_many_entries_is_still_one_warning(
    site: Site, mistakes: Run, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("".join(f"Mistake number {n}\n" for n in range(20)))
    site.install("bad", "@hookimpl\ndef entry_saved(after):\n    raise ValueError(after.id)")

    done = mistakes("import", "lines", "notes.txt")

    assert (0, 1) == (done.status, len(warnings(done.err)))
    assert 20 == len(titles(mistakes))


def test_a_finder_of_problems_that_fails_half_way_is_one_warning_and_doctor_goes_on(
    site: Site, mistakes: Run
) -> None:
    site.install_example()
    site.install(
        "bad", "@hookimpl\ndef problems(journal):\n    yield from ()\n    raise ValueError('half way')"
    )
    mistakes("add", "Signed unread", "--lesson", "Read", "--if", "a contract comes")

    found = json.loads(mistakes("doctor", "--json").out)

    broken = [row["message"] for row in found if row["kind"] == "plugin-broken"]
    assert 1 == len(broken)
    assert "half way" in broken[0]
    assert 1 == len([row for row in found if row["kind"] == "plugin"])


# names that are taken


def test_a_plugin_never_takes_the_name_of_a_command_or_a_format_of_ours(site: Site, mistakes: Run) -> None:
    taken = offers("a").replace('"wave"', '"list"').replace('"shout"', '"json"')
    site.install("a", taken)
    mistakes("add", "Signed unread")

    assert ["Signed unread"] == titles(mistakes)
    assert "Signed unread" in mistakes("export", "json").out
    assert "'list'" in warnings(mistakes("--help").err)[0]
    assert "'json'" in warnings(mistakes("export", "json").err)[0]


def test_of_two_plugins_with_one_command_the_first_by_name_has_it(site: Site, mistakes: Run) -> None:
    site.install("zebra", offers("zebra"))
    site.install("ant", offers("ant"))

    done = mistakes("wave")

    assert "ant waves\n" == done.out
    (warning,) = warnings(done.err)
    assert "zebra (mistakes-zebra 1.0)" in warning
    assert "ant (mistakes-ant 1.0) has already" in warning


def test_of_two_plugins_with_one_name_ours_works_and_the_other_is_named(site: Site, mistakes: Run) -> None:
    site.write("plug_thief", "raise SystemExit('imported')")
    site.register("formats", "plug_thief", distribution="thief")
    mistakes("add", "Signed unread")

    done = mistakes("export", "json")

    assert "Signed unread" in done.out
    (warning,) = warnings(done.err)
    assert "formats (thief 1.0)" in warning
    assert "mistakes-journal has a plugin of that name" in warning


# switching off


def test_a_plugin_is_switched_off_by_the_settings(site: Site, mistakes: Run) -> None:
    site.install("good", offers("good"))
    assert 0 == mistakes("config", "set", "plugins.disable", "good").status

    done = mistakes("wave")

    assert 2 == done.status
    assert "wave" not in mistakes("--help").out
    assert "demo" in mistakes("--help").out


@pytest.mark.parametrize(
    ("names", "off"), [("good", {"good"}), (" x , good ", {"good"}), ("all", {"good", "demo"})]
)
def test_plugins_are_switched_off_by_the_environment(
    names: str, off: set[str], site: Site, mistakes: Run
) -> None:
    site.install("good", offers("good"))

    rows = json.loads(mistakes("plugins", "--json", MISTAKES_DISABLE_PLUGINS=names).out)["plugins"]

    assert off <= {row["name"] for row in rows if row["state"] == "off"}
    assert ("all" == names) == all(row["state"] == "off" for row in rows)
    assert "wave" not in mistakes("--help", MISTAKES_DISABLE_PLUGINS=names).out
    assert "wave" in mistakes("--help").out


@pytest.mark.parametrize("names", ["bad", "all"])
def test_a_plugin_that_is_switched_off_is_never_imported(
    names: str, site: Site, mistakes: Run, tmp_path: Path
) -> None:
    site.install("bad", f"open({str(tmp_path / 'ran')!r}, 'w')\nraise ValueError")

    for arguments in (("add", "Signed unread"), ("--help",), ("plugins",), ("doctor",)):
        done = mistakes(*arguments, MISTAKES_DISABLE_PLUGINS=names)
        assert [] == warnings(done.err)

    assert not (tmp_path / "ran").exists()


def test_without_readable_settings_no_plugin_runs_and_the_reason_is_told(
    site: Site, mistakes: Run, home: Path, tmp_path: Path
) -> None:
    site.install("bad", f"open({str(tmp_path / 'ran')!r}, 'w')")
    mistakes("config", "set", "editor", "ed", MISTAKES_DISABLE_PLUGINS="all")
    (settings,) = home.rglob("config.toml")
    settings.write_text("plugins = [", encoding="utf-8")

    done = mistakes("--help")

    assert 0 == done.status
    assert str(settings) in done.err
    assert not (tmp_path / "ran").exists()


# `mistakes plugins`


def test_plugins_lists_every_plugin_with_version_state_and_what_it_offers(site: Site, mistakes: Run) -> None:
    site.install_example()
    site.install("bad", "raise ValueError('no')", version="2.7")
    site.install("quiet", "", version="3.1")

    rows = json.loads(mistakes("plugins", "--json", MISTAKES_DISABLE_PLUGINS="quiet").out)["plugins"]

    by_name = {row.pop("name"): row for row in rows}
    assert {*OWN, "example", "bad", "quiet"} == by_name.keys()
    assert by_name["example"] == {
        "distribution": "mistakes-example-plugin",
        "version": "1.0",
        "state": "works",
        "hooks": [
            *("abilities", "backends", "commands", "entry_saved", "event_recorded", "exporters"),
            *("figures", "importers", "packs", "problems", "scanners", "sections"),
        ],
        "commands": ["dice"],
        "exporters": ["titles"],
        "importers": ["titles"],
        "problem": "",
    }
    assert ("broken", "2.7", "ValueError: no") == tuple(
        by_name["bad"][name] for name in ("state", "version", "problem")
    )
    assert ("off", "3.1") == (by_name["quiet"]["state"], by_name["quiet"]["version"])


def test_plugins_says_the_same_for_people_a_plugin_a_line(site: Site, mistakes: Run) -> None:
    site.install_example()
    site.install("bad", "raise ValueError('no')")

    lines = {line.split("\t")[0]: line for line in mistakes("plugins").out.splitlines()}

    assert "mistakes-example-plugin 1.0\tworks" in lines["example"]
    assert "dice" in lines["example"]
    assert "mistakes-bad 1.0\tbroken" in lines["bad"]
    assert "ValueError: no" in lines["bad"]
