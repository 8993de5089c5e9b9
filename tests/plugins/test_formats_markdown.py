"""Post-mortems and lessons as Markdown: what goes where, and that nothing is lost or taken for one."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import codec
from mistakes.errors import MissingPlugin, NotFound
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.model import Action, Applies, Condition, Lesson, Mistake, Price
from mistakes_formats import front_matter, markdown_in, markdown_page
from mistakes_formats.markdown_blocks import items, table
from mistakes_formats.markdown_times import hours_in, zone_of
from mistakes_formats.record import keywords

AT = datetime(2026, 11, 20, tzinfo=UTC)
PAGE = """# Wrong cable pulled

A word before all.

## Summary

We pulled a cable.
It was the wrong one.

## Timeline

All times in UTC.

| Time             | Event         |
| :--------------- | ------------- |
| 2026-01-05 08:32 | Cable pulled. |
| 2026-01-06 09:00 | Cable back.   |

## Contributing Factors (findings)

An introduction to the factors:

- The labels were gone.
  - All of them.
- It was dark.

## Lessons Learned

- Light first.

## Action Items

- Buy a lamp (done)
- [x] Charge it
- [ ] Write labels
-

## Mood

Calm.

## Atendees

- RF, PW

# Stats

- Category: Data Centre
- Time to detection: 8 minutes
- Time to recovery: 1 hour 30 minutes [^1]
- Cables: 3

[^1]: As the log says.
"""
LESSON = r"""---
id: 0042
title: "Bare except hides failures"
severity: blocker
languages: [python, no]
scope: [language:python]
category: silent-failures
pattern:
  type: syntactic
  regex: "^\\s*except\\s*:"
  description: "I write an except clause"
fix: "Log it before going on"
example:
  bad: |
    try:
        x()
    except:
        pass
---

## Observation

Nothing was in the log.

```python
# not a heading
except:
```

## Insight

It catches too much.

It says too little.

## Lesson

- Catch what you expect.
- Log the rest.
"""
TAKEAWAY = """# Lesson: Ranges without an end

**Date:** 2026-02-28
**Category:** bash
**Keywords:** sed, range deletion, bash, 2>&1
**Files:** scripts/a.sh, scripts/b.sh
**Tier:** lesson
**Participants:** RF

---

## Observation (What Happened)

All was gone.

## Analysis (Root Cause — 5 Whys)

**Why #1:** It ran to the end.
**Why #2:** The end was missing.

## Corrective Actions

| # | Action | Status | Owner | Evidence | Type |
|---|--------|--------|-------|----------|------|
| 1 | Use `awk 'a | b'` | proposed | Justin | issue #4 | prevent |
| 2 | Test \\| try | Done | — | — | — |

## Key Takeaway

Check for the end.
"""

SRE = """# Sonnet outage

Date: 2015-10-21
Authors: somebody

## Impact

No sonnets.

## Root Causes

Too many words.

Too few machines.

## Trigger

A new play.

## Lessons Learned

### What went well

The pager rang.

### What went wrong

- We were slow.

### Where we got lucky

It was night.

## Action Items

| Action Item  | Type    | Owner | Bug | Due        |
|--------------|---------|-------|-----|------------|
| Add machines | process | Ana   | n/a | 2015-11-01 |
"""
TEMPLATE = """# Incident Title

## Summary

## Timeline

| Time             | Event                   |
| :--------------- | ----------------------- |
| 20xx-MM-DD HH:mm | Short event description |

## Lessons Learned

-

## Attendees

- Someone Fromtheteam

## Stats

