"""A simulated world whose truth is known: developers, candidates of known quality, and those who cheat."""
