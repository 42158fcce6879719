"""What training gets: preference rules, review, releases, pull APIs. It reads telemetry through clean interactions only."""
