"""What /metrics shows of the event store and its queues."""

from flywheel.health.gauges import Gauge, register
from telemetry.clients.outage import buffer

register(
    Gauge(
        "flywheel_batches_open",
        "Accepted batches that wait to be assembled.",
        "SELECT count(*) FROM telemetry_batch WHERE state = 'new'",
    ),
    Gauge(
        "flywheel_batches_oldest_age_seconds",
        "Age of the oldest batch that waits to be assembled; 0 where none does.",
        "SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0) FROM telemetry_batch WHERE state = 'new'",
    ),
    Gauge(
        "flywheel_interactions_stale",
        "Interactions that wait to be cleaned.",
        "SELECT count(*) FROM telemetry_stale_interaction",
    ),
    Gauge(
        "flywheel_groups_stale",
        "Groups whose records wait to be derived.",
        "SELECT count(*) FROM telemetry_stale_group",
    ),
    Gauge(
        "flywheel_quarantine_held",
        "Events in quarantine.",
        "SELECT count(*) FROM telemetry_quarantinedevent WHERE state = 'held'",
    ),
    Gauge(
        "flywheel_buffered_posts",
        "Posts of clients that wait on disk for the database.",
        lambda: float(len(buffer.waiting())),
    ),
    Gauge(
        "flywheel_buffered_bytes",
        "Bytes on disk that wait for the database, unreadable files included.",
        lambda: float(buffer.size()),
    ),
)
