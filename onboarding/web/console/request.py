"""One request beside the roster: what was found and why, and the forms that decide on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from onboarding.rules import errors
from onboarding.rules.journey import DECLINE_REASONS, MOVES, REMOVE_REASONS
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Person, Roster
from onboarding.rules.verdicts import Finding
from onboarding.services.membership import has_receipt
from onboarding.services.revealing import reveal_request
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.storage.requests import behind
from onboarding.web.console.activity import history
from onboarding.web.console.comparing import comparisons
from onboarding.web.console.escalations import passed_on
from onboarding.web.console.frame import about, admin_name, console_pages, group_for, reveals
from onboarding.web.console.rows import rows, who
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.here import asks_for_fragment, door
from onboarding.web.language import language
from onboarding.web.standing import standing

blueprint = console_pages("request", __name__)

LONGEST_LIST: Final = 200
"""Up to so many people the whole list is offered to choose from."""
_FEW: Final = 10
"""Among so many that wait, one is sure to wait still."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, the article behind it in words, and the records that it speaks of."""

    finding: Finding
    article: str
    records: tuple[tuple[str, str], ...]
    overridable: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that can't be made as it was sent: the move, why as a whole (`sentence`) or by
    field (field → code), and what was typed, which stays in the form."""

    move: str = ""
    sentence: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    typed: MultiDict[str, str] = field(default_factory=MultiDict)

    def of(self, move: str) -> Refused:
        """What of it belongs to the form of one move."""
        return self if move == self.move else Refused()


@blueprint.post("/admin/groups/<group_id>/requests/<request_id>/reveal")
def reveal(group_id: str, request_id: str) -> ResponseReturnValue:
    """The same page with its personal details in full; that somebody looked is noted first."""
    group = group_for("queue_read", group_id)
    made = request_of(group, request_id)
    reveal_request(door(), caller(), made)
    if asks_for_fragment():
        return render_template(
            "console/_revealed.html",
            **about(group),
            **_compared(group, made, revealed=True),
            **_told(group, made),
            made=made,
        )
    return page(group, made, revealed=True)


@blueprint.get("/admin/groups/<group_id>/requests/<request_id>/<move>")
def back(group_id: str, request_id: str, move: str) -> ResponseReturnValue:  # noqa: ARG001 - any of the forms'
    """A page that answered a form, opened again by its address."""
    place = url_for(".show", group_id=group_id, request_id=request_id)
    return redirect(place, SEE_OTHER)


@blueprint.get("/admin/groups/<group_id>/requests/<request_id>")
def show(group_id: str, request_id: str) -> ResponseReturnValue:
    """The request page; `?done=` is the move that led here, of which it tells. With `?article=`
    and `?reason=` the form of a removal stands open, as an audit proposes it."""
    group = group_for("queue_read", group_id)
    said = request.args
    proposed = Refused("remove", typed=said) if {"article", "reason"} & said.keys() else None
    done = said.get("done", "")
    return page(group, request_of(group, request_id), done=done, refused=proposed)


def request_of(group: Group, request_id: str) -> Request:
    """A request of this group. Raises errors.NotFound for any other."""
    found = door().requests.get(group.school, request_id)
    if found.group != group.id:
        raise errors.NotFound(what="request")
    return found


def page(
    group: Group,
    made: Request,
    *,
    done: str = "",
    refused: Refused | None = None,
    reference: str = "",
    revealed: bool = False,
) -> str:
    """The page, with what was `done` a moment ago, a decision that was `refused`, or the status
    page's new address; `revealed`: with the personal details in full."""
    state = made.state_at(door().clock())
    done = done if _led_here(done, made, state) else ""
    roster = door().rosters.read(group.school, group.id, group.roster)
    return render_template(
        "console/request.html",
        **about(group),
        made=made,
        state=state,
        moves=_moves(state),
        who=who(made),
        found=[_found(group, made, each) for each in made.verdict.findings],
        decider=admin_name(made.decided_by) if made.decided_by else "",
        confirmed=has_receipt(group, made),
        decline_reasons=DECLINE_REASONS,
        remove_reasons=REMOVE_REASONS,
        refused=refused or Refused(),
        status_url=door().status_url(reference) if reference else "",
        done=done,
        next_one=_next(group, made),
        preview=standing(group, made) if done else None,
        **_told(group, made),
        **passed_on(group, made.id),
        **_compared(group, made, revealed=revealed),
        **_choice(door().policy(group), made, roster),
    )


def _led_here(done: str, made: Request, state: str) -> bool:
    """Whether a move that was sent is the last one; a claim is approved like any request."""
    made_by = "claim" if done == "approve" and made.decided_move == "claim" else done
    return made_by in MOVES and state in MOVES[made_by].ends


def _compared(group: Group, made: Request, *, revealed: bool) -> dict[str, Any]:
    """The application beside the list, and whether it may be, and is, shown in full."""
    roster = door().rosters.read(group.school, group.id, group.roster)
    near_ones = _beside(made, roster)
    [row] = rows(group, [made])
    return {
        "reveal": reveals(made),
        "revealed": revealed,
        "row": row,
        "near": near_ones,
        "compared": comparisons(made, door().policy(group), near_ones),
    }


def _told(group: Group, made: Request) -> dict[str, Any]:
    """What has happened with it, and the articles that were cited."""
    return {
        "history": history(group, made.id),
        "articles": door().groups.covenant(group).articles,
    }


def _next(group: Group, made: Request) -> str:
    """The id of the request behind this one that waits for a decision, or else of the oldest;
    "" for none."""
    for after in (behind(made), ""):
        waiting, _ = door().requests.page(group.school, group.id, "pending", after, _FEW)
        for each in waiting:
            if each.id != made.id and each.state_at(door().clock()) == "pending":
                return each.id
    return ""


def _moves(state: str) -> frozenset[str]:
    """The moves that the state allows; which of them the admin may make, the page asks."""
    return frozenset(name for name, move in MOVES.items() if state in move.starts)


def _beside(made: Request, roster: Roster) -> list[Person]:
    """The people of the roster that the request stands for, or may stand for."""
    return _known(roster, dict.fromkeys((*made.people, *made.verdict.people, *made.asking)))


def _choice(policy: Kind, made: Request, roster: Roster) -> dict[str, Any]:
    """Whom the admin may choose where it is open who is meant."""
    if made.verdict.people or made.people:
        return {"candidates": [], "several": False, "certain": (), "whole_list": []}
    role = policy.roles.get(made.role)
    section = list(roster.section(role.section)) if role else []
    candidates = _known(roster, made.asking)
    return {
        "candidates": candidates,
        "several": len(made.application.students) > 1,
        "certain": tuple(e.person for e in made.verdict.evidence if not e.nearness),
        "whole_list": section if len(section) <= LONGEST_LIST else [],
    }


def _known(roster: Roster, people: Iterable[str]) -> list[Person]:
    return [person for each in people if (person := roster.by_id.get(each))]


def _found(group: Group, made: Request, finding: Finding) -> Found:
    articles = door().groups.covenant(group).articles
    records = finding.facts.get("records")
    others = door().requests.many(group.school, records) if isinstance(records, tuple) else []
    return Found(
        finding=finding,
        article=next((a.words(language()) for a in articles if a.id == finding.article), ""),
        records=tuple((other.id, who(other)) for other in others),
        overridable=finding.severity == "blocks"
        and door().policy(group).overridable(finding.code)
        and caller().may("override", made.group),
    )
