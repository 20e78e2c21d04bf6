"""The pages: join form and status page for everybody, the console for admins.

Plain HTML, which no page needs a script for; where scripts run, they save a step. Every
blueprint states its auth (`security.pages`).
"""

from __future__ import annotations

from flask import Flask

from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.web import assets, here, join, language, security, status
from onboarding.web.console import (
    account,
    activity,
    admins,
    audit,
    audit_report,
    auditing,
    bulk,
    closing,
    covenant,
    deciding,
    drafting,
    elsewhere,
    escalating,
    escalations,
    exporting,
    group_rules,
    groups,
    importlist,
    inbox,
    invite,
    inviting,
    masking,
    news,
    others,
    people,
    persons,
    poster,
    queue,
    replacing,
    rollover,
    roster,
    school,
    schoollists,
    seats,
    session,
    transfer,
)
from onboarding.web.console import request as request_page
from onboarding.web.console import settings as settings_page

BLUEPRINTS = (
    assets.blueprint,
    join.blueprint,
    status.blueprint,
    session.blueprint,
    invite.blueprint,
    account.blueprint,
    people.blueprint,
    inbox.blueprint,
    school.blueprint,
    rollover.blueprint,
    schoollists.blueprint,
    escalations.blueprint,
    groups.blueprint,
    queue.blueprint,
    bulk.blueprint,
    news.blueprint,
    request_page.blueprint,
    replacing.blueprint,
    escalating.blueprint,
    deciding.blueprint,
    inviting.blueprint,
    seats.blueprint,
    roster.blueprint,
    importlist.blueprint,
    persons.blueprint,
    transfer.blueprint,
    audit.blueprint,
    auditing.blueprint,
    audit_report.blueprint,
    others.blueprint,
    exporting.blueprint,
    covenant.blueprint,
    drafting.blueprint,
    activity.blueprint,
    settings_page.blueprint,
    group_rules.blueprint,
    poster.blueprint,
    admins.blueprint,
    closing.blueprint,
    elsewhere.blueprint,
)


def register(app: Flask, door: Door, settings: Settings) -> None:
    """Put the pages on an app."""
    app.extensions["door"] = door
    app.extensions[here.SETTINGS] = settings
    security.install(app, settings)
    language.install(app)
    app.jinja_env.globals["asset"] = assets.asset
    app.jinja_env.filters.update(masking.MASKS)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
