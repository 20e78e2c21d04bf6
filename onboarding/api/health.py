"""For whoever runs the service: is it alive, can it work, what has it done."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from onboarding import metrics
from onboarding.api import auth, here

blueprint = Blueprint("health", __name__)
auth.none(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is looked at."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Record and jobs server are reachable and safe; 503 and which one isn't otherwise."""
    servers = here.door().ready()
    ready = all(standing == "ok" for standing in servers.values())
    return jsonify(status="ok" if ready else "unavailable", **servers), 200 if ready else 503


@blueprint.get("/metrics")
def all_metrics() -> Response:
    """Counters in Prometheus' text format."""
    return Response(metrics.page(), content_type=metrics.CONTENT_TYPE)
