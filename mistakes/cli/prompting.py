"""Asking a person at a terminal: one line, or several, with line editing also for wide characters."""

from __future__ import annotations

from contextlib import suppress

_SETTINGS = ("set input-meta on", "set output-meta on", "set convert-meta off", "tab: self-insert")


def prepare() -> None:
    """Let `input` edit lines, if this Python can; to be called before it."""
    with suppress(ImportError):
        import readline

        for setting in _SETTINGS:
            readline.parse_and_bind(setting)


def ask(question: str) -> str:
    """Return the line that is typed; raises `EOFError` and `KeyboardInterrupt`."""
    prepare()
    return input(question).strip()


def ask_lines(question: str) -> tuple[str, ...]:
    """Return the lines that are typed until an empty one; raises as `ask` does."""
    print(question)  # noqa: T201
    lines = []
    while line := ask("  "):
        lines.append(line)
    return tuple(lines)
