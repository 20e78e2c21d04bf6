"""What a WSGI server loads."""

from onboarding.app import create_app

app = create_app()
