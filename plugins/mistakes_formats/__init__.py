"""Formats in and out, one module each; this one only says which there are."""

from __future__ import annotations

from mistakes.hooks import Exporter, Importer, Option, hookimpl


@hookimpl
def exporters() -> list[Exporter]:
    """Return the formats to export to."""
    return [
        Exporter("json", "one JSON document, complete and readable", "mistakes_formats.json_out:write"),
        Exporter("jsonl", "JSON lines, complete, one entry a line", "mistakes_formats.jsonl_out:write"),
        Exporter(
            "csv",
            "a table for spreadsheets, one entry a row",
            "mistakes_formats.csv_out:write",
            options=(
                Option("raw", "for programs: no byte order mark, no apostrophe before formulas"),
                Option("separator", "between cells: , ; | or tab", "MARK"),
            ),
        ),
        Exporter(
            "markdown",
            "pages to read, in a folder or as one document",
            "mistakes_formats.markdown_out:write",
            "mistakes_formats.markdown_out:write_folder",
        ),
        Exporter(
            "atom",
            "a feed for news readers",
            "mistakes_formats.atom_out:write",
            options=(Option("newest", "only so many, the newest", "N"),),
        ),
        Exporter(
            "ics",
            "a calendar of open actions and of decisions to look at again",
            "mistakes_formats.ics_out:write",
            options=(Option("todo", "actions as tasks, which not every calendar shows"),),
        ),
        Exporter("anki", "a deck of plans to learn with Anki", "mistakes_formats.anki_out:write"),
        Exporter(
            "obsidian", "a vault of linked notes for Obsidian", folder="mistakes_formats.obsidian_out:write"
        ),
    ]


@hookimpl
def importers() -> list[Importer]:
    """Return the formats to import from."""
    tagged = Option("tagged", "only what has this tag", "TAG")
    times = Option("timeformat", "how it writes times, such as '%d/%m/%Y %H:%M'", "FORMAT")
    columns = Option(
        "map", "a column that its name does not tell, such as title=Summary", "FIELD=COLUMN", many=True
    )
    return [
        Importer("json", "our own JSON, lists of entries, incidents", "mistakes_formats.json_in:read"),
        Importer("jsonl", "JSON lines, one entry a line", "mistakes_formats.json_in:read_lines"),
        Importer("csv", "a table, one entry a row", "mistakes_formats.csv_in:read", (columns, times)),
        Importer("markdown", "post-mortems and lessons as Markdown", "mistakes_formats.markdown_in:read"),
        Importer("lines", "a text file with one mistake a line", "mistakes_formats.lines_in:read"),
        Importer(
            "jrnl", "a journal of jrnl: file, folder, JSON", "mistakes_formats.jrnl_in:read", (times, tagged)
        ),
        Importer(
            "dayone", "Day One's JSON export: zip, folder, file", "mistakes_formats.dayone_in:read", (tagged,)
        ),
        Importer("obsidian", "notes of Obsidian or Joplin", "mistakes_formats.obsidian_in:read", (tagged,)),
        Importer(
            "github", "issues as gh or the REST API give them", "mistakes_formats.github_in:read", (tagged,)
        ),
    ]
