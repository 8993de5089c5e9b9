"""How an offer looks before it is shared: what would be published, what stays behind, what was found."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.scanning import Finding
    from mistakes.sharing.offer import Offer


def show_offer(out: Output, offered: Offer) -> None:
    """Write what sharing would publish, whole for the first time, and else what would change."""
    from mistakes.cli.show import show_entry
    from mistakes.ladder import standing

    verb = "would change" if offered.before else "would be published"
    out.text(f"This {verb} in {offered.to.name}, as {offered.copy.author}:", style=out.paint.dim)
    out.line()
    if offered.before and not offered.before.deleted:
        _show_changes(out, offered)
    else:
        show_entry(out, offered.to, offered.copy, standing(offered.copy), datetime.now().astimezone())
    _show_left(out, offered)
    show_findings(out, offered.scan.findings)
    if offered.scan.unscanned:
        failed = ", ".join(offered.scan.unscanned)
        out.text(f"Not looked through by {failed}: look yourself.", style=out.paint.yellow)
    out.line()


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
        "left_behind": [part._asdict() for part in offered.left],
        "findings": [finding._asdict() for finding in offered.scan.findings],
        "unscanned": list(offered.scan.unscanned),
    }


def _show_changes(out: Output, offered: Offer) -> None:
    from mistakes.codec import to_table

    before, after = to_table(offered.before), to_table(offered.copy)
    for name in offered.changes:
        out.line((name, out.paint.bold))
        for mark, table in (("-", before), ("+", after)):
            if (value := table.get(name)) not in (None, "", [], {}):
                out.text(_shown(value), "    ", f"  {mark} ")


def _shown(value: Any) -> str:
    from mistakes import tomltext

    return value if isinstance(value, str) else tomltext.dump({"x": value}).removeprefix("x = ").strip()


def _show_left(out: Output, offered: Offer) -> None:
    for part in offered.left:
        tick = f" (add it: --with {part.name})" if part.can_be_ticked else ""
        out.text(f"stays private: {part.name}, {part.why}{tick}", "  ", style=out.paint.dim)
