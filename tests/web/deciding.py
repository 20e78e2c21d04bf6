"""Admins in front of the queue and of a request."""

from __future__ import annotations

from flask import Flask
from werkzeug.test import TestResponse

from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import World
from tests.web.visitor import Visitor, forms, text_of

QUEUE = "/admin/groups/class3/"
DECIDE = f"{QUEUE}queue/decide"
SEARCH = f"{QUEUE}queue/search"
PREVIEW = f"{QUEUE}queue/preview"


def another(app: Flask, world: World, login: str, **roles: str) -> Visitor:
    supervisor = roles.pop("supervisor", "")
    world.admin(login, supervisor=bool(supervisor), **roles)
    visitor = Visitor.of(app)
    assert visitor.sign_in(login).status_code == 303
    return visitor


def request_url(group: Group, request_id: str) -> str:
    return f"/admin/groups/{group.id}/requests/{request_id}"


def decide(
    visitor: Visitor, group: Group, request_id: str, move: str, **said: object
) -> TestResponse:
    url = request_url(group, request_id)
    return visitor.send(url, f"{url}/{move}", **said)


def item(request: Request) -> str:
    return f"{request.id} {request.version}"


def decided(visitor: Visitor, *requests: Request, **said: object) -> TestResponse:
    """The form of the queue as a browser without scripts sends it."""
    form = forms(visitor.page(QUEUE))[DECIDE]
    return visitor.post(DECIDE, {**form, "item": [item(each) for each in requests], **said})


def row_of(page: str, request: Request) -> str:
    """What a reader sees of one row."""
    rows = page.partition('<div class="dock"')[0].split('<li id="r-')[1:]
    return text_of(next(row for row in rows if row.startswith(request.id)))
