"""Interactions that repeat another one with small changes, found without comparing any two: MinHash signatures are
cut into bands, and what shares a band is alike."""
