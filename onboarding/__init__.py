"""The door of a class group: join requests checked against the class roster."""
