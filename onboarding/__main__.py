"""Lets `python -m onboarding` be the command line."""

from onboarding.cli import main

main(prog_name="python -m onboarding")
