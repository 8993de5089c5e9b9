"""`NamedTuple` as `typing` has it, made in half the time.

In a module with `from __future__ import annotations`, `typing` compiles the annotation of every field before it
makes the tuple, and looks at what comes of it. Of the hundreds of fields that a command needs, that is a twentieth
of the time before it answers. Type checkers see the one of `typing`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info >= (3, 14):  # there annotations wait until somebody asks for them
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    class _Record(type):
        """What makes the class of a record from its body: fields, defaults, and whatever else it defines."""

        def __new__(cls, name, _bases, body):  # type: ignore[no-untyped-def]
            fields = body.get("__annotations__", {})
            defaults = [body[field] for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            made.__annotations__ = fields
            for key in body.keys() - fields.keys() - {"__annotations__", "__module__"}:
                setattr(made, key, body[key])
            return made

    NamedTuple = type.__new__(_Record, "NamedTuple", (), {"__doc__": "The base that a record's class names."})
