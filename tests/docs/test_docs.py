"""The documentation cannot rot: what it names exists, what exists is named, what it shows is run."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import jsonschema
import pytest

import mistakes
from mistakes.cli import program, shared_options
from mistakes.cli.format_options import FormatOption
from mistakes.cli.session import Session
from mistakes.errors import MistakesError
from mistakes.plugins import installed
from mistakes.schema import json_schema
from mistakes.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMANDS = DOCS / "reference" / "commands.md"
JSON = DOCS / "reference" / "json.md"
LIBRARY = DOCS / "reference" / "library.md"
FORMAT_PAGES = [DOCS / "reference" / name for name in ("export-formats.md", "import-formats.md", "book.md")]
EXAMPLES = sorted((ROOT / "examples" / "library").glob("*.py"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("examples/**/*.md"))]
SESSIONS = [ROOT / "README.md", DOCS / "tutorial" / "first-week.md", DOCS / "how-to" / "back-up-and-move.md"]

HOME = "/home/kim"  # the reader's home in every page
_SHARED_SECTIONS = ("Shared options", "Options that fill an entry")
_FORBIDDEN = re.compile(r"\b(TODO|FIXME|XXX|TBD)\b|/work/|/root\b|/Users/|/tmp/(?!backup)|localhost:\d")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


# What there is, and what the pages name


@cache
def sections(page: Path) -> dict[str, str]:
    """Return the text beneath each heading of the second level, by the heading."""
    parts = re.split(r"(?m)^## +(.+)$", text_of(page))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands() -> dict[str, click.Command]:
    """Return the program's commands by name, those of its own plugins included."""
    context = click.Context(program, info_name="mistakes", obj=Session())
    found = {name: program.get_command(context, name) for name in program.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def options(command: click.Command) -> set[str]:
    """Return the options of a command, without those that formats bring along."""
    own = [item for item in command.params if not isinstance(item, FormatOption)]
    return {name for item in own if isinstance(item, click.Option) for name in item.opts}


def shared() -> set[str]:
    return {name for option in shared_options() for name in option.opts} | {"-h", "--help"}


def test_every_option_of_a_format_is_told_on_the_page_of_formats() -> None:
    plugins = installed()
    forms = [*plugins.exporters().values(), *plugins.importers().values()]
    pages = "".join(path.read_text(encoding="utf-8") for path in FORMAT_PAGES)

    assert [] == [
        f"{form.name} --{option.name}"
        for form in forms
        for option in form.options
        if f"`--{option.name}" not in pages
    ]


def named_options(text: str) -> set[str]:
    """Return the options that stand in the first cell of a table's row, as `-n N` or `--tag TAG`."""
    cells = re.findall(r"(?m)^\| (`-[^|]+) \|", text)
    return {name for cell in cells for name in re.findall(r"`(--?[a-zA-Z-]+)", cell)}


def test_every_command_has_its_section_with_all_its_options_and_no_other() -> None:
    everybody, entry = (named_options(sections(COMMANDS)[part]) for part in _SHARED_SECTIONS)
    missing, surplus = {}, {}
    for name, command in commands().items():
        text = sections(COMMANDS)[name]
        own = named_options(text) | (entry if "#options-that-fill-an-entry" in text else set())
        missing[name] = options(command) - own - everybody
        surplus[name] = own - options(command)

    assert {} == {name: names for name, names in missing.items() if names}
    assert {} == {name: names for name, names in surplus.items() if names}


def test_the_reference_names_no_command_that_does_not_exist() -> None:
    told = re.findall(r"\| .*?\[`(\w+)`\]\(#", text_of(COMMANDS))
    headings = set(sections(COMMANDS)) & {heading for heading in sections(COMMANDS) if heading.islower()}

    assert {*commands(), "mistakes"} == headings
    assert headings == {*told, *re.findall(r"\[`(\w+)`\]\(#\w+\)", text_of(COMMANDS))}


def test_the_shared_options_are_described() -> None:
    assert shared() == named_options(sections(COMMANDS)["Shared options"])


def test_every_setting_is_described_and_no_other() -> None:
    told = re.findall(r"(?m)^\| `([\w.]+)` \|", sections(COMMANDS)["config"])

    assert [setting.name for setting in SETTINGS] == told


def test_every_variable_of_ours_is_described() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "mistakes").rglob("*.py")]
    read = {name for source in sources for name in re.findall(r"\"(MISTAKES_[A-Z_]+)\"", source)}
    told = set(re.findall(r"`([A-Z_]+)`", sections(COMMANDS)["Environment"]))

    assert read
    assert set() == (read | {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "VISUAL", "EDITOR"}) - told


