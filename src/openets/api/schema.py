"""What an answer looks like, made from a view: a field for each of its columns, with the column's words."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema, create_model

from openets.views.columns import TYPES, Column
from openets.views.detail import Part
from openets.views.view import View


def written(value: Decimal) -> str:
    """A fraction as people write it, never with an exponent."""
    return format(value, "f")


Exact = Annotated[
    Decimal,
    PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
]
"""Money, per cents and other fractions: exact, and so written as strings."""

_schemas: dict[int, tuple[View[Any], type[BaseModel]]] = {}


def schema_of(view: View[Any]) -> type[BaseModel]:
    """The schema of a view's rows. It is made once for each view."""
    known = _schemas.get(id(view))
    if known is not None:
        return known[1]
    fields: dict[str, Any] = {_safe(column.name): _field(column) for column in view.on("data")}
    found: type[BaseModel] = create_model(f"{_one(view)}Schema", __doc__=view.help, **fields)
    _schemas.setdefault(id(view), (view, found))
    return found


def _one(view: View[Any]) -> str:
    """The name of one of a list: ``Account`` of accounts."""
    words = view.name.replace("-", "_").split("_")
    last = words[-1]
    words[-1] = f"{last[:-3]}y" if last.endswith("ies") else last.removesuffix("s")
    return "".join(f"{word[:1].upper()}{word[1:]}" for word in words)


def _safe(name: str) -> str:
    """A name that no method of pydantic's models has."""
    return f"{name}_" if hasattr(BaseModel, name) else name


def _field(column: Column) -> tuple[Any, Any]:
    type = _type(column)
    help = f"{column.help} In {column.unit}." if column.unit else column.help
    extra: dict[str, Any] | None = {"format": "date-time"} if column.kind == "instant" else None
    alias = column.name if _safe(column.name) != column.name else None
    field = Field(description=help or None, json_schema_extra=extra, alias=alias)
    return Annotated[type, field] if not column.null else Annotated[type | None, field], ...


def _type(column: Column) -> Any:
    if isinstance(column, Part):
        within: Any = schema_of(column.of)
        return list[within] if column.kind == "records" else within
    return Exact if column.kind == "exact" else TYPES[column.kind]
