"""`demo`: the demo school, and how to get into it."""

from __future__ import annotations

import click

from onboarding import secretfile
from onboarding.commands.shared import open_door, read_settings
from onboarding.demo import school
from onboarding.demo.school import Loaded
from onboarding.settings import Settings

FILE = "demo.txt"


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where there is a school of one's own.")
def demo(if_empty: bool) -> None:
    """Load the demo school once, and print its addresses and logins.

    They are kept in a private file of the data folder, and printed from there from then on.
    """
    settings = read_settings()
    kept = settings.data / FILE
    with open_door(settings) as door:
        schools, own = set(door.groups.schools()), school.read()["id"]
        if own in schools and kept.exists():
            click.echo(secretfile.read_private(kept))
            return
        if if_empty and schools - {own}:
            return
        text = _text(settings, school.load(door))
        secretfile.write_private(kept, text)
    click.echo(text)


def _text(settings: Settings, loaded: Loaded) -> str:
    width = max(len(login) for login, _, _ in loaded.logins)
    return "\n".join(
        (
            f"{loaded.title} · demo school",
            "",
            "Join a group",
            *(f"  {link}  {title}" for title, link in loaded.links),
            "",
            f"Run the groups at {settings.public_url}/admin/",
            *(f"  {login:{width}}  {password}  {name}" for login, name, password in loaded.logins),
            "",
            "A bot's token",
            f"  {loaded.token}",
        )
    )
