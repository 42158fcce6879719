"""What /metrics shows of releases."""

from flywheel.health.gauges import Gauge, register

register(
    Gauge(
        "flywheel_builds_open",
        "Releases asked for and not yet built.",
        "SELECT count(*) FROM exports_build WHERE state IN ('queued', 'running')",
    ),
)
