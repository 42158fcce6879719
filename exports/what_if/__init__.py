"""What other cut-offs and rules would make of the stored interactions, without touching anything."""
