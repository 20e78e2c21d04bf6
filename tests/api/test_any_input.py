"""Whatever is sent, the answer is a decision of ours and never a defect."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.api import RESOURCES
from tests.api.calls import CALLS
from tests.api.conftest import MOTHER, Api

RULES = [
    *((route.method, route.rule) for resource in RESOURCES for route in resource.table),
    ("POST", "/api/v1/groups/<slug:group>/eligibility"),
    ("POST", "/api/v1/groups/<slug:group>/eligibility/batch"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/api/docs"),
    ("GET", "/api/v1/openapi.json"),
]
WORDS = sorted(
    {
        *MOTHER, "relation", "number", "text", "title", "kind", "id", "overrides", "guardians",
        "account", "binding_code", "nickname", "application", "questions", "articles", "zh",
        "major", "version", "ban", "until", "people", "reason", "scopes", "groups", "label",
        "student", "teacher", "staff", "teachers", "subjects", "days", "relations", "platform",
        "guardians_maximum", "nicknames", "entry_mode", "closed", "school", "group", "article",
    }
)  # fmt: skip

ODD = st.sampled_from(
    ["", " ", "\ud800", "\x00", "\u202e", "李\ufe00明", "👨‍👩‍👧", "ﷺ" * 100, "a" * 3000, "null",
     "1e999", "🏴", "\u0300" * 60, "%s", "{}", "../..", "guardian", "2026-13-45T99:99:99Z",
     "9999-12-31T23:59:59.999+00:01", "0001-01-01T00:00:00+23:59", "李明"]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63, -(2**63), 10**400])
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=20)
    | ODD
)
NAMES = st.sampled_from(WORDS) | st.text(max_size=8)
VALUES: Any = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
BODIES = (
    st.dictionaries(NAMES, VALUES, max_size=6).map(lambda v: json.dumps(v).encode())
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.sampled_from(
        [
            b"",
            b"{",
            b'{"a":1,"a":2}',
            b"\xff\xfe{\x00}\x00",
            b"[" * 100_000,
            b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
            b"1" * 10_000,
            b'{"consent": 1e999}',
            b'"\\ud800"',
            b'{"\\udc00": 1}',
            "﻿{}".encode(),
        ]
    )
    | st.binary(max_size=40)
)
TYPES = st.sampled_from(
    [
        "application/json",
        "application/problem+json; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "image/png",
        "",
        "text/plain; charset=\x00",
    ]
)
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=30)
NAMED = ("If-Match", "Idempotency-Key", "Accept-Language", "Accept", "Range", "Host", "Origin")
HEADERS = st.dictionaries(
    st.sampled_from(NAMED),
    HEADER | st.sampled_from(['"1"', "*", 'W/"1"', '"' + "9" * 400 + '"', "a.b:c]", "zh;q=nan"]),
    max_size=4,
)
TEXTS = (
    ODD | st.text(max_size=12) | st.sampled_from(["李明", "阿依古丽·买买提", "𠮷", "김민준", "G"])
)
PARTS = st.sampled_from(
    ["c302", "-", "a" * 32, "a" * 400, "none", "%00", "%ff", "..", "李明", "a:b"]
)
QUERIES = st.dictionaries(
    st.sampled_from(
        ["state", "cursor", "limit", "after", "dry_run", "replace", "valid_until", "x"]
    ),
    ODD.filter(lambda text: "\ud800" not in text)
    | st.sampled_from(["1", "true", "9" * 500, "1-1", "٣-a", "-1", "pending", "0-0", "(1", "+"]),
    max_size=3,
)


@pytest.fixture
def school(api: Api) -> Api:
    """A group with members, so that what is sent can meet something."""
    group = api.world.group(group_id="c302")
    joined = api.world.join(api.world.submit(group))
    api.paths = {"group": "c302", "request_id": joined.id, "person": joined.people[0]}
    return api


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_input_whatever_is_answered_with_a_defect(school: Api, data: st.DataObject) -> None:
    method, rule = data.draw(st.sampled_from(RULES))
    real = data.draw(st.booleans())

    def part(found: re.Match[str]) -> str:
        known = school.paths.get(found[1])
        return known if real and known else str(data.draw(PARTS))

    path = re.sub(r"<slug:(\w+)>", part, rule)
    answer = school.client.open(
        path,
        method=data.draw(st.sampled_from([method, method, method, "GET", "PATCH", "OPTIONS"])),
        data=data.draw(BODIES),
        content_type=data.draw(TYPES),
        query_string=data.draw(QUERIES),
        headers={"Authorization": f"Bearer {school.token}", **data.draw(HEADERS)},
    )
    assert answer.status_code < 500, (method, path, answer.get_data(as_text=True))
    if answer.status_code >= 400 and "X-Request-Id" in answer.headers:
        assert answer.mimetype == "application/problem+json"
        assert answer.json["status"] == answer.status_code


def _mutated(value: Any, draw: Any) -> Any:
    """A body that is right but for one place in it."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: _mutated(value[name], draw)}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        return [_mutated(value[0], draw), *value[1:]]
    if isinstance(value, str) and draw(st.integers(0, 3)):
        return draw(TEXTS)
    return draw(VALUES | ODD)


@settings(
    max_examples=900,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_call_that_is_right_but_for_one_value_never_meets_a_defect(
    school: Api, data: st.DataObject
) -> None:
    call = data.draw(st.sampled_from([call for call in CALLS if call.body]))
    body = json.dumps(_mutated(call.body, data.draw))
    version = f'"{data.draw(st.integers(1, 9))}"'
    answer = school.call(
        call.method,
        call.path(**school.paths, admin="a", token="b"),
        data=body.encode(),
        content_type="application/json",
        headers={"If-Match": version},
    )
    assert answer.status_code < 500, (call, body, answer.get_data(as_text=True))
