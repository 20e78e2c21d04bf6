"""The join form: what somebody who opened the group's link fills in.

Auth: none; the link is the key. What depends on the form alone is told at once; any other
outcome looks the same from outside (design: what the public may learn).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.rules.application import Application
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.naming import typed_nickname
from onboarding.services import groups, intake
from onboarding.services.pressure import admit_submission
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web import formkey, lost, phone, reading, standing
from onboarding.web.here import address, door
from onboarding.web.security import open_to_all, pages
from onboarding.web.steady import steady
from schemas.forms import (
    OTHER_STUDENTS,
    FormInvalid,
    Shape,
    children_of,
    declaration_field,
    load_application,
    load_so_far,
)

blueprint = pages("join", __name__, auth=open_to_all)
lost.handle(blueprint)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/j/<link>")
def form(link: str) -> ResponseReturnValue:
    """Requests made on this phone first; else the form, for the role asked or the usual one."""
    group = groups.by_link(door(), link)
    policy = door().policy(group)
    made = phone.requests_here(group)
    if made and not {"role", "more", "beside"} & set(request.args):
        lines = [standing.line(reference, each) for reference, each in made]
        return render_template("join_kept.html", **_about(group, policy, link), lines=lines)
    before = _asked_before(made)
    role = _role(policy, before.role if before else request.args.get("role", ""))
    typed = children_of(before.application) if before else {}
    return _form(group, policy, role or usual_role(policy), link, typed, {})


@blueprint.post("/j/<link>")
def submit(link: str) -> ResponseReturnValue:
    """Store the request and answer with the way to its status page."""
    with steady():
        group = groups.by_link(door(), link)
        policy = door().policy(group)
        typed = request.form.to_dict()
        role = _role(policy, typed.get("role", ""))
        if role is None:
            page = _form(group, policy, usual_role(policy), link, typed, {"role": "unknown"})
            return page, UNPROCESSABLE
        key = typed.get("key", "")
        try:
            application = load_application(Shape.of(policy, role), typed)
        except FormInvalid as invalid:
            return _form(group, policy, role, link, typed, invalid.problems), UNPROCESSABLE
        if not formkey.good(key, group):
            return _form(group, policy, role, link, typed, {"key": "form_old"}), UNPROCESSABLE
        reference = formkey.reference_of(key, group)
        try:
            _submit(group, application, key, reference)
        except errors.IdempotencyConflict:
            return _sent_already(group, policy, link, reference)
        return _to_status(reference, link)


@blueprint.post("/j/<link>/nickname")
def nickname(link: str) -> ResponseReturnValue:
    """The nickname that what has been typed so far will ask for; nothing else is looked at."""
    policy = door().policy(groups.by_link(door(), link))
    return nickname_answer(policy, _role(policy, request.form.get("role", "")))


@blueprint.get("/j/<link>/rules")
def rules(link: str) -> ResponseReturnValue:
    """The group's covenant in full, before one asks."""
    group = groups.by_link(door(), link)
    policy = door().policy(group)
    articles = reading.numbered(door().groups.covenant(group))
    return render_template("rules.html", **_about(group, policy, link), articles=articles)


def _submit(group: Group, application: Application, key: str, reference: str) -> None:
    idem = door().memory.key(
        group.school, "form", group.link, key, _canonical(application), SEE_OTHER
    )
    if door().memory.recall(idem) is not None:
        return
    admit_submission(door(), group)
    shielded = door().limits.shielded(address(), group.link)
    submitted = intake.submit(
        door(),
        group,
        application,
        shielded=shielded,
        public=True,
        reference=reference,
        idem=idem,
    )
    if submitted.request.verdict.blocking and not submitted.done.replayed:
        door().limits.refused(address(), group.link)


def _canonical(application: Application) -> bytes:
    return json.dumps(asdict(application), default=sorted, sort_keys=True).encode()


def _to_status(reference: str, link: str) -> ResponseReturnValue:
    response = make_response(redirect(url_for("status.show", reference=reference), SEE_OTHER))
    phone.keep(response, reference, link)
    return response


def _sent_already(group: Group, policy: Kind, link: str, reference: str) -> ResponseReturnValue:
    """The form went through before and then came with something else in it."""
    page = render_template("join_sent.html", **_about(group, policy, link), reference=reference)
    return page, CONFLICT


def _role(policy: Kind, asked: str) -> Role | None:
    """The role asked for; the only one where there is no choice."""
    return usual_role(policy) if len(policy.roles) == 1 else policy.roles.get(asked)


def usual_role(policy: Kind) -> Role:
    """The one that most people come in: the first of the kind's file."""
    return next(iter(policy.roles.values()))


def _asked_before(made: Sequence[tuple[str, Request]]) -> Request | None:
    """The request of this very phone beside whose students somebody else asks now."""
    beside = request.args.get("beside", "")
    return next((each for _, each in made if each.id == beside), None)


def nickname_answer(policy: Kind, role: Role | None) -> Response:
    """What the script of the form shows while one types: the nickname alone, as plain text."""
    shape = Shape.of(policy, role) if role else None
    made = typed_nickname(load_so_far(shape, request.form), policy) if shape else ""
    return Response(made, mimetype="text/plain")


def _form(
    group: Group,
    policy: Kind,
    role: Role,
    link: str,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    shape = Shape.of(policy, role)
    return render_template(
        "join.html",
        **_about(group, policy, link),
        **form_context(policy, role, shape, typed, problems),
        ask_nickname=url_for("join.nickname", link=link),
        key=_key_to_show(group, typed),
        covenant=door().groups.covenant(group),
    )


def form_context(
    policy: Kind,
    role: Role,
    shape: Shape,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> dict[str, Any]:
    """What `_fields.html` shows: the form of one role, what was typed, what is wrong with it."""
    order = ("key", "role", *shape.fields())
    filled = {field for field, value in typed.items() if value} | set(problems)
    return {
        "role": role,
        "shape": shape,
        "relations": policy.relations,
        "typed": typed,
        "problems": problems,
        "first_wrong": next((field for field in order if field in problems), ""),
        "nickname": typed_nickname(load_so_far(shape, typed), policy),
        "places": OTHER_STUDENTS,
        "more_children": not filled.isdisjoint(
            f"{name}{at}" for at in OTHER_STUDENTS for name in ("pupil", "relation")
        ),
        "not_sure": not filled.isdisjoint({"number0", "other_guardian"}),
        "declaration_field": declaration_field,
    }


def _key_to_show(group: Group, typed: Mapping[str, str]) -> str:
    """The key that came with the form, so that it still stands for the same request."""
    key = typed.get("key", "")
    return key if formkey.good(key, group) else formkey.new_key(group)


def _about(group: Group, policy: Kind, link: str) -> dict[str, Any]:
    return {
        "group": group,
        "policy": policy,
        "link": link,
        "school": door().groups.school_title(group.school),
    }
