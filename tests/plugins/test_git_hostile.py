"""What a hostile colleague can commit, and what a hostile address or repository can name. Faults 25 to 28, T12, T13."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_team import Team, git, is_clean, titles, tree
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal
from mistakes.errors import MistakesError, UsageError
from mistakes.syncing import NeedsTrust
from mistakes_git.address import checked, masked
from mistakes_git.errors import BadAddress, OtherJournal, Refused
from mistakes_git.paths import fault_of, is_ours, place_of
from mistakes_git.publishing import clone, publish

ID = "01kah3v8m2e9br5x0p7w4sn02q"
PLACE = f"entries/2025/11/{ID}.toml"
assert is_ours(PLACE)


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team of two with an entry each has."""
    team = Team(tmp_path / "team")
    ana, _ = team.pair()
    ana.add("Sound")
    team.settle()
    return team


HOSTILE = {
    "link": (PLACE, b"/etc/passwd", "120000"),
    "link at the top": ("README.md", b"/etc/passwd", "120000"),
    "program": (PLACE, b"#!/bin/sh\n", "100755"),
    "repository": ("entries/2026/11/sub", b"", "160000"),
    "parent folder": ("../evil", b"x", "100644"),
    "parent folder within": ("entries/../../evil", b"x", "100644"),
    "git folder": (".git/hooks/post-checkout", b"x", "100644"),
    "git folder in capitals": (".GIT/hooks/post-checkout", b"x", "100644"),
    "git folder below": ("entries/.git/config", b"x", "100644"),
    "git folder, unseen": (".g\u200cit/config", b"x", "100644"),
    "git folder, short": ("GIT~1/config", b"x", "100644"),
    "modules": (".gitmodules", b"x", "100644"),
    "device": ("entries/2026/11/CON.toml", b"x", "100644"),
    "device at the top": ("aux.md", b"x", "100644"),
    "option": ("--checkpoint=1", b"x", "100644"),
    "stream": ("entries/2026/11/a.toml:b", b"x", "100644"),
    "backslash": ("entries\\2026", b"x", "100644"),
    "case of a folder": ("Entries/2026/11/x.toml", b"x", "100644"),
    "case of a file": ("Journal.TOML", b"x", "100644"),
    "file for a folder": ("events", b"x", "100644"),
    "other name": ("entries/2026/11/notes.toml", b"x", "100644"),
    "other month": (f"entries/2024/01/{ID}.toml", b"x", "100644"),
    "other person": ("events/2026/11/Ana.jsonl", b"x", "100644"),
    "temporary": (".mistakes-1.tmp", b"x", "100644"),
    "filter": (".gitattributes", b"*.toml filter=evil\n", "100644"),
    "encoding": ("docs/.gitattributes", b"* working-tree-encoding=UTF-16\n", "100644"),
    "filter, quoted": (".gitattributes", b'"a b" filter=evil\n', "100644"),
    "macro": (".gitattributes", b"[attr]evil filter=x\n", "100644"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_fault_26_what_must_not_be_checked_out_is_refused_and_named(shared: Team, name: str) -> None:
    path, data, mode = HOSTILE[name]
    ana, bo = shared.clones
    commit = shared.strange_commit({path: data}, {path: mode})
    before = tree(bo)
    bo.add("Saved all the same")

    with pytest.raises(Refused) as caught:
        bo.sync()

    assert 3 == caught.value.exit_status
    (found,) = {one.path: one for one in caught.value.found}.values()
    assert path == found.path
    assert commit.startswith(found.commit)
    assert "Mal <mal@example.com>" == found.author
    assert before == {path: text for path, text in tree(bo).items() if path in before}
    assert ["Saved all the same", "Sound"] == titles(bo)
    assert not (shared.folder / "evil").exists()
    with pytest.raises(Refused):
        clone(str(shared.remote), shared.folder / "cy")
    assert not (shared.folder / "cy").exists()
    assert ana.sync if ana else None


def test_fault_26_twins_of_case_and_of_composition_are_refused(shared: Team) -> None:
    for twins in (("notes/a.md", "notes/A.md"), ("é.md", "e\u0301.md"), ("Docs/x.md", "docs/y.md")):
        shared.strange_commit(dict.fromkeys(twins, b"x"))
        with pytest.raises(Refused, match="the same as"):
            shared.clones[1].sync()
        shared.strange_commit(dict.fromkeys(twins, None))  # type: ignore[arg-type]
        shared.clones[1].sync()


def test_what_was_refused_can_be_taken_out_and_all_goes_on(shared: Team) -> None:
    ana, bo = shared.clones
    bo.add("Waiting")
    shared.strange_commit({"aux.md": b"x"})
    with pytest.raises(Refused):
        bo.sync()
    shared.strange_commit({"aux.md": None})  # type: ignore[dict-item]
    shared.settle()

    assert ["Sound", "Waiting"] == titles(ana)


BROKEN = {
    "no toml": b"= = =",
    "markers": b"<<<<<<< a\ntitle = 1\n=======\ntitle = 2\n>>>>>>> b\n",
    "markers in a text": b'title = """\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"""\n',
    "no utf-8": b"title = '\xff\xfe'",
    "nul": b"title = 'a\0b'",
    "empty": b"",
    "large": b"story = '" + b"x" * 3_000_000 + b"'",
    "deep": b"x = " + b"[" * 100_000,
    "nan": b"confidence = nan",
    "huge number": b"confidence = 1e400",
    "year 10000": b"happened = 10000-01-01",
    "other id": b'id = "01kah3v8m2e9br5x0p7w4sn02r"\n',
    "other types": f'id = "{ID}"\ntitle = 7\nrev = "x"\nconflict = 3\ntags = "x"\n'.encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_fault_25_a_broken_file_arrives_is_listed_and_harms_nobody(shared: Team, name: str) -> None:
    ana, bo = shared.clones
    commit = shared.strange_commit({PLACE: BROKEN[name]})
    made = bo.add("Mine")
    (told,) = bo.sync().quarantined
    shared.settle()

    assert (PLACE, "Mal <mal@example.com>") == (told.path, told.author)
    assert told.reason
    assert commit.startswith(told.commit)
    assert ["Mine", "Sound"] == titles(bo)
    assert BROKEN[name] == (bo.root / PLACE).read_bytes() == (ana.root / PLACE).read_bytes()
    assert any(PLACE in str(getattr(error, "path", error)) or ID in str(error) for error in bo.unreadable)
    assert made.id in {entry.id for entry in ana.entries()}
    bo.change(made.id, story="more")
    bo.sync()
    assert "1" == git(bo.root, "rev-list", "--count", "HEAD", "--", PLACE)
    assert is_clean(bo)


def test_fault_25_a_file_that_is_too_large_is_named_with_who_brought_it(shared: Team) -> None:
    shared.strange_commit({PLACE: BROKEN["large"]})

    (found,) = shared.clones[1].sync().quarantined

    assert (PLACE, "Mal <mal@example.com>") == (found.path, found.author)
    assert "larger than 256 KiB" in found.reason


@pytest.mark.parametrize("name", BROKEN)
def test_fault_25_a_sound_version_wins_over_a_broken_one(shared: Team, name: str) -> None:
    ana, bo = shared.clones
    (entry,) = bo.entries()
    path = bo.path(entry.id).relative_to(bo.root).as_posix()
    shared.strange_commit({path: BROKEN[name].replace(ID.encode(), entry.id.encode())})
    bo.change(entry.id, story="my edit")
    bo.sync()
    ana.sync()

    if name != "other types":
        assert "my edit" == bo.get(entry.id).story == ana.get(entry.id).story
    assert "my edit" in bo.raw_text(entry.id)
    assert bo.raw_text(entry.id) == ana.raw_text(entry.id)


@pytest.mark.parametrize("ends", [b"\xef\xbb\xbf", b"\r\n"], ids=["bom", "crlf"])
def test_fault_25_a_byte_order_mark_and_crlf_are_read_and_joined(shared: Team, ends: bytes) -> None:
    ana, bo = shared.clones
    (entry,) = bo.entries()
    path = bo.path(entry.id).relative_to(bo.root).as_posix()
    text = bo.raw_text(entry.id).encode()
    odd = ends + text if ends.startswith(b"\xef") else text.replace(b"\n", ends)
    shared.strange_commit({path: odd})
    bo.change(entry.id, story="my edit")
    shared.settle()

    assert ("my edit", "Sound") == (ana.get(entry.id).story, ana.get(entry.id).title)


def test_a_journal_cannot_turn_into_one_of_another_kind(shared: Team) -> None:
    bo = shared.clones[1]
    text = (bo.root / "journal.toml").read_bytes()
    shared.strange_commit({"journal.toml": text.replace(b'"team"', b'"personal"')})

    with pytest.raises(OtherJournal):
        bo.sync()
    assert text == (bo.root / "journal.toml").read_bytes()


def test_fault_26_an_entries_folder_that_is_a_link_is_not_written_through(
    shared: Team, tmp_path: Path
) -> None:
    ana, bo = shared.clones
    away = tmp_path / "away"
    year = next((bo.root / "entries").iterdir())
    year.rename(away)
    year.symlink_to(away)
    before = sorted(path.name for path in away.rglob("*"))
    ana.add("Coming")
    ana.sync()

    with pytest.raises(MistakesError):
        bo.sync()
    assert before == sorted(path.name for path in away.rglob("*"))


# 27 and 28: ids and addresses


@pytest.mark.parametrize(
    "typed", ["../../x", "/etc/passwd", "", "x" * 5_000_000, "--upload-pack=x", "\u202e4sn02q"]
)
def test_fault_27_what_is_no_id_reaches_no_file_and_no_git(
    shared: Team, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError):
        shared.clones[0].find(typed)


ADDRESSES = [
    "ext::sh -c touch% x",
    "--upload-pack=touch x",
    "-x",
    "fd::3",
    "http://example.com/x.git",
    "ftp://x/y",
]
ADDRESSES += ["ssh://-oProxyCommand=x/y", "ssh://a@-oProxyCommand=x/y", "-oProxyCommand=x:y", "a@-oX:y", ""]
ADDRESSES += [
    "https://x/\ny",
    "javascript://x",
    "git+ssh://x/y",
    "x" * 3000,
    "transport::address",
    "EXT::sh -c x",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_fault_28_only_harmless_kinds_of_addresses_are_given_to_git(
    shared: Team, journal: Journal, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadAddress):
        checked(address)
    with pytest.raises(BadAddress):
        publish(journal, address)
    with pytest.raises(BadAddress):
        clone(address, shared.folder / "new")


@pytest.mark.parametrize(
    "address",
    [
        "https://host/team.git",
        "ssh://git@host:22/team.git",
        "git@host:team/log.git",
        "git://host/x",
        "file:///x",
        "/srv/x",
    ],
)
def test_fault_28_the_usual_addresses_are_taken(address: str) -> None:
    assert address == checked(address)


def test_fault_28_an_address_that_was_put_into_the_config_later_is_checked_too(shared: Team) -> None:
    bo = shared.clones[1]
    for name in ("remote.origin.url", "remote.origin.pushurl"):
        git(bo.root, "config", name, f"ext::sh -c touch% {shared.folder}/evil")
        with pytest.raises(MistakesError):
            bo.sync()
        git(bo.root, "config", "remote.origin.url", str(shared.remote))
    assert not (shared.folder / "evil").exists()


def test_fault_28_an_alias_of_an_address_reaches_no_program_either(shared: Team) -> None:
    bo = shared.clones[1]
    git(bo.root, "config", f"url.ext::sh -c touch% {shared.folder}/evil .insteadOf", "https://team.example/")
    git(bo.root, "config", "remote.origin.url", "https://team.example/x")

    with pytest.raises(MistakesError):
        bo.sync()
    assert not (shared.folder / "evil").exists()


@given(st.text("abc:@/.-~%1 ", min_size=1, max_size=20), st.text("ab1.", min_size=1, max_size=8))
def test_a_password_in_an_address_is_never_shown(secret: str, host: str) -> None:
    secret = secret.replace("/", "").replace(" ", "").replace("@", "") + "Zq9"
    said = f"fatal: unable to access 'https://me:{secret}@{host}/x.git/': no, ssh://{secret}@{host}/y neither"

    assert secret not in masked(said)


@pytest.mark.parametrize(
    "said",
    [
        "fatal: unable to access 'https://me:hunter2xyz@host/x.git/': refused",
        "fatal: 'https://me:p@hunter2xyz@host/x.git'",
        "fatal: https://me:a/hunter2xyz@host/x.git",
        "fatal: 'https://hunter2xyz@host/x.git'",
        "> Authorization: Basic hunter2xyz",
        "proxy-authorization: Bearer hunter2xyz",
        "remote: https://host/x.git?private_token=hunter2xyz&x=1",
        "remote: MY_TOKEN=hunter2xyz",
        "credential.helper = !f() { echo username=me; echo password=hunter2xyz; }; f",
        "core.sshcommand = sshpass -p hunter2xyz ssh",
        "remote: ghp_hunter2xyzhunter2xyz expired",
        "remote: the value of the environment, env-hunter2xyz-0123, was printed",
    ],
)
def test_fault_16_nothing_that_lets_somebody_log_in_is_shown(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_JOB_TOKEN", "env-hunter2xyz-0123")

    assert "hunter2xyz" not in masked(said)


@pytest.mark.parametrize(
    "said",
    [
        "https://host:8443/a/x@y.git",
        "https://host/x@y.git",
        "git@host:team/log.git",
        "ssh://host:22/x",
        "the remote asks who you are",
    ],
)
def test_what_is_no_secret_is_shown_as_it_is(said: str) -> None:
    assert said == masked(said)


def test_fault_16_what_hooks_and_settings_say_is_shown_without_what_lets_somebody_log_in(
    shared: Team,
) -> None:
    bo = shared.clones[1]
    hook = shared.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'token=hunter2xyz is not valid https://me:hunter2xyz@h/' >&2\nexit 1\n")
    hook.chmod(0o755)
    bo.add("Kept")
    with pytest.raises(MistakesError) as declined:
        bo.sync()
    git(bo.root, "config", "credential.https://me:hunter2xyz@h.helper", "!echo password=hunter2xyz")
    with pytest.raises(NeedsTrust) as asked:
        bo.sync()

    for error in (declined.value, asked.value):
        assert "hunter2xyz" not in f"{error} {error.hint} {vars(error)}"
    assert "is not valid" in declined.value.message


def test_fault_16_a_password_in_the_remote_is_in_no_message_or_report(shared: Team) -> None:
    bo = shared.clones[1]
    git(bo.root, "config", "remote.origin.url", "https://me:hunter2@localhost:1/x.git")
    bo.add("Kept")

    with pytest.raises(MistakesError) as caught:
        bo.sync()
    from mistakes.syncing import status

    told = f"{caught.value} {caught.value.hint} {vars(caught.value)} {status(bo)}"
    assert "hunter2" not in told
    assert 4 == caught.value.exit_status


# T13: a repository whose own settings name programs


COMMANDS = {
    "core.sshCommand": "touch evil",
    "filter.x.clean": "touch evil",
    "gpg.program": "evil",
    "credential.helper": "!touch evil",
    "remote.origin.uploadpack": "touch evil; git-upload-pack",
    "remote.origin.receivepack": "touch evil; git-receive-pack",
    "core.askPass": "evil",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_repository_that_names_programs_is_asked_about_before_any_runs(shared: Team, name: str) -> None:
    bo = shared.clones[1]
    git(bo.root, "config", name, COMMANDS[name])
    (bo.root / ".git" / "info").mkdir(exist_ok=True)
    (bo.root / ".git" / "info" / "attributes").write_text("* filter=x\n")
    bo.add("Mine")

    with pytest.raises(NeedsTrust) as caught:
        bo.sync()

    assert 3 == caught.value.exit_status
    assert name.lower() in caught.value.commands[0]
    assert "journals trust" in caught.value.hint
    assert not list(shared.folder.rglob("evil"))


def test_hooks_and_monitors_of_a_repository_do_not_run_until_it_is_trusted(shared: Team) -> None:
    bo = shared.clones[1]
    hooks = bo.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in (
        "pre-commit",
        "post-commit",
        "pre-push",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
    ):
        (hooks / name).write_text(f'#!/bin/sh\ntouch "{shared.folder}/ran-{name}"\n')
        (hooks / name).chmod(0o755)
    git(bo.root, "config", "core.fsmonitor", f"touch {shared.folder}/ran-fsmonitor; false")
    bo.add("One")

    report = bo.sync()

    assert [] == list(shared.folder.glob("ran-*"))
    assert "hooks of this repository did not run" in report.notes[0]
    from mistakes.briefing.trust import trust

    trust(bo.settings, bo.root)
    bo.add("Two")
    report = bo.sync()
    assert {"ran-pre-commit", "ran-post-commit", "ran-pre-push"} <= {
        path.name for path in shared.folder.glob("ran-*")
    }
    assert not (shared.folder / "ran-fsmonitor").exists()
    assert () == report.notes


# the rules for paths


@given(st.text(max_size=40) | st.text("./\\abcGIT~1-:entrisvum0267 \u200c\u0301", max_size=40))
def test_a_path_that_is_let_in_is_plain_on_every_computer(path: str) -> None:
    if fault_of(path):
        return
    parts = path.split("/")
    assert all(part and part not in (".", "..") and not part.endswith((".", " ")) for part in parts)
    assert not any(letter in path for letter in '\\:*?"<>|\0\n')
    assert not any(part.casefold() == ".git" or part.startswith("-") for part in parts)
    assert place_of(path) is not None
