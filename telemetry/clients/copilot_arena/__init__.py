"""Copilot Arena, unchanged: two models answer one request, the person picks a side."""
