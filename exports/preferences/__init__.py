"""From clean interactions to training records: observations → rules → settled drafts → records."""
