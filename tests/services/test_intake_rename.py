"""What a rename may come to."""

import redis

from onboarding.services import intake
from tests.builders import make_world, mother


def test_a_rename_to_a_bare_pupils_name_keeps_the_request_open(
    record: redis.Redis, jobs: redis.Redis
) -> None:
    world = make_world(record, jobs)
    group = world.group()
    request = world.submit(group, mother(nickname="李明妈"))
    assert request.state == "needs_rename"

    renamed = intake.rename(world.door, group, request.id, "李明")

    assert renamed.state == "needs_rename"
    assert "student_not_admitted" in renamed.verdict.codes
