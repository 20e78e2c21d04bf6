from itertools import product

import pytest

from onboarding.rules import access, errors

# What the design denies each role, written out; everything else that exists is granted.
COMMITTEE_MAY = {
    "group_read",
    "queue_read",
    "request_submit",
    "request_decide",
    "override",
    "request_reveal",
    "request_remove",
    "member_read",
    "member_write",
    "audit_run",
    "roster_read",
    "admins_read",
    "events_read",
    "escalate",
}
SUPERVISOR_MAY = {
    "group_read",
    "group_create",
    "group_close",
    "queue_read",
    "request_remove",
    "request_ban",
    "member_read",
    "roster_read",
    "admins_read",
    "owner_appoint",
    "events_read",
    "school_plan",
    "escalation_handle",
}


def granted(role, act):
    if role == "owner":
        return act not in ("school_plan", "escalation_handle")
    return act in (COMMITTEE_MAY if role == "committee" else SUPERVISOR_MAY)


@pytest.mark.parametrize(("role", "act"), list(product(access.ROLES, access.ACTS)))
def test_a_role_may_do_exactly_what_the_table_grants(role, act):
    assert access.may(role, act) is granted(role, act)
    if granted(role, act):
        access.require(role, act)
    else:
        with pytest.raises(errors.NotAllowed) as refused:
            access.require(role, act)
        assert refused.value.facts == {"act": act}


@pytest.mark.parametrize("act", ["roster_export", "settings_write", "tokens_write", "request_ban"])
def test_the_committee_neither_exports_nor_sets_nor_issues_nor_bans(act):
    assert not access.may("committee", act)


def test_the_committee_reveals_personal_fields_only_of_what_it_decides():
    assert access.may("committee", "request_reveal")
    assert not access.may("committee", "personal_reveal")


def test_the_supervisor_decides_no_request():
    assert not access.may("supervisor", "request_decide")


def test_every_scope_names_a_resource_and_a_verb_once():
    assert len(set(access.SCOPES)) == len(access.SCOPES) == 12
    assert all(scope.split(":")[1] in {"read", "write", "decide"} for scope in access.SCOPES)
