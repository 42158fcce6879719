"""Confidence that means something: fitted on questions whose answer is known."""
