"""Scalar rewards from acceptance and from verifiable outcomes."""
