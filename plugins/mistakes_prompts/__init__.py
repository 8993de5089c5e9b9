"""Packs of questions, and reflecting with them."""

from __future__ import annotations

from mistakes.hooks import Ability, Command, Packs, Section, hookimpl


@hookimpl
def commands() -> list[Command]:
    """Offer `mistakes reflect` and `mistakes packs`."""
    asking = "Answer the questions that help most now, one at a time."
    return [
        Command("reflect", asking, "mistakes_prompts.reflect:command", "understand"),
        Command(
            "packs", "Show and check packs of questions.", "mistakes_prompts.packs_command:command", "set up"
        ),
    ]


@hookimpl
def abilities() -> list[Ability]:
    """Let a journal choose questions and keep answers."""
    return [
        Ability("questions", "the questions that help most now", "mistakes_prompts.asking:questions"),
        Ability("answer", "keep an answer", "mistakes_prompts.answering:answer"),
        Ability("wording", "the words of a question", "mistakes_prompts.asked_texts:wording"),
        Ability("skip", "note that a question was skipped", "mistakes_prompts.answering:skip"),
    ]


@hookimpl
def sections() -> list[Section]:
    """Add a question to `mistakes today`, and to `mistakes stats` how safe one feels to speak up."""
    return [
        Section("question", "A question", "mistakes_prompts.today:of_today", "today", "30"),
        Section("pulse", "Pulse (for you alone)", "mistakes_prompts.pulse:of_stats", "stats", "70"),
    ]


@hookimpl
def packs() -> list[Packs]:
    """Name the folder of the packs that come with the program."""
    return [Packs("prompts", "the packs that come with the program", "mistakes_prompts.pack:packs")]
