"""The status page: how a request stands, and what its maker may do about it.

Auth: none; the reference is the key. GET changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors
from onboarding.services import covenants, intake
from onboarding.services.pressure import admit_correction
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web import lost, phone
from onboarding.web.here import address, door
from onboarding.web.join import SEE_OTHER, UNPROCESSABLE, form_context, nickname_answer
from onboarding.web.reading import numbered, to_read
from onboarding.web.security import open_to_all, pages
from onboarding.web.standing import fingerprint, picture_to_show, standing
from onboarding.web.steady import steady
from schemas.forms import FormInvalid, Shape, load_application, load_nickname, typed_values

blueprint = pages("status", __name__, auth=open_to_all)
lost.handle(blueprint)


@blueprint.get("/r/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """One sentence how it stands, the nickname, and whatever is to be done next.

    The phone remembers the page: the address may be a new one, which an admin sent.
    """
    group, made = _found(reference)
    response = make_response(_page(reference, group, made, {}))
    if reference not in phone.kept():
        phone.keep(response, reference)
    return response


@blueprint.get("/r/<reference>/state")
def state(reference: str) -> ResponseReturnValue:
    """What the open page asks now and then: another text, once it would say something else."""
    return Response(fingerprint(*_found(reference)), mimetype="text/plain")


@blueprint.get("/r/<reference>/entry")
def entry(reference: str) -> ResponseReturnValue:
    """The picture that lets in, for whoever was approved and confirmed, while it is valid."""
    picture = picture_to_show(*_found(reference))
    if picture is None:
        abort(404)
    return Response(picture.image, mimetype=picture.media_type)


@blueprint.get("/r/<reference>/amend")
def amend_form(reference: str) -> ResponseReturnValue:
    """The form once more, with what was typed."""
    group, made = _found(reference)
    if not standing(group, made).may_amend:
        return redirect(url_for(".show", reference=reference), SEE_OTHER)
    return _amend_form(reference, group, made, typed_values(made.application), {})


@blueprint.post("/r/<reference>/amend")
def amend(reference: str) -> ResponseReturnValue:
    """Correct what was typed; the request keeps its place in the queue."""
    with steady():
        group, made = _found(reference)
        typed = request.form.to_dict()
        policy = door().policy(group)
        try:
            shape = Shape.of(policy, policy.roles[made.role])
            application = load_application(shape, typed, amending=True)
        except KeyError:
            raise errors.IllegalMove(move="amend", state=made.state) from None
        except FormInvalid as invalid:
            return _amend_form(reference, group, made, typed, invalid.problems), UNPROCESSABLE
        application = replace(
            application,
            consent=made.application.consent,
            declarations=made.application.declarations,
            nickname=made.application.nickname,
        )
        admit_correction(door(), group, made.id)
        shielded = door().limits.shielded(address(), group.link)
        amended = intake.amend(door(), group, made.id, application, shielded=shielded, public=True)
        if amended.verdict.blocking:
            door().limits.refused(address(), group.link)
        return _back(reference)


@blueprint.post("/r/<reference>/nickname")
def nickname(reference: str) -> ResponseReturnValue:
    """The nickname that a correction will ask for, from what has been typed alone."""
    group, made = _found(reference)
    policy = door().policy(group)
    return nickname_answer(policy, policy.roles.get(made.role))


@blueprint.post("/r/<reference>/rename")
def rename(reference: str) -> ResponseReturnValue:
    """Hand in another nickname."""
    with steady():
        group, made = _found(reference)
        try:
            handed_in = load_nickname(request.form.to_dict())
        except FormInvalid as invalid:
            return _page(reference, group, made, invalid.problems), UNPROCESSABLE
        admit_correction(door(), group, made.id)
        intake.rename(door(), group, made.id, handed_in)
        return _back(reference)


@blueprint.post("/r/<reference>/withdraw")
def withdraw(reference: str) -> ResponseReturnValue:
    """Take the request back."""
    _, made = _found(reference)
    intake.withdraw(door(), made.school, made.id)
    return _back(reference)


@blueprint.post("/r/<reference>/confirm")
def confirm(reference: str) -> ResponseReturnValue:
    """Confirm the version of the rules that was shown."""
    group, made = _found(reference)
    if not request.form.get("read"):
        return _page(reference, group, made, {"read": "tick"}), UNPROCESSABLE
    try:
        covenants.confirm(door(), made.school, made.id, request.form.get("version", ""))
    except errors.CovenantMoved:
        return _page(reference, group, made, {"read": "rules_moved"}), UNPROCESSABLE
    return _back(reference)


def _found(reference: str) -> tuple[Group, Request]:
    made = intake.by_reference(door(), reference)
    return door().groups.get(made.school, made.group), made


def _back(reference: str) -> ResponseReturnValue:
    return redirect(url_for(".show", reference=reference), SEE_OTHER)


def _page(reference: str, group: Group, made: Request, problems: Mapping[str, str]) -> str:
    return render_template(
        "status.html",
        group=group,
        school=door().groups.school_title(group.school),
        reference=reference,
        problems=problems,
        shown=standing(group, made),
        reading=to_read(group, made),
        rules=numbered(door().groups.covenant(group)),
        fingerprint=fingerprint(group, made),
        link=phone.link_to(group),
    )


def _amend_form(
    reference: str,
    group: Group,
    made: Request,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    policy = door().policy(group)
    role = policy.roles[made.role]
    return render_template(
        "amend.html",
        group=group,
        school=door().groups.school_title(group.school),
        reference=reference,
        ask_nickname=url_for(".nickname", reference=reference),
        **form_context(policy, role, Shape.of(policy, role), typed, problems),
    )
