"""How an offer looks before it is shared: what would be published, what stays behind, what was found."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.cli.sharing_words import Words
    from mistakes.scanning import Finding
    from mistakes.sharing.offer import Offer


def show_offer(out: Output, offered: Offer) -> None:
    """Write what sharing would publish, whole for the first time, and else what would change."""
    from mistakes.cli.sharing_words import Words

    words = Words(offered.home.settings)
    if offered.there:
        out.text(words("would change", team=offered.to.name, author=offered.copy.author), style=out.paint.dim)
        out.line()
        _show_changes(out, offered)
    else:
        _show_whole(out, offered, words)
    _show_left(out, offered, words)
    show_findings(out, offered.scan.findings)
    if offered.scan.unscanned:
        failed = ", ".join(offered.scan.unscanned)
        out.text(words("not looked", names=failed), style=out.paint.yellow)
    out.line()


def taken_back(offered: Offer, words: Words) -> str:
    """Return who took an earlier copy back or purged it, and when; "" if there is none, or if the team has it."""
    if offered.purged is not None:
        who = offered.purged.by.partition("<")[0].strip() or words("somebody")
        day = offered.purged.day or "?"
        return words("was purged", id=offered.to.handle(offered.purged.id), who=who, day=day)
    if offered.before is None or offered.before.deleted is None:
        return ""
    mark = offered.before.deleted
    who = mark.by.partition("<")[0].strip() or words("somebody")
    return words("taken back", id=offered.to.handle(offered.before.id), who=who, day=mark.at.date())


def show_findings(out: Output, findings: tuple[Finding, ...]) -> None:
    """Write what a scan found: what stops first, then what is worth a thought."""
    for finding in sorted(findings, key=lambda finding: not finding.stops):
        style = out.paint.yellow if finding.stops else out.paint.dim
        out.text(f"{finding.where}: {finding.shown}. {finding.advice}", "  ", "! ", style=style)


def offer_json(offered: Offer) -> dict[str, Any]:
    """Return an offer for machines; nothing secret is in it but the entry's own text."""
    from mistakes.jsonform import to_json

    return {
        "original": offered.original.id,
        "journal": offered.to.name,
        "entry": to_json(offered.copy),
        "changes": list(offered.changes),
        "is_new": offered.is_new,
        "taken_back": _mark(offered),
        "purged": _purged(offered),
        "left_behind": [part._asdict() for part in offered.left],
        "findings": [finding._asdict() for finding in offered.scan.findings],
        "unscanned": list(offered.scan.unscanned),
    }


def _show_whole(out: Output, offered: Offer, words: Words) -> None:
    from mistakes.cli.show import show_entry
    from mistakes.ladder import standing

    out.text(words("would publish", team=offered.to.name, author=offered.copy.author), style=out.paint.dim)
    if earlier := taken_back(offered, words):
        out.text(earlier, style=out.paint.yellow)
    out.line()
    show_entry(out, offered.to, offered.copy, standing(offered.copy), datetime.now().astimezone())


def _show_changes(out: Output, offered: Offer) -> None:
    from mistakes.codec import to_table

    before, after = to_table(offered.there or offered.copy), to_table(offered.copy)
    for name in _changed_keys(offered):
        out.line((name, out.paint.bold))
        for mark, table in (("-", before), ("+", after)):
            if (value := table.get(name)) not in (None, "", [], {}):
                out.text(_shown(value), "    ", f"  {mark} ")


def _changed_keys(offered: Offer) -> list[str]:
    """Return the keys of a copy's file that change; unknown keys stand beside the fields there."""
    extra = {**(offered.there or offered.copy).extra, **offered.copy.extra}
    unknown = [
        key for key in extra if offered.there and offered.there.extra.get(key) != offered.copy.extra.get(key)
    ]
    return [key for name in offered.changes for key in (unknown if name == "extra" else [name])]


def _shown(value: Any) -> str:
    from mistakes import tomltext

    return value if isinstance(value, str) else tomltext.dump({"x": value}).removeprefix("x = ").strip()


def _show_left(out: Output, offered: Offer, words: Words) -> None:
    for part in offered.left:
        tick = words("tick", name=part.name) if part.can_be_ticked else ""
        said = words("stays", name=part.name, why=words.why(part.why))
        out.text(said + tick, "  ", style=out.paint.dim)


def _mark(offered: Offer) -> dict[str, str] | None:
    mark = offered.before.deleted if offered.before else None
    return {"at": mark.at.isoformat(), "by": mark.by, "why": mark.why} if mark else None


def _purged(offered: Offer) -> dict[str, str] | None:
    gone = offered.purged
    return {"id": gone.id, "by": gone.by, "day": str(gone.day or "")} if gone else None
