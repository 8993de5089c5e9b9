"""The template of the SRE book, with headings or with labels: each part becomes what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from importers import only, refused, write

from mistakes.model import Action, Condition, Lesson
from mistakes_formats import markdown_in

LABELS = """\
# Poem search goes dark (incident #465)

**Date**: 2015-10-21

**Authors**: jen, martin

**Summary**: The search was down.
For an hour.

**Impact**: A billion queries were lost.

**Root Causes**: A cascade of failures.

**Trigger**: A new poem.

**Resolution**: Traffic went elsewhere.

**Action Items**:

| Action Item | Type | Owner | Bug |
| ----------- | ---- | ----- | --- |
| Update the playbook | mitigate | jen | n/a **DONE** |
| Limit the queue | prevent | martin | Bug 5554823 **TODO** |

## Lessons Learned

### What went well

* The monitor was quick

### What went wrong

* We were out of practice

### Where we got lucky

* There was a copy

## Timeline

2015-10-21 (*all times UTC*)

* 14:51 News reports
* 14:53 Traffic grows
"""


@pytest.fixture
def fields(tmp_path: Path) -> Any:
    def fields(content: str) -> dict[str, Any]:
        return only(list(markdown_in.read(write(tmp_path / "page.md", content))))

    return fields


def test_labels_divide_a_page_like_headings(fields: Any) -> None:
    found = fields(LABELS)
    assert "Poem search goes dark (incident #465)" == found["title"]
    assert found["story"].startswith(
        "The search was down.\nFor an hour.\n\n## Resolution\n\nTraffic went elsewhere."
    )
    assert "## What went wrong\n\n* We were out of practice" in found["story"]
    assert "authors: jen, martin" in found["story"]
    assert "A billion queries were lost." == found["customer_effect"]
    assert (Condition("A cascade of failures."), Condition("A new poem.")) == found["conditions"]
    assert ("* The monitor was quick", "* There was a copy") == (found["went_well"], found["lucky"])
    assert (
        Action("Update the playbook (Type: mitigate)", owner="jen", done=date(2015, 10, 21)),
        Action("Limit the queue (Type: prevent) (status: TODO)", owner="martin", evidence="Bug 5554823"),
    ) == found["actions"]


def test_a_day_on_a_line_of_its_own_takes_the_time_of_the_next_line(fields: Any) -> None:
    assert datetime(2015, 10, 21, 14, 51, tzinfo=UTC) == fields(LABELS)["happened"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("2015-10-21\n2015-10-22 10:00 x", date(2015, 10, 21)),
        ("2015-10-21\nthen 14:51", date(2015, 10, 21)),
        ("2015-10-21\n* 25:00 x", date(2015, 10, 21)),
        ("| 2015-10-21 | x |\n| 14:51 | y |", datetime(2015, 10, 21, 14, 51)),
    ],
)
def test_no_other_time_is_taken_for_it(fields: Any, rows: str, expected: Any) -> None:
    assert expected == fields(f"# T\n\n## Timeline\n\n{rows}\n\n## Summary\n\nx\n")["happened"]


def test_plain_labels_do_so_too(fields: Any) -> None:
    found = fields(
        "# T\n\nDate: 2015-10-21\n\nSummary: Down.\nAnd more.\n\nRoot Causes:\n- A leak\n- A spike\n\n"
        "Lessons Learned:\n- Test it\n\nAction Items:\n- [ ] fix\n"
    )
    assert (Condition("A leak"), Condition("A spike")) == found["conditions"]
    assert ((Lesson("Test it"),), (Action("fix"),)) == (found["lessons"], found["actions"])
    assert found["story"].startswith("Down.\nAnd more.")


def test_under_a_heading_labels_stay_items(fields: Any) -> None:
    found = fields("# T\n\n## Root Causes\n\n**Trigger:** a poem\n**Impact:** none\n")
    assert 2 == len(found["conditions"])
    assert "customer_effect" not in found


def test_a_page_without_any_of_these_is_still_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "page.md", "# T\n\n**Colour**: red\n\ntext\n")
    assert ["page.md"] == [where for where, _ in refused(list(markdown_in.read(path)))]
