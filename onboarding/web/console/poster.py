"""A poster of a group's join link, on one A4 page.

The link's text is kept nowhere: it comes with the form, is held against the digest that the group
has, and stands in no address of ours.
"""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from onboarding import words
from onboarding.sentences import N_
from onboarding.services import links
from onboarding.web.console import settings
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.pictures import qr
from onboarding.web.here import door
from onboarding.words import LANGUAGES

blueprint = console_pages("poster", __name__)

SAID: Final = {
    "lead": N_("Scan to ask for your place in the group"),
    "first": N_("Scan the code with WeChat."),
    "second": N_("Fill in the short form; it takes a minute."),
    "third": N_("Keep the page that opens: it says when you are let in and shows the way."),
    "only": N_("Only for those on the list. Please don’t send pictures of this poster to others."),
    "ask": N_("Questions? Please ask: %(admin)s"),
}
"""What the poster says, in one language or both."""


@blueprint.post("/admin/groups/<group_id>/settings/poster")
def show(group_id: str) -> ResponseReturnValue:
    """The poster of the link that was handed in, to be printed."""
    group = group_for("link_rotate", group_id)
    link = request.form.get("link", "").strip().rpartition("/j/")[2]
    if not links.is_link_of(group, link):
        return settings.page(group, problems={"link": "not_the_link"}), 422
    spoken = [each for each in LANGUAGES if each == "zh" or request.form.get("both")]
    owner = next(each.title for each in door().policy(group).admins if each.role == "owner")
    return render_template(
        "console/poster.html",
        **about(group),
        url=door().link_url(link),
        picture=qr(door().link_url(link)),
        school=door().groups.school_title(group.school),
        both=len(spoken) > 1,
        said={
            name: [(each, words.say(each, text, admin=owner[each])) for each in spoken]
            for name, text in SAID.items()
        },
    )
