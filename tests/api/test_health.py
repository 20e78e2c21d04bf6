"""What operators look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from tests.api.conftest import MOTHER, Api


@pytest.fixture
def careless(record: redis.Redis) -> Iterator[None]:
    record.config_set("maxmemory-policy", "allkeys-lru")
    yield
    record.config_set("maxmemory-policy", "noeviction")


def test_alive_and_ready_on_good_servers(api: Api) -> None:
    assert api.client.get("/healthz").json == {"status": "ok"}
    ready = api.client.get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"status": "ok", "record": "ok", "jobs": "ok"})


@pytest.mark.usefixtures("careless")
def test_not_ready_on_a_server_that_would_lose_something(api: Api) -> None:
    ready = api.client.get("/readyz")
    assert (ready.status_code, ready.json["record"]) == (503, "unsafe maxmemory-policy")
    assert api.client.get("/healthz").status_code == 200


def _count(api: Api, line: str) -> float:
    text = api.client.get("/metrics").get_data(as_text=True)
    found = [each for each in text.splitlines() if each.startswith(line + " ")]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def test_requests_are_counted_by_template_and_moves_by_name(api: Api) -> None:
    submissions = (
        'onboarding_requests_total{method="POST",'
        'route="/api/v1/groups/<slug:group>/join-requests",status="201"}'
    )
    moves = 'onboarding_moves_total{move="%s"}'
    before = [_count(api, each) for each in (submissions, moves % "submit", moves % "approve")]
    api.world.group(group_id="c302")
    key = {"Idempotency-Key": "k"}
    made = api.post("/groups/c302/join-requests", MOTHER, headers=key)
    api.post("/groups/c302/join-requests", MOTHER, headers=key)
    api.act(made.headers["Location"], "approve")
    after = [_count(api, each) for each in (submissions, moves % "submit", moves % "approve")]
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 1, 1]


def test_no_id_name_or_path_gets_into_the_counters(api: Api) -> None:
    api.world.group(group_id="c302secret")
    api.post("/groups/c302secret/join-requests", MOTHER)
    api.get("/secret-path/李明")
    api.client.get(f"/j/{api.world.link}")
    text = api.client.get("/metrics").get_data(as_text=True)
    for secret in ("c302secret", "李明", "secret-path", api.world.link, "hill"):
        assert secret not in text


def test_times_are_counted_too(api: Api) -> None:
    api.client.get("/healthz")
    line = 'onboarding_request_seconds_count{method="GET",route="/healthz"}'
    assert _count(api, line) >= 1


def test_methods_that_callers_make_up_share_one_counter(api: Api) -> None:
    line = 'onboarding_requests_total{method="other",route="",status="405"}'
    before = _count(api, line)
    for made_up in ("BREW", "WHEN"):
        assert api.client.open("/healthz", method=made_up).status_code == 405
    assert _count(api, line) - before == 2
    assert "BREW" not in api.client.get("/metrics").get_data(as_text=True)
