"""Formats in and out, one module each; this one only says which there are."""

from __future__ import annotations

from mistakes.hooks import Exporter, Importer, hookimpl


@hookimpl
def exporters() -> list[Exporter]:
    """Return the formats to export to."""
    return [Exporter("json", "one JSON document, complete and readable", "mistakes_formats.json_out:write")]


@hookimpl
def importers() -> list[Importer]:
    """Return the formats to import from."""
    return [
        Importer("json", "our own JSON, lists of entries, incidents", "mistakes_formats.json_in:read"),
        Importer("lines", "a text file with one mistake a line", "mistakes_formats.lines_in:read"),
        Importer("markdown", "post-mortems and lessons as Markdown", "mistakes_formats.markdown_in:read"),
    ]
