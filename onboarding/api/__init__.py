"""The API: JSON under `/api/v1`, described by OpenAPI 3.1; and the operators' addresses."""

from __future__ import annotations

from typing import Final

from flask import Flask
from werkzeug.routing import BaseConverter

from onboarding.api import (
    admins,
    answers,
    audits,
    bindings,
    bulk,
    covenants,
    documents,
    eligibility,
    escalations,
    events,
    exports,
    groups,
    health,
    members,
    rosters,
    tokens,
)
from onboarding.services.door import Door

RESOURCES: Final = (
    groups.routes,
    rosters.routes,
    bulk.routes,
    members.routes,
    escalations.routes,
    audits.routes,
    exports.routes,
    covenants.routes,
    admins.routes,
    tokens.routes,
    bindings.routes,
    events.routes,
)
"""Everything that asks for a token, in the order of the documentation."""


class SlugConverter(BaseConverter):
    """An id in a path; whatever can't be one is nowhere."""

    regex = "[a-z0-9][a-z0-9-]{0,31}"
    part_isolating = True


def register(app: Flask, door: Door) -> None:
    """Put the API on an app."""
    app.extensions["door"] = door
    app.url_map.converters["slug"] = SlugConverter
    app.before_request(answers.begin)
    app.after_request(answers.finish)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(eligibility.blueprint)
    documents.describe(app, RESOURCES)
