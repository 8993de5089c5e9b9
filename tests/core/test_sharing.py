"""What must hold when an entry is shared: only what is allowed goes out, and nothing of anybody's is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from strategies import mistakes as entries

from mistakes.errors import NotFound, SecretFound, UsageError
from mistakes.events import Shared
from mistakes.journal import Journal
from mistakes.layout import purged_path
from mistakes.model import Applies, Condition, Lesson, Links, Mistake, Price, Source
from mistakes.scanning import Finding, Scan
from mistakes.sharing.allowed import FIELDS, published
from mistakes.sharing.offer import NotScanned, digest_of, offer, require_clean, share, unshare
from mistakes.sharing.purged import WasPurged

MARK = "zq-private-zq"


@pytest.fixture
def own(home: Path) -> Journal:
    return Journal.create(home / "own", name="personal")


def shared(own: Journal, entry: Mistake, team: Journal, *ticked: str) -> Mistake:
    return share(offer(own, entry.id, team, ticked=ticked), scanned=True)


@given(entries)
def test_nothing_goes_out_that_is_not_allowed_by_name(entry: Mistake) -> None:
    fields = dict(published(entry).fields)

    assert {*FIELDS, "links", "also", "extra"} == fields.keys()
    copy = Mistake(id=entry.id, logged=entry.logged, updated=entry.updated, rev=1, author="A", **fields)
    assert not copy.feeling
    assert not copy.conflict
    assert copy.source is None
    assert copy.extra == {}
    assert copy.links.like == ()
    assert copy.links.repeat_of is None
    assert all(
        not part.extra for part in (*copy.lessons, *copy.conditions, *copy.actions, copy.price, copy.q)
    )


@given(entries)
def test_what_is_allowed_goes_out_as_it_is(entry: Mistake) -> None:
    fields = published(entry).fields

    assert (entry.title, entry.story, entry.tags) == (fields["title"], fields["story"], fields["tags"])
    assert [one.text for one in entry.lessons] == [one.text for one in fields["lessons"]]


def test_what_stays_behind_is_named_and_can_be_ticked(own: Journal, team: Journal) -> None:
    entry = own.add(
        "Told", feeling=MARK, heard_from=[MARK], extra={"x": {"tool": {"k": MARK}, "other": 1}, "mood": MARK}
    )

    offered = offer(own, entry.id, team)
    assert ["feeling", "heard_from", "mood", "x.other", "x.tool"] == sorted(
        part.name for part in offered.left
    )
    assert MARK not in team.text_of(offered.copy)

    ticked = offer(own, entry.id, team, ticked=["x.tool"]).copy
    assert {"x": {"tool": {"k": MARK}}} == ticked.extra


@pytest.mark.parametrize("name", ["feeling", "story", "x.none", "", "source"])
def test_a_tick_that_names_nothing_to_add_is_refused(own: Journal, team: Journal, name: str) -> None:
    entry = own.add("Told", feeling="sad")

    with pytest.raises(UsageError):
        offer(own, entry.id, team, ticked=[name])


def test_the_copy_is_a_new_entry_of_its_own_that_names_the_original(own: Journal, team: Journal) -> None:
    entry = own.add("Deployed on a Friday", story="It broke.", lessons=[Lesson("Wait", when="a", then="b")])

    copy = shared(own, entry, team)

    assert copy.id != entry.id
    assert entry.id == copy.links.shared_from
    assert ("Deployed on a Friday", "It broke.", team.author()) == (copy.title, copy.story, copy.author)
    assert [lesson.key for lesson in entry.lessons] == [lesson.key for lesson in copy.lessons]
    assert ["shared"] == [event.do for event in team.events(copy.id)]
    assert team.get(copy.id) == copy


def test_links_lead_only_to_what_the_team_has(own: Journal, team: Journal) -> None:
    first, secret = own.add("First"), own.add("Not shared")
    copy_of_first = shared(own, first, team)
    entry = own.add("Second", links=Links(repeat_of=first.id, like=(secret.id, first.id)))

    copy = shared(own, entry, team)

    assert copy_of_first.id == copy.links.repeat_of
    assert (copy_of_first.id,) == copy.links.like
    assert secret.id not in team.raw_text(copy.id)


def test_sharing_again_updates_the_one_copy(own: Journal, team: Journal) -> None:
    entry = own.add("Told", story="One.")
    first = shared(own, entry, team)
    assert not offer(own, entry.id, team).is_new

    own.change(entry.id, story="Two.")
    offered = offer(own, entry.id, team)
    assert ("story",) == offered.changes
    second = share(offered, scanned=True)

    assert (first.id, "Two.", ()) == (second.id, second.story, second.conflict)
    assert [first.id] == [found.id for found in team.entries()]


def test_what_a_colleague_wrote_into_the_copy_is_kept(own: Journal, team: Journal) -> None:
    entry = own.add("Told", story="Mine.", lessons=[Lesson("Wait")])
    copy = shared(own, entry, team)
    team.change(copy.id, goal="theirs", story="Theirs.", lessons=[*copy.lessons, Lesson("Ask")])
    own.change(entry.id, story="Mine, again.")

    after = share(offer(own, entry.id, team), scanned=True)

    assert "theirs" == after.goal
    assert {"Wait", "Ask"} == {lesson.text for lesson in after.lessons}
    assert {"Mine, again.", "Theirs."} == {after.story, *(row.value for row in after.conflict)}


def test_a_copy_that_was_made_meanwhile_is_the_one_that_is_written(own: Journal, team: Journal) -> None:
    entry = own.add("Told")
    late = offer(own, entry.id, team)
    copy = shared(own, entry, team)

    assert copy.id == share(late, scanned=True).id
    assert 1 == len(list(team.entries()))


def test_unsharing_marks_the_copy_and_sharing_brings_it_back(own: Journal, team: Journal) -> None:
    entry = own.add("Told")
    copy = shared(own, entry, team)

    assert unshare(team, entry.id).deleted
    assert own.get(entry.id).deleted is None
    assert copy.id == shared(own, entry, team).id
    assert team.get(copy.id).deleted is None
    with pytest.raises(NotFound):
        unshare(team, own.add("Not shared").id)


def test_a_team_is_needed_and_an_entry_that_is_not_deleted(own: Journal, team: Journal) -> None:
    entry = own.add("Told")
    for home, to in ((own, own), (team, team)):
        with pytest.raises(UsageError):
            offer(home, entry.id, to)
    own.delete(entry.id)
    with pytest.raises(UsageError):
        offer(own, entry.id, team)


def test_what_stops_must_be_seen_by_somebody_and_a_scanner_that_failed_too() -> None:
    found = Finding("secret", "story", 0, 3, "a key", "Take it out", stops=True)
    hint = Finding("blame", "story", 0, 3, "should have", "it was not clear that …")

    with pytest.raises(SecretFound):
        require_clean(Scan((hint, found)))
    with pytest.raises(NotScanned):
        require_clean(Scan(unscanned=("guard",)))
    require_clean(Scan((hint,)))


def test_every_field_of_the_model_is_either_allowed_or_left_out_on_purpose() -> None:
    stamps = {"id", "format", "logged", "author", "rev", "updated", "deleted", "conflict", "source", "extra"}
    handled = {"links", "also", "heard_from", "feeling"}

    assert {field.name for field in attrs.fields(Mistake)} == {*FIELDS, *stamps, *handled}


def test_unknown_keys_inside_parts_stay_behind(own: Journal, team: Journal) -> None:
    odd: dict[str, Any] = {"odd": MARK}
    entry = own.add(
        "Told",
        price=Price(hours=1, extra=odd),
        lessons=[Lesson("L", applies=Applies(words=("w",), extra=odd), extra=odd)],
        conditions=[Condition("c", extra=odd)],
        source=Source("lines", MARK),
    )

    assert MARK not in team.text_of(offer(own, entry.id, team).copy)


@pytest.mark.parametrize("changed", [False, True])
def test_what_the_team_purged_is_not_shared_again_without_a_word(
    own: Journal, team: Journal, changed: bool
) -> None:
    entry = own.add("Told")
    copy = shared(own, entry, team)
    team.purge(copy.id)
    if changed:
        own.change(entry.id, story="Told in other words")

    offered = offer(own, entry.id, team)
    with pytest.raises(WasPurged, match=copy.id[-6:]) as caught:
        share(offered)

    assert team.author() == caught.value.purged.by
    assert [] == list(team.entries())
    assert copy.id != share(offered, again=True).id
    assert offer(own, entry.id, team).purged is None  # it is there now


def test_a_note_of_an_older_version_tells_of_a_purged_copy_by_its_words(own: Journal, team: Journal) -> None:
    entry, other = own.add("Told"), own.add("Never told")
    copy = team.put(offer(own, entry.id, team).copy)
    team.record(Shared(copy.id, digest=digest_of(copy)))
    team.purge(copy.id)

    found = offer(own, entry.id, team).purged

    assert found is not None
    assert copy.id == found.id
    assert offer(own, other.id, team).purged is None


def test_a_tombstone_that_says_nothing_is_one_all_the_same(own: Journal, team: Journal) -> None:
    entry = own.add("Told")
    copy = shared(own, entry, team)
    team.purge(copy.id)
    purged_path(team.root, copy.id).write_text("\x00 = [", encoding="utf-8")

    with pytest.raises(WasPurged):
        own.share(entry.id, team)


def test_what_somebody_else_purged_of_their_own_is_not_asked_about(own: Journal, team: Journal) -> None:
    theirs = team.add("Told by Ana", author="Ana <ana@example.com>")
    team.purge(theirs.id)

    assert offer(own, own.add("Told").id, team).purged is None
