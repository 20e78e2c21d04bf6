from __future__ import annotations

from onboarding.services import groups
from onboarding.services.door import Door
from tests.commands.conftest import Run


def lines(output: str) -> dict[str, str]:
    return dict(line.split() for line in output.splitlines())


def test_a_new_group_is_printed_with_a_join_link_that_opens_it(run: Run, door: Door) -> None:
    kind = next(iter(door.kinds))
    told = lines(
        run("groups", "add", "--kind", kind, "--title", "三年二班", "--school", "hill",
            "--school-title", "山坡小学", "--id", "class-3-2").stdout
    )  # fmt: skip
    assert (told["group"], told["school"]) == ("class-3-2", "hill")
    found = groups.by_link(door, told["link"].rpartition("/")[2])
    assert (found.id, found.title, found.kind) == ("class-3-2", "三年二班", kind)
    assert door.groups.school_title("hill") == "山坡小学"


def test_a_group_without_a_school_gets_one_of_its_own(run: Run, door: Door) -> None:
    kind = next(iter(door.kinds))
    one = lines(run("groups", "add", "--kind", kind, "--title", "甲").stdout)
    two = lines(run("groups", "add", "--kind", kind, "--title", "乙").stdout)
    assert one["school"] != two["school"]
    assert door.groups.ids(one["school"]) == [one["group"]]


def test_a_group_that_exists_is_refused_in_a_line(run: Run, door: Door) -> None:
    words = ("groups", "add", "--kind", next(iter(door.kinds)), "--title", "甲", "--id", "one")
    run(*words)
    assert run(*words, well=False).output == "Error: taken (field: school)\n"
    assert run(*words, "--school", "one", well=False).output == "Error: taken (field: id)\n"


def test_a_wrong_kind_or_id_is_named(run: Run, door: Door) -> None:
    add = ("groups", "add", "--title", "甲")
    kind = next(iter(door.kinds))
    refused = run(*add, "--kind", "choir", well=False).output
    assert refused == "Error: invalid (field: kind, reason: unknown)\n"
    for words, field in ((("--id", "Three Two"), "id"), (("--school", "山坡"), "school")):
        refused = run(*add, "--kind", kind, *words, well=False).output
        assert refused == f"Error: invalid (field: {field}, reason: not_a_slug)\n"
    assert door.groups.schools() == []
