"""The figures of /metrics. Each app lists its own in a `gauges` module and registers them here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from flywheel.health import checks


@dataclass(frozen=True)
class Gauge:
    """One figure: `source` gives it cheaply, since every scrape asks: SQL for one row of one number, or a function."""

    name: str
    meaning: str
    source: str | Callable[[], float]


_registered: dict[str, Gauge] = {}


def register(*gauges: Gauge) -> None:
    _registered.update({gauge.name: gauge for gauge in gauges})


class Installation(Collector):
    """Reads every figure when asked; nothing is counted in the web processes, of which there are several."""

    def collect(self) -> list[GaugeMetricFamily]:
        own = [
            _family("flywheel_disk_free_bytes", "Free space in the state folder.", float(checks.free_bytes())),
            _family("flywheel_heartbeat_age_seconds", "Seconds since a worker's last heartbeat.", _heartbeat()),
        ]
        return own + [_family(gauge.name, gauge.meaning, _read(gauge)) for gauge in _registered.values()]


def _family(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def _heartbeat() -> float:
    age = checks.heartbeat_age()
    return float("nan") if age is None else age


def _read(gauge: Gauge) -> float:
    if not isinstance(gauge.source, str):
        return gauge.source()
    with connection.cursor() as cursor:
        cursor.execute(gauge.source)
        (value,) = cursor.fetchone()
    return float(value)