- Category: XXX
- Time to detection: YYY
"""


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: str | bytes, name: str = "page.md") -> Record:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (record,) = markdown_in.read(path)
        return record

    return read


@pytest.fixture
def fields(read: Any) -> Any:
    def fields(content: str | bytes, name: str = "page.md") -> dict[str, Any]:
        record = read(content, name)
        assert isinstance(record, Candidate), record
        return dict(record.fields)

    return fields


def entry(values: dict[str, Any]) -> Mistake:
    stamps = {"id": "0" * 26, "logged": AT, "happened": AT, "author": "a", "rev": 1, "updated": AT}
    return Mistake(**{**stamps, **values})


def test_a_post_mortem_goes_where_the_reference_says(fields: Any) -> None:
    found = fields(PAGE, "PM2026-003 - Cable.md")
    assert "Wrong cable pulled" == found["title"]
    assert datetime(2026, 1, 5, 8, 32, tzinfo=UTC) == found["happened"] == found["logged"]
    assert ("data-centre",) == found["tags"]
    assert (Condition("The labels were gone.\n- All of them."), Condition("It was dark.")) == found[
        "conditions"
    ]
    assert (Lesson("Light first."),) == found["lessons"]
    day = date(2026, 1, 6)
    done = (Action("Buy a lamp", done=day), Action("Charge it", done=day), Action("Write labels"))
    assert done == found["actions"]
    note = "Time to detection: 8 minutes; Time to recovery: 1 hour 30 minutes [^1]"
    assert Price(hours=1.5, note=note) == found["price"]
    assert ("markdown", "PM2026-003") == (found["source"].format, found["source"].ref)
    assert found["source"].digest.startswith("sha256:")


def test_what_has_no_field_stands_in_the_story_under_its_heading(fields: Any) -> None:
    expected = """A word before all.

We pulled a cable.
It was the wrong one.

## Timeline

All times in UTC.

| Time | Event |
| :--- | --- |
| 2026-01-05 08:32 | Cable pulled. |
| 2026-01-06 09:00 | Cable back. |

## Contributing Factors (findings)

An introduction to the factors:

## Mood

Calm.

## Stats

- Cables: 3

