"""The admins' console, one file a page. Auth: a session, held against the record each time."""
