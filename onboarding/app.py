"""The application: the doors of the API and of the pages, on one Flask app."""

from __future__ import annotations

import os

from flask import Flask

from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.wiring import make_door


def create_app(settings: Settings | None = None, door: Door | None = None) -> Flask:
    """Make the app from the environment's settings, or from those given."""
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("onboarding")
    app.extensions["door"] = door or make_door(settings)
    return app
