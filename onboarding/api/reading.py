"""From an OpenAPI description to what a page shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

METHODS: Final = ("get", "post", "put", "patch", "delete")
Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table: its type, and the name of the table inside it, if any."""

    name: str
    type: str
    table: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. `takes` and `answers` are names of tables."""

    method: str
    path: str
    summary: str
    about: str
    scopes: tuple[str, ...]
    parameters: tuple[Field, ...]
    takes: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Operations by tag (name, description), and every table's description and fields."""

    operations: Mapping[tuple[str, str], tuple[Operation, ...]]
    tables: Mapping[str, tuple[Field, ...]]


def read_spec(spec: Tree) -> Page:
    """Everything that is described, in its order."""
    tags = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", ())}
    operations: dict[tuple[str, str], tuple[Operation, ...]] = {}
    for operation, tag in _operations(spec):
        place = (tag, tags.get(tag, ""))
        operations[place] = (*operations.get(place, ()), operation)
    schemas = spec["components"]["schemas"]
    tables = {name: tuple(_fields(schema)) for name, schema in sorted(schemas.items())}
    return Page(operations, tables)


def _operations(spec: Tree) -> Iterator[tuple[Operation, str]]:
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                described = item[method]
                shared = item.get("parameters", ())
                yield _operation(method, path, described, shared), described["tags"][0]


def _operation(method: str, path: str, said: Tree, shared: Any) -> Operation:
    scopes = (scope for each in said.get("security", ()) for scope in each.get("token", ()))
    parameters = [*shared, *said.get("parameters", ())]
    return Operation(
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        about=said.get("description", ""),
        scopes=tuple(scopes),
        parameters=tuple(_parameter(each) for each in parameters),
        takes=_table_in(said.get("requestBody", {})),
        answers=tuple(
            (status, _table_in(response))
            for status, response in said["responses"].items()
            if status != "default" and "$ref" not in response
        ),
    )


def _parameter(said: Tree) -> Field:
    kind, table = _type(said.get("schema", {}))
    about = said.get("description", "")
    return Field(f"{said['name']} ({said['in']})", kind, table, said.get("required", False), about)


def _fields(schema: Tree) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, said in schema.get("properties", {}).items():
        kind, table = _type(said)
        yield Field(name, kind, table, name in required, said.get("description", ""))


def _table_in(body: Tree) -> str:
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    return _type(schema)[1]


def _type(schema: Tree) -> tuple[str, str]:
    """(type in words, name of the table in it)."""
    if "$ref" in schema:
        return "table", str(schema["$ref"]).rpartition("/")[2]
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return _type(schema[several][0])
    if schema.get("type") == "array":
        kind, table = _type(schema.get("items", {}))
        return f"list of {kind}", table
    kinds = schema.get("type", "anything")
    words = kinds if isinstance(kinds, str) else " or ".join(kinds)
    if "format" in schema:
        words = f"{words} ({schema['format']})"
    limits = [
        f"{said} {schema[name]}"
        for name, said in (("maxLength", "at most"), ("minimum", "from"), ("maximum", "to"))
        if name in schema
    ]
    if "enum" in schema:
        limits.append(" · ".join(str(each) for each in schema["enum"]))
    return ", ".join([words, *limits]), ""
