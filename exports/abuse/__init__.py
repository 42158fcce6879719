"""Sources and patterns that would poison training: found, explained, and held until a curator looks."""
