"""A record in words: what its rule says, what happened, and what raised or lowered the confidence. Pure."""
