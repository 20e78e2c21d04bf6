"""Admins in front of the queue and of a request."""

from __future__ import annotations

from flask import Flask
from werkzeug.test import TestResponse

from onboarding.storage.groups import Group
from tests.builders import World
from tests.web.visitor import Visitor


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
