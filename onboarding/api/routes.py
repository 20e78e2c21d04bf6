"""Routes that say everything about themselves in one place.

`Routes` puts flask-smorest's decorators together in the one right order: the caller was
recognised by the blueprint, then the act is asked for, then query and body are read, and
the answer is shown through its schema, which documents it as well. The table that the
authorisation tests walk is what was said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar

from flask_smorest import Blueprint
from marshmallow import Schema

from onboarding.api import here
from onboarding.api.body import Parser
from onboarding.rules import errors
from onboarding.rules.access import Act
from onboarding.services.callers import SCOPES_FOR
from onboarding.services.idempotency import LONGEST_KEY

PREFIX: Final = "/api/v1"

Media = Mapping[str, Mapping[str, Any]]
"""Media type → its OpenAPI description."""

_IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "the ETag of the request that was decided on",
}
_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
    "description": "the same call again changes nothing, for 24 hours",
}

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Route:
    """One route: any one of `acts` lets a caller through to it."""

    method: str
    rule: str
    endpoint: str
    acts: tuple[Act, ...]

    @property
    def scopes(self) -> frozenset[str]:
        """The token scopes of which any one is enough."""
        return frozenset().union(*(SCOPES_FOR.get(act, frozenset()) for act in self.acts))


class Routes:
    """The routes of one resource, on one blueprint under `/api/v1`."""

    def __init__(self, name: str, description: str) -> None:
        self.title = name
        self.description = description
        self.blueprint = Blueprint(f"api-{name}", __name__, url_prefix=PREFIX)
        self.blueprint.ARGUMENTS_PARSER = Parser()
        self.table: list[Route] = []

    def add(
        self,
        method: str,
        rule: str,
        *,
        acts: Sequence[Act],
        takes: Schema | None = None,
        media: Media | None = None,
        query: Schema | None = None,
        status: int = 200,
        answers: Schema | None = None,
        files: Media | None = None,
        if_match: bool = False,
    ) -> Callable[[View], View]:
        """Add a view. It is called with the body (where `takes`), the query (where
        `query`), and the parts of the path by name; it returns what `answers` shows, or
        that and headers. `media` describes a body that the view reads itself, by its type;
        `files` a file that it answers with."""

        def register(view: View) -> View:
            route = Route(method, PREFIX + rule, view.__name__, tuple(acts))
            blueprint = self.blueprint
            inner: Any = view
            # webargs appends what it read, so the outer decorator's value comes first.
            if query is not None:
                inner = blueprint.arguments(query, location="query")(inner)
            if takes is not None:
                inner = blueprint.arguments(takes)(inner)
            inner = blueprint.response(status, answers)(inner)
            inner = blueprint.doc(**_described(route, if_match, media, files))(inner)
            blueprint.add_url_rule(
                rule,
                view.__name__,
                _guarded(inner, route.acts),
                methods=[method],
                tags=[self.title],
            )
            self.table.append(route)
            return view

        return register


def _guarded(view: Any, acts: tuple[Act, ...]) -> Any:
    """Ask whether the caller may, before anything of the request is read."""

    @wraps(view)
    def asked(**path: str) -> Any:
        caller = here.caller()
        # Without a group in the path it is enough to may it somewhere; the errand decides.
        groups = [path["group"]] if "group" in path else ["", *caller.token.groups]
        if not any(caller.may(act, group) for act in acts for group in groups):
            raise errors.NotAllowed(act=acts[0])
        return view(**path)

    return asked


def _described(
    route: Route, if_match: bool, media: Media | None, files: Media | None
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": route.endpoint,
        "security": [{"token": sorted(route.scopes)}],
    }
    reads = route.method == "GET" or files is not None
    headers = [*([_IF_MATCH] if if_match else ()), *(() if reads else [_KEY])]
    if headers:
        said["parameters"] = headers
    if media is not None:
        said["requestBody"] = {"required": True, "content": dict(media)}
    if files is not None:
        said["responses"] = {"200": {"content": dict(files)}}
    return said
