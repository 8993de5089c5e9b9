"""Walks a newcomer through the program, by running it on a copy of the sample journal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from mistakes import MistakesError
from mistakes.cli.output import Output

_PLAN = ("--if", "I am about to sign", "--then", "I write the end date on the first page")
_STEPS = (
    (
        "Say what happened; that is enough to begin.",
        ("add", "Read the wrong clause of the lease", "-t", "money", "--cost", "2h"),
    ),
    (
        "Add what you take from it, when there is time.",
        ("edit", "--lesson", "Read a contract with a pencil", *_PLAN),
    ),
    ("The newest first.", ("list", "-n", "6")),
    ("Find it again: words, -word, field:value.", ("search", "cost>2h", "-team", "-n", "3")),
    ("The whole of one entry.", ("show", "14s0ww")),
    ("Let it ask you: the questions that help most with an entry.", ("reflect", "14s0ww")),
    ("Plans come back before they are forgotten: what is due today.", ("review", "--list")),
    ("Before you begin something: what you know about it.", ("brief", "moving the database, with a backup")),
    ("What it cost, and what came again.", ("stats",)),
    ("Every morning, on one page.", ("today",)),
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--keep", metavar="FOLDER", help="Keep the journal in FOLDER instead of throwing it away.")
def command(keep: str | None) -> None:
    """See the program work: real commands, real output, on a journal that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="mistakes-demo-") as folder:
        # the steps run in another folder
        root = Path(keep).absolute() if keep else Path(folder) / "journal"
        _copy_sample(root)
        for number, (text, arguments) in enumerate(_STEPS, 1):
            _show(number, text, arguments, root, Path(folder))
    click.echo()
    _say("That is the loop: write it down, understand it, plan, recall, apply; see it less often.")
    _say(f"The journal is in {root}." if keep else 'Yours begins with: mistakes add "what happened"')


def sample_journal() -> Path:
    """Return the folder of the sample journal: in the installed package, or in a checkout's examples."""
    here = Path(__file__).resolve().parent
    for place in (here / "sample_journal", here.parent.parent / "examples" / "sample-journal"):
        if (place / "journal.toml").exists():
            return place
    hint = "Reinstall: pip install --force-reinstall mistakes-journal"
    raise MistakesError("the sample journal is not installed", hint)


def _copy_sample(root: Path) -> None:
    try:
        shutil.copytree(sample_journal(), root, copy_function=shutil.copyfile)
    except FileExistsError:
        raise MistakesError(f"{root} is there already", "Choose a folder that does not exist yet.") from None
    # it is a personal journal, which only its owner reads
    root.chmod(0o700)


def _show(number: int, text: str, arguments: tuple[str, ...], root: Path, folder: Path) -> None:
    click.echo()
    _say(f"{number}. {text}", bold=True)
    click.secho(f"$ mistakes {_typed(arguments)}", fg="green")
    sys.stdout.flush()
    command = [sys.executable, "-P", "-m", "mistakes", "--no-input", *arguments]
    done = subprocess.run(command, env=_environment(root, folder), cwd=folder, check=False)
    if done.returncode:
        raise MistakesError(f"step {number} of the demo failed", "Run the command above by hand to see why.")


def _say(text: str, *, bold: bool = False) -> None:
    """Write a text of ours, wrapped to the terminal if it goes to one."""
    out = Output(sys.stdout, os.environ)
    out.text(text, style=out.paint.bold if bold else None)


def _typed(arguments: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' if not word or set(word) & set(" <>|&;$") else word for word in arguments)


def _environment(root: Path, folder: Path) -> dict[str, str]:
    """Return an environment in which nothing of the user's own is read or written."""
    names = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    own = {name: str(folder / name.lower()) for name in names}
    return os.environ | own | {"HOME": str(folder), "MISTAKES_JOURNAL": str(root)}
