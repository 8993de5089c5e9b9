"""Options that formats bring along: `export` and `import` have those of every format, each for its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import Command, QueryCommand
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.hooks import Exporter, Importer, Option


class FormatCommand(Command):
    """A command that has the options of the formats its `kind` (`exporters`, `importers`) names."""

    kind = "importers"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments apart, with the options of the formats among them."""
        if not any(isinstance(option, FormatOption) for option in self.params):
            self.params[-1:-1] = self._of_formats()
        return super().parse_args(ctx, args)

    def _of_formats(self) -> list[click.Parameter]:
        from mistakes.plugins import installed

        taken = {name for option in self.params for name in option.opts}
        found: dict[str, tuple[Option, list[str]]] = {}
        for form in sorted(getattr(installed(), self.kind)().values()):
            for option in form.options:
                if f"--{option.name}" not in taken:
                    found.setdefault(option.name, (option, []))[1].append(form.name)
        return [FormatOption(option, forms) for option, forms in found.values()]


class FormatQueryCommand(FormatCommand, QueryCommand):
    """The same for a command whose words are a query."""

    kind = "exporters"


class FormatOption(click.Option):
    """An option of some formats; its help names them."""

    def __init__(self, option: Option, forms: list[str]) -> None:
        shown = {"metavar": option.metavar} if option.metavar else {"is_flag": True}
        names = [f"--{option.name}", option.name.replace("-", "_")]
        about = f"{option.help} ({', '.join(forms)})"
        super().__init__(names, help=about, multiple=option.many, **shown)


def chosen(form: Exporter | Importer, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given; raises `UsageError` if the format has no such option."""
    own = {option.name.replace("-", "_") for option in form.options}
    values = {name: value for name, value in given.items() if value not in (None, False, ())}
    for name in values.keys() - own:
        flag = f"--{name.replace('_', '-')}"
        raise UsageError(
            f"{form.name} has no option {flag}",
            "mistakes export --help and mistakes import --help tell which has what.",
        )
    return values
