"""Reading what callers send: strict JSON, and fields with codes for what is wrong."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import Request, request
from marshmallow import Schema, ValidationError
from webargs.core import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from onboarding.problems import FieldsInvalid, Wrong
from schemas.fields import flattened

JSON_BYTES = 1024 * 1024
DEEPEST = 20
"""How far tables may stand inside tables."""

_HALF_A_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


def read_json() -> Any:
    """The body as JSON (RFC 8259); webargs' `missing` for none.

    Twice the same name, NaN, halves of surrogate pairs and bottomless nesting are refused:
    two readers could understand them differently. Raises BadRequest, UnsupportedMediaType,
    RequestEntityTooLarge.
    """
    data = request.get_data()
    if not data:
        return missing
    if not (request.mimetype == "application/json" or request.mimetype.endswith("+json")):
        raise UnsupportedMediaType
    try:
        value = json.loads(data.decode(), object_pairs_hook=_table, parse_constant=_no_such_number)
        _not_too_deep(value, DEEPEST)
        if _HALF_A_PAIR.search(data):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadRequest from None
    return value


def load(schema: Schema, value: Any) -> Any:
    """`value` through a schema. Raises FieldsInvalid, naming each field."""
    try:
        return schema.load({} if value is missing else value)
    except ValidationError as error:
        raise fields_invalid(error.messages) from None


def fields_invalid(messages: Any) -> FieldsInvalid:
    """A marshmallow error's messages as a refusal."""
    return FieldsInvalid(Wrong(path, reason) for path, reason in flattened(messages))


class Parser(FlaskParser):
    """webargs with our reading of JSON and our refusals; unknown query fields are refused."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": None}

    def load_json(self, req: Request, schema: Schema) -> Any:
        """See `read_json`."""
        return read_json()

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, **more: Any
    ) -> NoReturn:
        """Raise FieldsInvalid; messages come under their location's name."""
        located = error.messages
        inner = list(located.values()) if isinstance(located, dict) else located
        raise fields_invalid(inner)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("twice the same name")
    return table


def _no_such_number(_name: str) -> NoReturn:
    raise ValueError("no number of JSON")


def _not_too_deep(value: Any, left: int) -> None:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return
    if left == 0:
        raise ValueError("too deep")
    for each in value:
        if isinstance(each, (dict, list)):
            _not_too_deep(each, left - 1)