def _errors(kind: type[MistakesError] = MistakesError) -> Iterator[type[MistakesError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__.startswith("mistakes"):
            yield from _errors(child)


def test_every_kind_of_error_is_described_with_its_exit_status() -> None:
    import mistakes.importing  # noqa: F401  it has an error of its own

    told = dict(re.findall(r"(?m)^\| `([a-z-]+)` \| (\d+) \|", sections(JSON)["Errors"]))

    assert {} == {
        kind.kind: kind.exit_status for kind in _errors() if told.get(kind.kind) != str(kind.exit_status)
    }


def test_every_public_name_is_in_the_library_reference() -> None:
    told = set(re.findall(r"`(\w+)`", text_of(LIBRARY)))

    assert set() == set(mistakes.__all__) - told


def test_every_public_method_of_a_journal_is_in_the_library_reference() -> None:
    told = set(re.findall(r"`(?:Journals?\.)?(\w+)[`(]", text_of(LIBRARY)))
    wanted = {name for kind in (mistakes.Journal, mistakes.Journals) for name in vars(kind) if name[0] != "_"}

    assert set() == wanted - told


def test_the_example_of_an_entry_fits_the_schema_and_what_is_printed(program: Any) -> None:
    shown = json.loads(re.search(r"(?s)\n\n( {4}\{.*?\n {4}\})", sections(JSON)["An entry"])[1])  # type: ignore[index]
    printed = json.loads(program("add", "x", "--json").out)

    jsonschema.validate(shown, json_schema())
    assert set() == set(printed) - set(shown)


# Links and words


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#{1,6} +(.+?) *$", text_of(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text_of(page))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in _links(page):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in _anchors(path)):
            broken.append(link)

    assert [] == broken


def test_every_page_is_reached_from_the_index() -> None:
    index = DOCS / "index.md"
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in _links(index)}

    assert [] == [name_of(page) for page in DOCS.rglob("*.md") if page != index and page not in linked]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_holds_what_is_left_to_do_or_the_path_of_a_machine(page: Path) -> None:
    assert [] == _FORBIDDEN.findall(text_of(page))


# Examples of the library


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda path: path.name)
def test_every_example_of_the_library_runs(script: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", str(script)], cwd=tmp_path, capture_output=True, timeout=120, check=False
    )

    assert (0, b"") == (done.returncode, done.stderr)
    assert done.stdout
    assert [] == [path.name for path in tmp_path.iterdir() if path.name != "home"]


def _without_layout(code: str) -> str:
    return "\n".join(line.strip() for line in code.splitlines() if line.strip())


@pytest.mark.parametrize("page", [ROOT / "README.md", LIBRARY], ids=name_of)
def test_the_code_on_a_page_is_part_of_an_example_that_runs(page: Path) -> None:
    examples = [_without_layout(path.read_text(encoding="utf-8")) for path in EXAMPLES]
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```$", text_of(page))

    assert blocks
    for block in blocks:
        ast.parse(block)
        assert any(_without_layout(block) in example for example in examples), block


# Sessions: commands with the output a reader sees


class Step(NamedTuple):
    """A command of a page, the output beneath it, and what is typed into the editor it opens.

    With `file` it is no command, but a file of that name whose text the page gives. One that `fails` does so
    on purpose: the page shows what is said then.
    """

    line: int
    command: str
    output: str
    typed: str = ""
    file: str = ""
    fails: bool = False


def steps(page: Path) -> list[Step]:
    """Return the commands of a page in order.

    A `toml` block belongs to the command before it; a block with a name, such as `text notes.txt`, is a
    file. The commands of a block `console fails` are those that fail, and must.
    """
    found: list[Step] = []
    kind = file = ""
    for number, line in enumerate(text_of(page).splitlines(), 1):
        if line.startswith("```"):
            kind, _, file = ("" if kind else line[3:] or "text").partition(" ")
            if file and kind != "console":
                found.append(Step(number, "", "", file=file))
        elif kind == "console" and line.startswith("$ "):
            found.append(Step(number, line[2:], "", fails=file == "fails"))
        elif kind == "console" and found[-1].command.endswith("\\") and not found[-1].output:
            last = found[-1]
            found[-1] = last._replace(command=f"{last.command[:-1]}{line.strip()}")
        elif kind == "console":
            found[-1] = found[-1]._replace(output=f"{found[-1].output}{line}\n")
        elif found and (kind == "toml" or (kind and file)):
            found[-1] = found[-1]._replace(typed=f"{found[-1].typed}{line}\n")
    return found


