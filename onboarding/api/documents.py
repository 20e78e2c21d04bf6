"""The API describes itself: OpenAPI 3.1 from the routes' own schemas."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask, Response, current_app, json
from flask_smorest import Api

from onboarding.api import auth
from onboarding.api.routes import PREFIX, Routes
from schemas.problem import ShownProblem

blueprint = Blueprint("documents", __name__)
auth.none(blueprint)

ABOUT = "The door of a chat group: who may enter, under which name, and who decided it."


class _Api(Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest without its error handler: errors are answered in one place, ours."""

    ERROR_SCHEMA = ShownProblem

    def _register_error_handlers(self) -> None:
        """Leave it to `onboarding.app`."""


def describe(app: Flask, resources: Sequence[Routes]) -> None:
    """Register the resources' blueprints and describe them."""
    app.config.update(API_TITLE="onboarding", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = _Api(app, spec_kwargs={"info": {"description": ABOUT}})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for resource in resources:
        views = resource.blueprint
        app.register_blueprint(views)
        views.register_views_in_doc(api, app, api.spec, name=views.name, parameters=None)
        api.spec.tag({"name": resource.title, "description": resource.description})
    app.extensions["openapi"] = api.spec
    app.register_blueprint(blueprint)


@blueprint.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The description for machines."""
    text = json.dumps(current_app.extensions["openapi"].to_dict())
    return Response(text, mimetype="application/json")
