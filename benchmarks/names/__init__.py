"""Names in the wild: what the rules accept, refuse and suggest on names of all sorts."""
