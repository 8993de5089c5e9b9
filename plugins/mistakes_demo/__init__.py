"""The `demo` command: a throw-away journal that shows what the program does."""

from __future__ import annotations

from mistakes.hooks import Command, hookimpl


@hookimpl
def commands() -> list[Command]:
    """Offer `mistakes demo`."""
    summary = "See it work on a throw-away journal."
    return [Command("demo", summary, "mistakes_demo.demo:command", "set up")]
