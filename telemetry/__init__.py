"""What developers did: HTTP edge, event store, assembly, cleaning. It ends at clean interactions."""
