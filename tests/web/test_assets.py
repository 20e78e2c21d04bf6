"""Style sheets and scripts: kept for a year under an address that changes with what is in them."""

from __future__ import annotations

import gzip
import re

import pytest

from onboarding.web.assets import BUNDLES, STATIC, bundle
from tests.builders import World
from tests.web.visitor import Visitor


def test_a_page_names_its_files_by_what_is_in_them(world: World, phone: Visitor) -> None:
    world.group()
    page = phone.page(f"/j/{world.link}?role=guardian")
    found = re.findall(r'"(/assets/([0-9a-f]+)/([a-z.]+))"', page)
    assert {name for _, _, name in found} == {"icon.svg", "parents.css", "parents.js"}
    for url, digest, name in found:
        response = phone.get(url)
        assert response.status_code == 200
        assert digest == bundle(name).digest
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_releases_address_gets_the_present_file_for_a_minute(phone: Visitor) -> None:
    response = phone.get("/assets/000000000000/parents.css")
    assert response.data == bundle("parents.css").plain
    assert response.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["../base.css", "base.css", "parents.py", "parents.css.gz"])
def test_nothing_but_a_bundle_is_sent(phone: Visitor, name: str) -> None:
    assert phone.get(f"/assets/000000000000/{name}").status_code == 404


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_packed_for_who_can_unpack_it(phone: Visitor, name: str) -> None:
    url = f"/assets/{bundle(name).digest}/{name}"
    plain = phone.get(url)
    phone.headers["Accept-Encoding"] = "br, gzip"
    packed = phone.get(url)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data


def test_every_file_is_in_a_bundle() -> None:
    files = {str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*")}
    bundled = {file for names in BUNDLES.values() for file in names}
    assert files - bundled == {"vendor/weui/LICENSE.txt"}
