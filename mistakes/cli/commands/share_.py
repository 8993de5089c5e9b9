"""`mistakes share`: let a team read an entry, as a copy that is looked at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.cli.sharing_words import Words
    from mistakes.journal import Journal
    from mistakes.model import Deleted, Mistake
    from mistakes.sharing.offer import Offer


class Said(NamedTuple):
    """What the options of one run say: no question is wanted, the scan was looked at, it was purged and that is known."""

    yes: bool
    scanned: bool
    again: bool


@make(name="share")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--to", metavar="JOURNAL", default="", help="The team; needed only if several are possible.")
@click.option("--with", "ticked", metavar="NAME", multiple=True, help="Share this too: heard_from, x.NAME.")
@click.option("--dry-run", is_flag=True, help="Only show what would be published.")
@click.option("-y", "--yes", is_flag=True, help="Share without asking; the scan still stops at secrets.")
@click.option("--scanned", is_flag=True, help="I have looked at what the scan found; share it all the same.")
@click.option("--again", is_flag=True, help="Share again what the team has purged.")
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(
    session: Session,
    ids: tuple[str, ...],
    to: str,
    ticked: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    scanned: bool,
    again: bool,
    no_sync: bool,
) -> None:
    """Let a team read entries of yours: a copy goes into its journal, without what is private.

    You see exactly what will be published, and what stays behind. Sharing again updates the copy.
    """
    from mistakes.cli.syncing import sync_after
    from mistakes.journals import for_sharing

    team = for_sharing(session.settings, to)
    offers = [_offer(session, typed, team, ticked) for typed in ids]
    if dry_run:
        return _previewed(session, offers)
    said = Said(yes=yes, scanned=scanned, again=again)
    chosen = [one for one in offers if one.is_new and _agreed(session, one, said)]
    shared = [_share(session, one, said) for one in chosen]
    synced = bool(shared) and not no_sync and sync_after(session, team)
    return _say(session, team, offers, shared, synced=synced)


def _offer(session: Session, typed: str, team: Journal, ticked: tuple[str, ...]) -> Offer:
    from mistakes.locales import language
    from mistakes.sharing.offer import offer

    home, entry_id = session.reading().find(typed)
    return offer(home, entry_id, team, ticked=ticked, language=language(session.settings))


def _agreed(session: Session, offered: Offer, said: Said) -> bool:
    """Show what would be published and return whether to share it; raises where nobody can be asked."""
    from mistakes.sharing.offer import require_clean
    from mistakes.sharing.purged import WasPurged

    if offered.purged and not (said.again or _is_asked(session, said)):
        raise WasPurged(offered.purged, offered.to.name)
    if said.yes or said.scanned:
        if not said.scanned:
            require_clean(offered.scan)
        return True
    if not session.asks:
        hint = "Look at it with --dry-run; to share it without being asked: --yes"
        raise UsageError("nothing was shared: somebody has to look at it first", hint)
    return _asked(session, offered)


def _is_asked(session: Session, said: Said) -> bool:
    """Tell whether a person is shown what would be published, and asked."""
    return session.asks and not (said.yes or said.scanned)


def _asked(session: Session, offered: Offer) -> bool:
    from mistakes.cli.offering import show_offer
    from mistakes.cli.prompting import ask
    from mistakes.cli.sharing_words import YES, Words
    from mistakes.cli.terminal import term

    words = Words(session.settings)
    show_offer(session.out, offered)
    again = offered.purged is not None or (offered.before is not None and offered.there is None)
    question = words("share again?" if again else "share?", team=term(offered.to.name))
    if ask(question).lower() not in YES:
        return False
    return _seen(offered) or ask(_all_the_same(offered, words)).lower() in YES


def _seen(offered: Offer) -> bool:
    """Tell whether there is nothing that somebody has to look at apart from the rest."""
    return not (offered.scan.stopping or offered.scan.unscanned)


def _all_the_same(offered: Offer, words: Words) -> str:
    count = len(offered.scan.stopping)
    what = words("a secret") if count == 1 else words("secrets", count=count)
    return words("all the same?", what=what if count else words("nobody looked"))


def _share(session: Session, offered: Offer, said: Said) -> Mistake:
    from mistakes.sharing.offer import share

    # whoever was asked has seen what the scan found, and that the team had purged it
    asked = _is_asked(session, said)
    return share(offered, scanned=said.scanned or asked, again=said.again or asked)


def _previewed(session: Session, offers: list[Offer]) -> None:
    from mistakes.cli.offering import offer_json, show_offer

    if session.json:
        return session.out.json({"offers": [offer_json(one) for one in offers]})
    for one in offers:
        show_offer(session.out, one)
    return None


def _say(
    session: Session, team: Journal, offers: list[Offer], shared: list[Mistake], *, synced: bool
) -> None:
    from mistakes.cli.sharing_words import Words
    from mistakes.cli.show import entry_json

    if session.json:
        found: list[Any] = [entry_json(team, copy, team.standing(copy)) for copy in shared]
        return session.out.json({"shared": found, "journal": team.name, "synced": synced})
    out, words = session.out, Words(session.settings)
    marks = {one.before.id: one.before.deleted for one in offers if one.before}
    for copy in shared:
        out.text(_said(team, copy, marks.get(copy.id), words), "  ", "", style=out.paint.green)
    for one in offers:
        if not one.is_new:
            out.text(words("as it is", id=team.handle(one.copy.id), title=one.copy.title, team=team.name))
    if offers and not shared and any(one.is_new for one in offers):
        out.line(words("not shared"))
    return None


def _said(team: Journal, copy: Mistake, mark: Deleted | None, words: Words) -> str:
    about = {"team": team.name, "id": team.handle(copy.id), "title": copy.title}
    return words("shared again", **about, day=mark.at.date()) if mark else words("shared", **about)
