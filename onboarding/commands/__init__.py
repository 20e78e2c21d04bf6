"""The commands of `python -m onboarding`, one module a topic."""
