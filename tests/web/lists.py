"""An admin who hands in lists of class3."""

from __future__ import annotations

import io

from werkzeug.test import TestResponse

from onboarding.rules.roster import Person
from tests.builders import SCHOOL, World
from tests.web.visitor import Visitor, forms

URL = "/admin/groups/class3/roster"
CSV = (
    "姓名,学号,家长姓名,家长电话\n李明,2026001,李建国,13800000001\n马䶮,2026009,马立,13800000007\n"
)
REASON = "转学较多"


def people(world: World) -> dict[str, Person]:
    group = world.door.groups.get(SCHOOL, "class3")
    found = world.door.rosters.read(SCHOOL, "class3", group.roster).people
    return {person.name: person for person in found}


def listed(world: World) -> set[str]:
    return {name for name, person in people(world).items() if not person.left}


def upload(owner: Visitor, data: bytes, name: str = "名单.csv", **said: str) -> TestResponse:
    values = forms(owner.page(URL))[f"{URL}/preview"] | said
    return owner.post(f"{URL}/preview", {**values, "file": (io.BytesIO(data), name)})


def form(page: str) -> dict[str, str]:
    """What the preview's form would send as it is."""
    return forms(page)[f"{URL}/apply"]


def apply(owner: Visitor, preview: str, **said: str) -> TestResponse:
    return owner.post(f"{URL}/apply", form(preview) | said)
