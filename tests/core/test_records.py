"""What must hold of records: they are what `typing` makes of the same class."""

from __future__ import annotations

import pickle
import typing
from collections.abc import Sequence

from mistakes import records


class Mark(records.NamedTuple):
    """A point on a line."""

    name: str
    at: int = 0
    others: Sequence[str] = ()

    @property
    def shown(self) -> str:
        return f"{self.name} at {self.at}"

    def moved(self, by: int) -> Mark:
        return self._replace(at=self.at + by)

    @classmethod
    def named(cls, name: str) -> Mark:
        return cls(name)


class Typed(typing.NamedTuple):
    """A point on a line."""

    name: str
    at: int = 0
    others: Sequence[str] = ()


def test_a_record_is_a_plain_tuple_with_names() -> None:
    mark = Mark("a", 2)

    assert (tuple,) == Mark.__bases__
    assert ("a", 2, ()) == mark
    assert "Mark(name='a', at=2, others=())" == repr(mark)
    assert {"name": "a", "at": 2, "others": ()} == mark._asdict()
    assert hash(("a", 2, ())) == hash(mark)


def test_fields_defaults_and_docstring_are_those_of_typing() -> None:
    assert Typed._fields == Mark._fields
    assert Typed._field_defaults == Mark._field_defaults
    assert Typed.__doc__ == Mark.__doc__
    assert typing.get_type_hints(Typed) == typing.get_type_hints(Mark)
    assert (Typed.__module__, "Mark") == (Mark.__module__, Mark.__qualname__)


def test_whatever_else_the_class_defines_stays() -> None:
    assert "a at 5" == Mark("a", 2).moved(3).shown
    assert ("b", 0, ()) == Mark.named("b")


def test_a_record_may_be_sent_to_another_process() -> None:
    mark = Mark("a", 2, ("b",))

    assert mark == pickle.loads(pickle.dumps(mark))
    assert Mark is type(pickle.loads(pickle.dumps(mark)))


def test_a_record_can_be_derived_from() -> None:
    class Named(Mark):
        @property
        def shown(self) -> str:
            return self.name

    assert "a" == Named("a").shown
    assert isinstance(Named("a"), Mark)
