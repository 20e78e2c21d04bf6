"""What the commands have in common: settings, and errors told in a line instead of a trace."""

from __future__ import annotations

import os

import click

from onboarding.settings import SettingError, Settings


def read_settings() -> Settings:
    """The settings of the environment; a wrong one ends the command with its name."""
    try:
        return Settings.from_environment(os.environ)
    except SettingError as error:
        raise click.ClickException(str(error)) from None
