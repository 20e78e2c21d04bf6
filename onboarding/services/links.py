"""The texts of links: a join link, a status reference, an invitation."""

from __future__ import annotations

from onboarding.rules import errors
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.storage.keys import SLUG
from onboarding.storage.seal import digest


def new_link(school: str) -> str:
    """A join link or status reference: the school's id and 128 random bits.

    The school stands in front so that one cluster slot answers; it is no secret.
    """
    return f"{school}.{ids.new_secret()}"


def school_in(secret: str) -> str:
    """The school that a link or reference names. Raises errors.NotFound."""
    school, dot, rest = secret.partition(".")
    if not dot or not rest or not SLUG.fullmatch(school):
        raise errors.NotFound(what="link")
    return school


def is_link_of(group: Group, link: str) -> bool:
    """Whether this is the text of the group's join link."""
    return digest(link) == group.link
