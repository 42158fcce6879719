"""How right the labels are, measured against simulated worlds whose truth is known."""