[^1]: As the log says."""
    assert expected == fields(PAGE)["story"]


def test_who_attended_is_left_out(fields: Any) -> None:
    assert "RF" not in codec.write_entry(entry(fields(PAGE)))
    assert "RF" not in codec.write_entry(entry(fields(TAKEAWAY)))


def test_a_lesson_with_front_matter_becomes_a_plan(fields: Any) -> None:
    found = fields(LESSON, "0042-bare-except.md")
    assert "Bare except hides failures" == found["title"]
    assert ("silent-failures", "blocker", "python", "no") == found["tags"]
    (lesson,) = found["lessons"]
    assert "- Catch what you expect.\n- Log the rest." == lesson.text
    assert ("I write an except clause", "Log it before going on") == (lesson.when, lesson.then)
    assert "regex: ^\\s*except\\s*:" == lesson.check
    assert ("silent-failures", "python", "no") == lesson.applies.tags
    assert (Condition("It catches too much.\n\nIt says too little."),) == found["conditions"]
    assert "0042-bare-except" == found["source"].ref
    assert not {"happened", "logged"} & found.keys()
    assert found["story"].startswith("Nothing was in the log.\n\n```python\n# not a heading\nexcept:\n```")
    assert (
        "- id: 0042\n- scope: language:python\n- example.bad:\n\n      try:\n          x()" in found["story"]
    )


def test_a_lesson_with_fields_at_its_top(fields: Any) -> None:
    found = fields(TAKEAWAY, "2026-02-28-ranges.md")
    assert "Ranges without an end" == found["title"]
    assert date(2026, 2, 28) == found["happened"]
    assert datetime(2026, 2, 28, 12, tzinfo=UTC) == found["logged"]
    assert ["**Why #1:** It ran to the end.", "**Why #2:** The end was missing."] == [
        c.text for c in found["conditions"]
    ]
    one = Action("Use `awk 'a | b'` (Type: prevent) (status: proposed)", owner="Justin", evidence="issue #4")
    assert (one, Action("Test | try", done=date(2026, 2, 28))) == found["actions"]
    (lesson,) = found["lessons"]
    assert "Check for the end." == lesson.text
    assert ("bash", "sed") == found["tags"]
    assert (("scripts/a.sh", "scripts/b.sh"), ("range deletion", "2>&1"), ("bash", "sed")) == (
        lesson.applies.paths,
        lesson.applies.words,
        lesson.applies.tags,
    )
    assert "All was gone.\n\n## Details\n\n- tier: lesson" == found["story"]


@pytest.mark.parametrize(
    ("keyword", "tag"),
    [
        *(
            ("database", "database"),
            ("Cache", "cache"),
            ("CI", "ci"),
            ("#mail", "mail"),
            ("e-mail", "e-mail"),
        ),
        *(("缓存", "缓存"), ("数据库", "数据库"), ("schön", "schön"), ("1", "1"), ("read.", "read")),
        *(("set -e", ""), ("exit code", ""), ("ERR_CERT_DATE_INVALID", ""), ("CloudWatch", ""), ("503", "")),
        *(("no-match", ""), ("C++", ""), ("/dev/null", ""), ("数据库迁移", ""), ("k8s", ""), ("sort_by", "")),
    ],
)
def test_a_keyword_is_a_trigger_if_it_is_particular_and_else_a_tag(
    fields: Any, keyword: str, tag: str
) -> None:
    found = fields(
        f"# Page\n\n**Keywords:** {keyword}\n\n## Lessons Learned\n\n- Look first.\n- Look twice.\n"
    )
    first, second = found["lessons"]

    assert (() if tag else (keyword,)) == first.applies.words
    assert ((tag,) if tag else ()) == first.applies.tags == found.get("tags", ())
    assert Applies() == second.applies


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool))
)
def test_no_keyword_is_lost_or_told_twice(words: list[str]) -> None:
    triggers, common = keywords(words)

    assert len(triggers) == len(set(triggers)) <= len(set(words))
    assert set(triggers) <= set(words)
    assert all(
        word in triggers or {word.casefold().lstrip("#").rstrip(".,;:!?")} & set(common) for word in words
    )
    assert ((), common) == keywords(common)


@pytest.mark.parametrize(
    ("title", "commands"),
    [("xargs Splits at Blanks", ("xargs",)), ("Blanks and xargs", ()), ("xargs splits at blanks", ())],
)
def test_a_keyword_with_which_a_title_begins_in_small_letters_is_a_command(
    fields: Any, title: str, commands: tuple[str, ...]
) -> None:
    found = fields(f"# {title}\n\n**Keywords:** xargs, blanks\n\n## Lessons Learned\n\n- Look first.\n")

    (lesson,) = found["lessons"]
    assert (commands, ("xargs", "blanks")) == (lesson.applies.commands, lesson.applies.tags)


def test_what_a_page_without_a_lesson_applies_to_is_kept(fields: Any) -> None:
    top = "**Keywords:** sed, exit code\n**Files:** a.sh, b.sh\n"
    found = fields(f"# Page\n\n{top}\n## Summary\n\nIt broke.\n")

    assert ("sed", "exit-code") == found["tags"]
    assert "lessons" not in found
    assert "- files: a.sh, b.sh" in found["story"]


def test_the_headings_of_the_sre_book_are_understood(fields: Any) -> None:
    found = fields(SRE)
    assert date(2015, 10, 21) == found["happened"]
    assert ["Too many words.", "Too few machines.", "A new play."] == [c.text for c in found["conditions"]]
    assert ("No sonnets.", "The pager rang.", "It was night.") == (
        found["customer_effect"],
        found["went_well"],
        found["lucky"],
    )
    assert (Action("Add machines (Type: process)", owner="Ana", due=date(2015, 11, 1)),) == found["actions"]
    assert "## What went wrong\n\n- We were slow.\n\n## Details\n\n- authors: somebody" == found["story"]
    assert "lessons" not in found


@pytest.mark.parametrize(
    ("row", "said", "expected"),
    [
        ("2026-01-05 08:32", "All times in UTC.", datetime(2026, 1, 5, 8, 32, tzinfo=UTC)),
        (
            "2026-01-05 08:32",
            "All times in CET.",
            datetime(2026, 1, 5, 8, 32, tzinfo=timezone(timedelta(hours=1))),
        ),
        (
            "2026-07-05 08:32",
            "Times: UTC+5:30",
            datetime(2026, 7, 5, 8, 32, tzinfo=timezone(timedelta(hours=5.5))),
        ),
        ("2026-01-05 08:32", "All times in EST.", datetime(2026, 1, 5, 8, 32)),
        ("2026-01-05 08:32", "", datetime(2026, 1, 5, 8, 32)),
        ("2026-01-05 HH:mm", "UTC", date(2026, 1, 5)),
        ("2026-01-05 08:32 - 11:00", "UTC", datetime(2026, 1, 5, 8, 32, tzinfo=UTC)),
        ("~2026-01-05   8:32~", "UTC", datetime(2026, 1, 5, 8, 32, tzinfo=UTC)),
        ("20266-01-05 08:32", "UTC", datetime(2026, 1, 5, 8, 32, tzinfo=UTC)),
        ("2026-13-45 08:32", "UTC", datetime(2026, 2, 2, 2, 2, tzinfo=UTC)),
        ("2026-??-?? 08:32", "UTC", datetime(2026, 2, 2, 2, 2, tzinfo=UTC)),
        ("0026-01-05", "UTC", date(2026, 1, 5)),
    ],
)
def test_the_first_row_with_a_date_tells_when(fields: Any, row: str, said: str, expected: Any) -> None:
    text = f"# T\n\n## Timeline\n\n{said}\n\n|a|b|\n|-|-|\n|{row}|x|\n|2026-02-02 02:02|y|\n"
    found = fields(text, "PM2026-001.md")["happened"]
    assert (expected, getattr(expected, "tzinfo", None)) == (found, getattr(found, "tzinfo", None))


def test_the_sample_row_of_a_template_tells_nothing(fields: Any) -> None:
    row = "| 2024-03-13 HH:mm | Short event description. |\n| 2024-03-14 10:01 | x |"
    found = fields(f"# T\n\n## Timeline\n\nUTC\n\n| a | b |\n|--|--|\n{row}\n")
    assert datetime(2024, 3, 14, 10, 1, tzinfo=UTC) == found["happened"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Attendees", "attendees"),
        ("Atendees", "attendees"),
        ("**Lessons Learnt:**", "lessons"),
        ("3. Action items", "actions"),
        ("Contributing Factors (findings)", "conditions"),
        ("Contibuting factors", "conditions"),
        ("Key Takeaway", "lesson"),
        ("Status", ""),
        ("Stats", "stats"),
        ("Resolution", ""),
        ("Detection", ""),
        ("", ""),
        ("(" * 5000, ""),
    ],
)
def test_headings_are_known_misspelt_or_not(heading: str, role: str) -> None:
    assert role == markdown_page.role_of(heading)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("25 minutes", 0.42),
        ("4 hours 42 minutes", 4.7),
        ("19 hours 43 minutes.", 19.72),
        ("11 Days", 264.0),
        ("279 minutes [^3]", 4.65),
        ("1h 30m", 1.5),
        ("N/A", None),
        ("?", None),
        ("", None),
    ],
)
def test_spans_of_time_are_read(text: str, hours: float | None) -> None:
    assert hours == hours_in(text)


@pytest.mark.parametrize("text", ["UTC+99", "UTC-24:00", "EST", "utc", "CETI"])
def test_a_zone_that_is_not_sure_is_none(text: str) -> None:
    assert zone_of(text) is None


def test_a_template_is_refused_by_name(read: Any) -> None:
    assert Refusal("a.md", "is a template that nobody has filled in") == read(TEMPLATE, "a.md")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A title\n\nAnd prose.\n",
        "MIT License\n\nPermission is hereby granted",
        "<html><h1>Summary</h1></html>",
        "---\ntitle: A note\ndate: 2026-01-05\n---\nJust a note.\n",
        "```\n# T\n## Summary\n```\n",
        "# README\n\n## Usage\n",
    ],
)
def test_what_is_no_post_mortem_is_refused_by_name(read: Any, text: str) -> None:
    record = read(text, "README.md")
    assert "README.md" == record.where
    assert "has no heading that a post-mortem has" in record.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"# T\n\n## Summary\n\na\0b", "NUL"),
        (b"\x89PNG\r\n\x1a\n\0\0", "UTF-8"),
        (b"# T\n\n## Summary\n\n\xff\n", "UTF-8"),
        (b"# T\n## Summary\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n", "line 3 is a git conflict marker"),
        (b"# T\n## Summary\n" + b"x" * 400_000, "longer than an entry may be"),
        (b"# T\n## Summary\n" + b"x" * 2_000_000, "is larger than 1024 KiB"),
        (b"# T\n## Lessons\n" + b"- a\n" * 200_000, "longer than an entry may be"),
    ],
)
def test_a_page_that_no_entry_could_hold_is_refused_by_name(read: Any, content: bytes, reason: str) -> None:
    record = read(content)
    assert isinstance(record, Refusal)
    assert ("page.md", True) == (record.where, reason in record.reason)


def test_byte_order_mark_and_crlf_change_nothing_but_the_digest(fields: Any) -> None:
    plain, other = fields(PAGE), fields(b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode())
    assert plain.pop("source").ref == other.pop("source").ref
    assert plain == other


def test_escapes_in_a_title_are_stored_as_they_are(fields: Any) -> None:
    title = "\x1b]52;c;aGk=\x07 \u202eowned"
    assert (
        title == codec.read_entry(codec.write_entry(entry(fields(f"# {title}\n\n## Summary\n\nx"))), "").title
    )


def test_a_long_title_is_cut_and_kept_whole_in_the_story(fields: Any) -> None:
    title = ("word " * 60).strip()
    found = fields(f"# {title}\n\n## Summary\n\nx")
    assert len(found["title"]) <= 200
    assert f"{title}\n\nx" == found["story"]


def test_a_page_without_a_title_is_named_after_its_file(fields: Any) -> None:
    assert "cable" == fields("## Summary\n\nx", "cable.md")["title"]
    assert "2026-01-05-cable" == fields("## Summary\n\nx", "2026-01-05-cable.md")["title"]
    assert date(2026, 1, 5) == fields("## Summary\n\nx", "2026-01-05-cable.md")["happened"]


def test_a_title_in_the_front_matter_does_not_lose_the_heading(fields: Any) -> None:
    found = fields("---\ntitle: One\n---\n# Two\n\n## Summary\n\nx")
    assert ("One", "Two\n\nx") == (found["title"], found["story"])


def test_a_date_that_nobody_can_read_stays_in_the_story(fields: Any) -> None:
    found = fields("# T\n**Date:** in the spring of 2026\n\n## Summary\n\nx")
    assert "happened" not in found
    assert "date: in the spring of 2026" in found["story"]


@pytest.mark.parametrize("name", ["notes.md", "NOTES.TXT", "page", "v1.2 outage"])
def test_pages_need_no_ending(fields: Any, name: str) -> None:
    assert "Wrong cable pulled" == fields(PAGE, name)["title"]


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("PM2021-006 - All services.md", "PM2021-006"),
        ("PM2021-006.md", "PM2021-006"),
        ("PM2021-006-all.md", "PM2021-006"),
        ("INC-2021-17 x.md", "INC-2021-17"),
        ("INC2026-11-20.md", "INC2026-11-20"),
        ("v1.2 outage", "v1.2 outage"),
        ("café.md", "café"),
        ("cafe\u0301.md", "café"),
    ],
)
def test_a_page_is_known_by_its_number_or_name_not_by_its_folder(tmp_path: Path, name: str, ref: str) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / name
        path.write_text(PAGE, "utf-8")
        (record,) = markdown_in.read(path)
        assert ref == record.fields["source"].ref  # type: ignore[union-attr]


def test_names_that_say_nothing_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "postmortem.md").write_text(PAGE, "utf-8")
    refs = [record.fields["source"].ref for record in markdown_in.read(tmp_path)]  # type: ignore[union-attr]
    assert ["one/postmortem", "two/postmortem"] == refs


def test_a_second_page_of_one_name_is_refused_not_taken_for_known(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "PM2026-001 x.md").write_text(PAGE, "utf-8")
    (tmp_path / "PM2026-001 y.md").write_text(PAGE.replace("cable", "plug"), "utf-8")
    first, second = markdown_in.read(tmp_path)
    assert isinstance(first, Candidate)
    assert (
        Refusal("a/PM2026-001 x.md", "has the same name as PM2026-001 y.md, PM2026-001; rename one of them")
        == second
    )


def test_a_folder_is_read_by_name_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("b.md", "a.md", "sub/c.md", "sub/deep/d", ".git/e.md", ".hidden.md"):
        (tmp_path / name).write_text(PAGE, "utf-8")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\0")
    (tmp_path / "empty.md").touch()
    records = list(markdown_in.read(tmp_path))
    assert ["a.md", "b.md", "empty.md", "image.png", "sub/c.md", "sub/deep/d"] == [
        record.where for record in records
    ]
    assert ["empty.md", "image.png"] == [record.where for record in records if isinstance(record, Refusal)]


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "a.md").write_text(PAGE, "utf-8")
    records = markdown_in.read(tmp_path)
    assert isinstance(next(records), Candidate)
    (tmp_path / "gone").rmdir()
    assert [Refusal("gone", "is not there any more")] == list(records)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need rights there")
def test_links_and_pipes_are_named_and_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(PAGE, "utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file.md").symlink_to(outside / "secret.md")
    (folder / "folder").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "broken.md").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.md")
    told = {record.where: record.reason for record in markdown_in.read(folder) if isinstance(record, Refusal)}
    link = "is a link, which is not followed"
    assert (
        dict.fromkeys(["broken.md", "file.md", "folder", "loop"], link) | {"pipe.md": "is not a regular file"}
        == told
    )


def test_a_missing_path_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(markdown_in.read(tmp_path / "none"))


def test_broken_yaml_is_read_line_by_line(fields: Any) -> None:
    broken = LESSON.replace('regex: "^\\\\s*', 'regex: "\\.map\\(h')
    found = fields(broken)
    (lesson,) = found["lessons"]
    assert "Bare except hides failures" == found["title"]
    assert ("silent-failures", "blocker", "python", "no") == found["tags"]
    assert "Log it before going on" == lesson.then
    assert lesson.check.startswith("regex: \\.map\\(h")
    assert "## Front matter, as written\n\nid: 0042\n" in found["story"]


def test_broken_yaml_without_any_title_is_refused_by_name(read: Any) -> None:
    record = read('---\nx: "\\q"\n: : :\n---\n\n## Observation\n\nx')
    assert Refusal("page.md", "has a front matter that is broken YAML, and no title") == record


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("a: &a [x]\nb: *a", "anchors or aliases"),
        ("a: &a {k: v}\nb:\n  <<: *a", "anchors or aliases"),
        ("a: &x [&y [y], *x]", "anchors or aliases"),
        ("a: !!python/object/apply:os.system ['exit 3']", "tags of YAML"),
        ("a: !secret x", "tags of YAML"),
        ("a: " + "[" * 5000, "too many brackets"),
        ("a: " + "[" * 20 + "]" * 20, "nested deeper than 8"),
        ("a: " + "x" * 70_000, "larger than 64 KiB"),
    ],
)
def test_a_yaml_bomb_is_refused_by_name(read: Any, block: str, reason: str) -> None:
    record = read(f"---\ntitle: t\n{block}\n---\n\n## Observation\n\nx")
    assert isinstance(record, Refusal)
    assert reason in record.reason


def test_no_object_is_ever_made_from_yaml(fields: Any) -> None:
    block = "title: Stop! It*is*fine & well\ny: 2026-01-05\nz: yes\nn: 0x10\ne:\n"
    found = fields(f"---\n{block}---\n\n## Observation\n\nseen")
    assert "Stop! It*is*fine & well" == found["title"]
    assert "seen\n\n## Details\n\n- y: 2026-01-05\n- z: yes\n- n: 0x10" == found["story"]


def test_without_pyyaml_the_cure_is_told_and_pages_without_front_matter_work(
    read: Any, fields: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert "Wrong cable pulled" == fields(PAGE)["title"]
    with pytest.raises(MissingPlugin) as error:
        read(LESSON)
    assert "pip install 'mistakes-journal[formats]'" in error.value.hint


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert front_matter.FrontMatter({}, "---\n# T\n") == front_matter.split("---\n# T\n")
    assert {} == front_matter.split("text\n---\na: b\n---\n").values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b", (["a", "b"], "")),
        ("* a\n+ b\n1. c\n2) d", (["a", "b", "c", "d"], "")),
        ("- a\n  more\n  - nested\n- b", (["a\nmore\n- nested", "b"], "")),
        ("- a\nlazy\n\n  indented\n\nprose\nmore prose", (["a\nlazy\n\n  indented"], "prose\nmore prose")),
        ("intro\n\n- a", (["a"], "intro")),
        ("- a\n\n- b", (["a", "b"], "")),
        ("one\ntwo\n\nthree", (["one\ntwo", "three"], "")),
        ("one\n\n```\n- code\n\nmore\n```\n\ntwo", (["one\n\n```\n- code\n\nmore\n```", "two"], "")),
        ("**Why:** a\n**How**: b\nmore", (["**Why:** a", "**How**: b\nmore"], "")),
        ("-\n- n/a\n- None.", ([], "")),
        ("-a\n-b", (["-a\n-b"], "")),
        ("", ([], "")),
    ],
)
def test_items_are_bullets_or_paragraphs(text: str, expected: tuple[list[str], str]) -> None:
    assert expected == items(text)


@pytest.mark.parametrize(
    ("text", "header", "rows", "rest"),
    [
        ("|a|b|\n|-|:-:|\n|1|2|", ("a", "b"), (("1", "2"),), ""),
        ("x\n|a|b|\n|-|-|\n|1|\ny", ("a", "b"), (("1", ""),), "x\ny"),
        ("|a|b|\n|-|-|\n| 1 | 2 | 3 |", ("a", "b"), (("1 | 2", "3"),), ""),
        ("|n|b|\n|-|-|\n| 1 | 2 | 3 \\| 4", ("n", "b"), (("1", "2 | 3 | 4"),), ""),
        ("|a|b|\n|1|2|", (), (), "|a|b|\n|1|2|"),
        ("```\n|a|\n|-|\n```", (), (), "```\n|a|\n|-|\n```"),
    ],
)
def test_tables_fit_their_header(text: str, header: Any, rows: Any, rest: str) -> None:
    assert (header, rows, rest) == table(text, ("a",))


lines = st.sampled_from(
    [
        "# T",
        "## Summary",
        "## Timeline",
        "## Lessons Learned",
        "## Action Items",
        "## Stats",
        "### What went well",
        "---",
        "- a",
        "  - b",
        "-",
        "text",
        "",
        "```",
        "~~~",
        "|a|b|",
        "|-|-|",
        "| 2026-01-05 08:32 | x |",
        "|",
        "**Date:** 2026",
        "title: x",
        "a: [b",
        "[x]: y",
        "- [ ] do",
        "- Category: x",
        "- Time to recovery: 5 h",
        "## Insight",
        "&a *a",
    ]
)


@given(st.lists(lines | st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=25))
def test_any_page_is_a_valid_entry_or_refused(tmp_path_factory: Any, parts: list[str]) -> None:
    path = tmp_path_factory.mktemp("markdown") / "page.md"
    path.write_text("\n".join(parts), "utf-8", newline="")
    (record,) = markdown_in.read(path)
    if isinstance(record, Candidate):
        codec.write_entry(entry(dict(record.fields)))
    else:
        assert isinstance(record, Refusal)
        assert "page.md" == record.where
