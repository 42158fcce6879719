"""What training gets: preference rules, records, releases, pull APIs. It reads telemetry by clean interactions only."""
