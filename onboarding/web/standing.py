"""How a request stands, for the person who made it: what the status page may say.

Until approval nothing here comes from the roster, and every refusal that isn't the form's
own reads the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

from onboarding import words
from onboarding.clock import DAY
from onboarding.rules.checks import typed_nickname
from onboarding.rules.journey import HOLDS_PLACE, LIVE, MOVES, SCORED, State
from onboarding.rules.kinds import Kind
from onboarding.services.membership import has_receipt
from onboarding.storage.entries import Entry
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.web.here import door
from onboarding.web.language import language
from onboarding.web.timeline import Ended, Step, steps

EntryWay = Literal["", "card", "to_be_invited", "invited", "qr", "qr_lapsed", "bot"]
_SHOWS_PICTURE: Final = frozenset({"card", "qr"})
_BY_INVITATION: Final = frozenset({"to_be_invited", "invited"})
_UNTIL_INVITED: Final = 2 * DAY
_UNTIL_IT_COMES: Final = DAY
_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status page shows. `entry` is "" until there is a way in to show: a contact's
    `card`, an invitation that is to come or was sent, a code, a bot; `until` is when its picture
    lapses (ms). `awaits`: others may change it while the page is open; `idle`: there is nothing
    to fill in or to read meanwhile.
    """

    state: State
    sentence: str
    why: str
    article: str
    note: str
    nickname: str
    nickname_settled: bool
    who: str
    admin: str
    steps: tuple[Step, ...]
    confirm: bool
    entry: EntryWay
    until: int | None
    text_to_send: str
    awaits: bool
    idle: bool
    may_amend: bool
    may_rename: bool
    may_withdraw: bool


def standing(group: Group, request: Request) -> Standing:
    """How a request stands now."""
    now = door().clock()
    state = request.state_at(now)
    policy = door().policy(group)
    admin = admin_title(policy)
    confirmed = has_receipt(group, request)
    confirm = state in HOLDS_PLACE and not confirmed
    ended = _ended(state, request)
    way_in = _way_in(group, state, request, now) if confirmed else _WayIn("")
    return Standing(
        state=state,
        sentence=words.standing_text(
            state,
            language(),
            admin=admin,
            by=way_in.ask_from or request.expires_at,
            instead=_instead(state, request, way_in, ended=ended, unread=confirm),
        ),
        why=_why(state, request, ended),
        article=_article(group, state, request),
        note=request.note if state in ("declined", "removed") or ended == "handed_on" else "",
        nickname=nickname_to_show(policy, state, request),
        nickname_settled=state in HOLDS_PLACE,
        who=who_asks(request),
        admin=admin,
        steps=steps(
            request,
            state,
            admin,
            confirmed=confirmed,
            ended=ended,
            by_invitation=way_in.how in _BY_INVITATION,
        ),
        confirm=confirm,
        entry=way_in.how,
        until=way_in.until,
        text_to_send=f"{request.nickname} {request.code}" if way_in.how else "",
        awaits=state in SCORED,
        idle=state == "pending" or way_in.how in ("to_be_invited", "qr_lapsed"),
        may_amend=state in MOVES["amend"].starts and request.role in policy.roles,
        may_rename=state in MOVES["rename"].starts,
        may_withdraw=state in MOVES["withdraw"].starts,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the phone's list. `beside`: its id where somebody else may ask beside
    the same students, "" elsewhere."""

    reference: str
    who: str
    state: State
    sentence: str
    beside: str


def line(reference: str, request: Request) -> Line:
    """How one request of the phone's list stands."""
    group = door().groups.get(request.school, request.group)
    shown = standing(group, request)
    beside = request.id if request.application.students and shown.state in LIVE else ""
    return Line(reference, shown.who, shown.state, shown.sentence, beside)


def fingerprint(group: Group, request: Request) -> str:
    """Another one whenever the status page would say something else."""
    shown = repr((standing(group, request), group.covenant))
    return hashlib.sha256(shown.encode()).hexdigest()[:_DIGITS]


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
        first = application.students[0].relation
        if any(student.relation != first for student in application.students):
            return "、".join(f"{each.name}（{each.relation}）" for each in application.students)
        names = "、".join(student.name for student in application.students)
        return f"{names} · {first}"
    return application.name


def picture_to_show(group: Group, request: Request) -> Entry | None:
    """The entry picture, for whoever may see it now; a lapsed one is never shown."""
    now = door().clock()
    if not has_receipt(group, request):
        return None
    how = _way_in(group, request.state_at(now), request, now).how
    return door().entries.get(group) if how in _SHOWS_PICTURE else None


@dataclass(frozen=True, slots=True)
class _WayIn:
    """How somebody gets in; `until` when the picture lapses, `ask_from` when an invitation
    should have come (ms)."""

    how: EntryWay
    until: int | None = None
    ask_from: int | None = None


def _way_in(group: Group, state: State, request: Request, now: int) -> _WayIn:
    if state != "approved" or request.application.already_inside:
        return _WayIn("")
    if group.entry_mode == "bot":
        return _WayIn("bot")
    if group.entry_mode == "invite" and request.invited_at is not None:
        return _WayIn("invited", ask_from=request.invited_at + _UNTIL_IT_COMES)
    until = door().entries.until(group)
    valid = until is not None and until > now
    ends = int(until) if until not in (None, inf) else None
    if group.entry_mode == "qr":
        return _WayIn("qr", ends) if valid else _WayIn("qr_lapsed")
    if valid:
        return _WayIn("card", ends)
    ready = max(request.receipt_at or 0, request.decided_at or 0)
    return _WayIn("to_be_invited", ask_from=ready + _UNTIL_INVITED)


def _instead(state: State, request: Request, way_in: _WayIn, *, ended: Ended, unread: bool) -> str:
    """Which sentence says more than the state does (`sentences.INSTEAD`)."""
    if ended:
        return ended
    if state == "joined":
        return "unread" if unread else ""
    if state != "approved":
        return ""
    if way_in.how in _BY_INVITATION:
        return way_in.how
    if request.expires_at is None:
        return "unhurried"
    return "returning" if request.verdict.attaches_as == "reentry" else ""


def _ended(state: State, request: Request) -> Ended:
    """By what it ended, where that was no move of its own: a later request of the same person
    was approved, or the place was handed on, whether it was used already or not."""
    if state in ("withdrawn", "left") and request.reason in ("correction", "reentry"):
        return "superseded"
    ended = state in MOVES["hand_over"].ends
    return "handed_on" if ended and request.decided_move == "hand_over" else ""


def _why(state: State, request: Request, ended: Ended) -> str:
    move = {"declined": "decline", "removed": "remove"}.get(state)
    if ended == "handed_on":
        move = "decline"
    return words.decision_text(move, request.reason, language()) if move else ""


def _article(group: Group, state: State, request: Request) -> str:
    if state != "removed" or not request.article:
        return ""
    articles = door().groups.covenant(group).articles
    return next((each.words(language()) for each in articles if each.id == request.article), "")
