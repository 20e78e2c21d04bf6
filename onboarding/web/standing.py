"""How a request stands, for the person who made it: what the status page may say.

Until approval nothing here comes from the roster, and every refusal that isn't the form's
own reads the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onboarding import words
from onboarding.rules.checks import typed_nickname
from onboarding.rules.journey import HOLDS_PLACE, MOVES, State
from onboarding.rules.kinds import Kind
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Entry, Group
from onboarding.storage.requestrecord import Request
from onboarding.web.here import door
from onboarding.web.language import language

EntryWay = Literal["", "invite", "qr", "qr_lapsed", "bot"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status page shows. `entry` is "" until there is a way in to show."""

    state: State
    sentence: str
    why: str
    article: str
    note: str
    nickname: str
    nickname_settled: bool
    who: str
    admin: str
    confirm: bool
    entry: EntryWay
    picture: bool
    text_to_send: str
    may_amend: bool
    may_rename: bool
    may_withdraw: bool


def standing(group: Group, request: Request) -> Standing:
    """How a request stands now."""
    now = door().clock()
    state = request.state_at(now)
    policy = door().policy(group)
    confirmed = has_receipt(group, request)
    entry, picture = _way_in(group, state, request, now) if confirmed else ("", False)
    return Standing(
        state=state,
        sentence=words.standing_text(
            state,
            language(),
            admin=admin_title(policy),
            by=request.expires_at,
            superseded=_superseded(state, request),
        ),
        why=_why(state, request),
        article=_article(group, state, request),
        note=request.note if state in ("declined", "removed") else "",
        nickname=nickname_to_show(policy, state, request),
        nickname_settled=state in HOLDS_PLACE,
        who=who_asks(request),
        admin=admin_title(policy),
        confirm=state in HOLDS_PLACE and not confirmed,
        entry=entry,
        picture=picture,
        text_to_send=f"{request.nickname} {request.code}" if entry else "",
        may_amend=state in MOVES["amend"].starts and request.role in policy.roles,
        may_rename=state in MOVES["rename"].starts,
        may_withdraw=state in MOVES["withdraw"].starts,
    )


def line(reference: str, request: Request) -> dict[str, str]:
    """One request of the phone's list."""
    group = door().groups.get(request.school, request.group)
    shown = standing(group, request)
    return {"reference": reference, "who": shown.who, "sentence": shown.sentence}


def admin_title(policy: Kind) -> str:
    """What the one to ask is called in groups of this kind, for use inside a sentence."""
    title = policy.admins[0].title
    if language() == "en":
        return f"the {title['en'][:1].lower()}{title['en'][1:]}"
    return title["zh"]


def nickname_to_show(policy: Kind, state: State, request: Request) -> str:
    """The right nickname once admitted; before that, one made of what was typed alone."""
    if state in HOLDS_PLACE:
        return request.nickname
    if state in ("pending", "needs_rename"):
        return typed_nickname(request.application, policy)
    return ""


def who_asks(request: Request) -> str:
    """Whom a request is about, in the applicant's own words."""
    application = request.application
    if application.students:
        names = "、".join(student.name for student in application.students)
        return f"{names} · {application.students[0].relation}"
    return application.name


def picture_to_show(group: Group, request: Request) -> Entry | None:
    """The entry picture, for whoever may see it now; a lapsed one is never shown."""
    now = door().clock()
    if not has_receipt(group, request):
        return None
    _, picture = _way_in(group, request.state_at(now), request, now)
    return door().groups.entry(group) if picture else None


def _way_in(group: Group, state: State, request: Request, now: int) -> tuple[EntryWay, bool]:
    if state != "approved" or request.application.already_inside:
        return "", False
    if group.entry_mode == "bot":
        return "bot", False
    entry = door().groups.entry(group)
    until = entry.valid_until if entry else None
    if group.entry_mode == "qr":
        # A group's code always has an end; without one it can't be known to work.
        valid = until is not None and until > now
        return ("qr", True) if valid else ("qr_lapsed", False)
    return "invite", entry is not None and (until is None or until > now)


def _superseded(state: State, request: Request) -> bool:
    """Tell whether it ended because a later request of the same person was approved."""
    return state in ("withdrawn", "left") and request.reason in ("correction", "reentry")


def _why(state: State, request: Request) -> str:
    move = {"declined": "decline", "removed": "remove"}.get(state)
    return words.decision_text(move, request.reason, language()) if move else ""


def _article(group: Group, state: State, request: Request) -> str:
    if state != "removed" or not request.article:
        return ""
    articles = door().groups.covenant(group).articles
    return next((each.words(language()) for each in articles if each.id == request.article), "")
