"""Spaced review: lessons come back when they are about to be forgotten."""

from __future__ import annotations

from mistakes.hooks import Ability, Command, Section, hookimpl


@hookimpl
def commands() -> list[Command]:
    """Offer the commands that practise lessons and note what became of them."""
    return [
        Command("review", "Recall the lessons that are due.", "mistakes_review.review:command", "daily"),
        Command("applied", "Note that a lesson helped.", "mistakes_review.applied:command", "daily"),
        Command("done", "Note that an action is done.", "mistakes_review.done:command", "daily"),
        Command("retire", "Ask a lesson no longer.", "mistakes_review.retire:command", "understand"),
        Command(
            "borrow", "Take a team's lesson into your reviews.", "mistakes_review.borrow:command", "team"
        ),
    ]


@hookimpl
def abilities() -> list[Ability]:
    """Let a journal tell which lessons are due, take in a team's, and note that an action is done."""
    return [
        Ability("due", "the lessons to recall on a day", "mistakes_review.outlook:due"),
        Ability("borrow", "a team's lessons as one's own", "mistakes_review.deeds:borrow"),
        Ability("done", "an action that is done", "mistakes_review.deeds:done"),
    ]


@hookimpl
def sections() -> list[Section]:
    """Add what is due to `mistakes today`, and what practice has come to, to `mistakes stats`."""
    return [
        Section("review", "To recall", "mistakes_review.pages:of_today", "today", "10"),
        Section("practice", "Practice", "mistakes_review.pages:of_stats", "stats", "20"),
    ]
