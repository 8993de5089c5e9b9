"""Looking at the files of a large journal while the program is still being imported.

With 100,000 entries the look takes longer than anything else, with 10,000 as long as the imports; a helper
that begins at once saves a tenth of the time of a search. Small journals have nothing to gain.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.cli.session import Session

_LARGE = 6_000_000  # bytes of an index of about 4,000 entries


def look_ahead(session: Session) -> None:
    """Begin to look at the files of the journal that a run is going to search, if its index is large.

    Only for commands that change nothing before they search. What is not used by the end of the command is
    let go of, as it would be too old for the next.
    """
    if session.place or session.team:
        return
    import click

    from mistakes.errors import MistakesError
    from mistakes.places import index_path
    from mistakes.whereabouts import personal_root

    with suppress(MistakesError, OSError):
        root = os.path.realpath(personal_root(session.settings))
        if os.stat(index_path(Path(root))).st_size >= _LARGE:
            from mistakes.index.walk import forget_ahead, look_ahead

            look_ahead(root)
            click.get_current_context().call_on_close(lambda: forget_ahead(root))