_QUESTION = re.compile(r"(?m)^(What happened\? |Next time\? \(Enter skips\) |> )(.*)$")
_EDITOR = """\
import os, re, sys
with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
top, tables = re.fullmatch(r"(?s)(.*?)((?:^\\[.*)?)", text, re.MULTILINE).groups()
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(top.rstrip("\\n") + "\\n" + os.environ["TYPED"] + "\\n" + tables)
"""


class Shell:
    """A reader's shell in an empty home: a terminal of 80 columns, the program, an editor that types.

    With `known` git knows the reader's name.
    """

    def __init__(self, folder: Path, *, known: bool = False) -> None:
        self.home = folder / "kim"
        self.here = self.home
        self.home.mkdir()
        if known:
            (self.home / ".gitconfig").write_text("[user]\nname = Kim Adler\nemail = kim@example.com\n")
        tools = folder / "tools"
        tools.mkdir()
        for name, code in {"mistakes": "main", "oops": "oops"}.items():
            script = tools / name
            call = f"from mistakes.cli import {code}; {code}()"
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -c "{call}" "$@"\n')
            script.chmod(0o755)
        editor = tools / "editor.py"
        editor.write_text(_EDITOR)
        drop = ("XDG_", "MISTAKES_", "GIT_", "LC_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(drop)}
        self.environment = kept | {
            "HOME": str(self.home),
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "VISUAL": f"'{sys.executable}' '{editor}'",
            "LOGNAME": "kim",
            "LANG": "C.UTF-8",
            "PYTHONUTF8": "1",
            "COLUMNS": "80",
            "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def run(self, step: Step, command: str) -> tuple[str, int]:
        """Return what a terminal shows when the command is run and the questions are answered, and its status."""
        if step.file:
            (self.here / step.file).write_text(step.typed, encoding="utf-8")
            return "", 0
        if command.startswith("cd "):
            self.here = Path(os.path.normpath(self.here / command[3:].replace("~", str(self.home))))
            return "", 0
        import pty

        ours, theirs = pty.openpty()
        environment = self.environment | {"TYPED": step.typed}
        with subprocess.Popen(
            ["sh", "-c", command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=self.here, env=environment
        ) as running:
            os.close(theirs)
            text = _talk(ours, _QUESTION.findall(step.output))
        return text.replace(str(self.home), HOME), running.returncode


def _talk(terminal: int, answers: list[tuple[str, str]]) -> str:
    """Read what comes from the terminal, and answer each question once it stands there."""
    written = b""
    waiting = list(answers)
    try:
        while data := os.read(terminal, 65536):
            written += data
            if waiting and written.endswith(waiting[0][0].encode()):
                os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    except OSError:  # Linux says so when the other side is closed
        pass
    finally:
        os.close(terminal)
    # a reader sees nothing of how a terminal is told that something may be pasted
    seen = re.sub(rb"\x1b\[\?2004(?:h|l\r?)", b"", written)
    return seen.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


_HANDLE = r"\b(?=[a-z]*\d)[0-9a-hjkmnp-tv-z]{6}\b"
_AGE = (
    r"just now|today|yesterday|tomorrow|(?:\d+|a|an|one) (?:second|minute|hour|day|week|month|year)s? ago"
    r"|in (?:\d+|a|an|one) (?:second|minute|hour|day|week|month|year)s?"
)
_TOKEN = re.compile(
    rf"(?P<handle>{_HANDLE})|(?P<id>\b[0-7][0-9a-hjkmnp-tv-z]{{25}}\b)|(?P<age>\b(?:{_AGE})\b)"
    r"|(?P<date>\d{4}-\d\d(?:-\d\d)?(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)|(?P<space>\s+)|(?P<any>\.\.\.)"
)
_PATTERNS = {
    "id": r"[0-7][0-9a-z]{25}",
    "age": rf"(?:{_AGE})",
    "date": r"\d{4}-\d\d(?:-\d\d)?(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?",
    "space": r"\s+",
    "any": r".*?",
}
# the hint at a similar entry needs a warm index, so it may be missing
_MAYBE = re.compile(r"looks like [0-9a-z]{6},.*?mistakes\s+link\s+\w+\s+--again\s+\w+\s*", re.DOTALL)


class Reader:
    """Reads outputs as a person does: an id of the page stands for the one the program made."""

    def __init__(self) -> None:
        self.made: dict[str, str] = {}

    def unknown(self, command: str) -> set[str]:
        """Return the ids in a command that no output before it has shown."""
        return set(re.findall(_HANDLE, command)) - self.made.keys()

    def command(self, text: str) -> str:
        """Return the command with the ids that were really made."""
        return re.sub(_HANDLE, lambda match: self.made.get(match[0], match[0]), text)

    def told(self, shown: str) -> str:
        """Return an output with the ids of the page, ready to be copied into it."""
        for handle, made in self.made.items():
            shown = shown.replace(made, handle)
        return shown

    def agrees(self, told: str, shown: str) -> bool:
        """Tell whether the output is the one of the page, and learn the ids that are new in it."""
        told, shown = (" ".join(_MAYBE.sub("", text).split()) for text in (told, shown))
        new: dict[str, str] = {}
        parts, end = [], 0
        for match in _TOKEN.finditer(told):
            parts.append(re.escape(told[end : match.start()]))
            parts.append(self._pattern(match, new))
            end = match.end()
        found = re.fullmatch("".join([*parts, re.escape(told[end:])]), shown, re.DOTALL)
        if found:
            self.made |= {handle: found[group] for handle, group in new.items()}
        return found is not None

    def _pattern(self, match: re.Match[str], new: dict[str, str]) -> str:
        if match.lastgroup != "handle":
            return _PATTERNS[str(match.lastgroup)]
        handle = match[0]
        if handle in self.made:
            return re.escape(self.made[handle])
        if handle in new:
            return f"(?P={new[handle]})"
        new[handle] = f"id{len(new)}"
        return f"(?P<{new[handle]}>[0-9a-z]{{6,8}})"


@pytest.mark.skipif(sys.platform == "win32", reason="the sessions of the pages need a Unix terminal")
@pytest.mark.skipif(shutil.which("git") is None, reason="git tells who the reader is, and is not installed")
@pytest.mark.parametrize("page", SESSIONS, ids=name_of)
def test_every_session_shows_what_the_program_writes(page: Path) -> None:
    # a short path, as a longer one than the page's would be cut where the terminal ends
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="k") as folder:
        shell, reader = Shell(Path(folder).resolve(), known=page.parent.name != "tutorial"), Reader()
        assert steps(page)
        for step in steps(page):
            where = f"{name_of(page)}, line {step.line}: $ {step.command}"
            assert set() == reader.unknown(step.command), f"{where}\nits id is in no output above it"
            shown, status = shell.run(step, reader.command(step.command))
            assert step.fails == (status != 0), f"{where}\n--- exit status {status}\n{shown}"
            agrees = reader.agrees(step.output, shown)
            assert agrees, f"{where}\n--- the page\n{step.output}--- the program\n{reader.told(shown)}"


@pytest.mark.skipif(sys.platform == "win32", reason="the sessions of the pages need a Unix terminal")
@pytest.mark.parametrize("page", [page for page in PAGES if page not in SESSIONS], ids=name_of)
def test_every_other_command_of_a_page_is_shown_alone_and_works(page: Path, tmp_path: Path) -> None:
    shown = [step for step in steps(page) if step.command.startswith(("mistakes", "oops"))]
    shell = Shell(tmp_path, known=True) if shown else None

    assert [] == [f"line {step.line}: name the page in SESSIONS" for step in shown if step.output]
    for step in shown if shell else ():
        text, status = shell.run(step, step.command)  # type: ignore[union-attr]
        assert step.fails == (status != 0), f"line {step.line}: $ {step.command}\n{text}"


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are those of Unix shells")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("name", ["mistakes", "oops"])
def test_both_programs_have_the_completion_the_page_tells_of(name: str, shell: str, tmp_path: Path) -> None:
    page = DOCS / "how-to" / "shell-completion.md"
    variable = f"_{name.upper()}_COMPLETE"
    made = Shell(tmp_path)
    run = subprocess.run(
        [name],
        env=made.environment | {variable: f"{shell}_source"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=tmp_path,
    )

    assert f"{variable}={shell}_source {name}" in text_of(page)
    assert (0, True) == (run.returncode, f"{variable}={shell}_complete" in run.stdout), run.stderr
