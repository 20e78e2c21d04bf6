"""The API's description of itself."""

from __future__ import annotations

import html.parser
import re

from onboarding.problems import STATUSES
from tests.api.calls import CALLS
from tests.api.conftest import Api


def test_every_route_is_described_with_what_it_takes_and_answers(api: Api) -> None:
    described = api.client.get("/api/v1/openapi.json").json
    assert described["openapi"] == "3.1.0"
    for call in CALLS:
        path = f"/api/v1{call.rule}".replace("<slug:", "{").replace(">", "}")
        operation = described["paths"][path][call.method.lower()]
        assert operation["summary"].endswith(".") or operation["summary"].endswith("?"), path
        assert operation["responses"]["default"]["$ref"].endswith("DEFAULT_ERROR")
        if call.rule.endswith("/entry"):
            assert set(operation["requestBody"]["content"]) == {"image/png", "image/jpeg"}
        if call.body:
            assert "application/json" in operation["requestBody"]["content"], path
    assert all(
        reference.rpartition("/")[2] in described["components"]["schemas"]
        for reference in re.findall(r"#/components/schemas/\w+", str(described))
    )


def test_operations_have_names_of_their_own(api: Api) -> None:
    paths = api.client.get("/api/v1/openapi.json").json["paths"].values()
    names = [
        said["operationId"] for item in paths for said in item.values() if "operationId" in said
    ]
    assert len(names) == len(set(names)) == len(CALLS)


def test_errors_are_described_as_problems(api: Api) -> None:
    components = api.client.get("/api/v1/openapi.json").json["components"]
    content = components["responses"]["DEFAULT_ERROR"]["content"]
    assert list(content) == ["application/problem+json"]


def test_decisions_say_that_they_need_a_version_and_what_changes_takes_a_key(api: Api) -> None:
    paths = api.client.get("/api/v1/openapi.json").json["paths"]
    one = "/api/v1/groups/{group}/join-requests/{request_id}"

    def headers(path: str, method: str) -> set[str]:
        said = paths[path][method].get("parameters", [])
        return {each["name"] for each in said if each["in"] == "header"}

    assert headers(f"{one}/actions/approve", "post") == {"If-Match", "Idempotency-Key"}
    assert headers(f"{one}/actions/join", "post") == {"Idempotency-Key"}
    assert headers(one, "get") == set()
    assert headers("/api/v1/groups/{group}/entry", "put") == {"Idempotency-Key"}


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := values.get(name))]
        if values.get("id"):
            self.ids.add(str(values["id"]))


def test_the_page_for_people_needs_no_script_and_no_other_host(api: Api) -> None:
    answer = api.client.get("/api/docs")
    page = _Reader()
    page.feed(answer.get_data(as_text=True))
    assert "script" not in page.tags
    assert all(link.startswith(("#", "/")) for link in page.links)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_every_link_of_the_page_leads_somewhere_and_every_code_is_explained(api: Api) -> None:
    page = _Reader()
    page.feed(api.client.get("/api/docs").get_data(as_text=True))
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert {kind.code for kind in STATUSES} <= page.ids


def test_the_style_of_the_page_is_the_one_that_its_policy_allows(api: Api) -> None:
    import base64
    import hashlib

    answer = api.client.get("/api/docs")
    style = re.search(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
