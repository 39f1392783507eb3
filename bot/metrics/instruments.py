"""The metrics by their names, in a registry of prometheus-client's.

Source of the naming: https://prometheus.io/docs/practices/naming/
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

QUICK = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 5)
SLOW = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600, 900)
"""Upper bounds of buckets, in seconds."""

Readings = Mapping[str, float]
"""The values of the gauges, by the names in ``GAUGES``."""

GAUGES = {
    "imagine_open_jobs": "Jobs that have not ended, in this process.",
    "imagine_ready": "1 if the bot is healthy, as --health says.",
    "imagine_standby": "1 if the process is a hot standby.",
    "imagine_gateway_shards": "Shards of this process.",
    "imagine_gateway_shards_connected": "Shards of this process that are connected.",
    "imagine_gateway_silence_seconds": "Seconds since the last acknowledged heartbeat of the most silent shard.",
    "imagine_account_paused": "1 from when imini refuses the account until it accepts a job again.",
    "imagine_database_away": "1 while the database of DATABASE_URL can't be reached.",
}


class Instruments:
    """A ``Meter`` for Prometheus. ``text`` is what it scrapes."""

    def __init__(self) -> None:
        # Not at the top of the file: it is not installed everywhere.
        client: Any = import_module("prometheus_client")
        self._client = client
        self._registry: Any = client.CollectorRegistry()
        client.ProcessCollector(registry=self._registry)
        jobs, registry = "Jobs that have ended, by how and why.", self._registry
        self._jobs = client.Counter("imagine_jobs", jobs, ["ending", "reason"], registry=registry)
        self._credits = client.Counter("imagine_credits", "Credits charged.", registry=registry)
        self._pictures = client.Counter("imagine_pictures", "Pictures delivered and paid.", registry=registry)
        self._acknowledgement = self._histogram(
            "imagine_acknowledgement_seconds", "From an interaction to its initial response.", QUICK
        )
        self._submit = self._histogram("imagine_submit_seconds", "From the begin of a submit to its task ID.", SLOW)
        self._drawing = self._histogram("imagine_drawing_seconds", "From the task ID until imini has drawn.", SLOW)
        self._visible = self._histogram(
            "imagine_told_to_visible_seconds", "From imini's word that it has drawn until Discord shows it.", SLOW
        )
        self._gauges = {name: client.Gauge(name, text, registry=registry) for name, text in GAUGES.items()}

    def job_ended(self, ending: str, reason: str, credits: int) -> None:
        self._jobs.labels(ending, reason).inc()
        self._credits.inc(credits)

    def pictures_delivered(self, number: int) -> None:
        self._pictures.inc(number)

    def acknowledged(self, seconds: float) -> None:
        self._acknowledgement.observe(seconds)

    def submitted(self, seconds: float) -> None:
        self._submit.observe(seconds)

    def drawn(self, seconds: float) -> None:
        self._drawing.observe(seconds)

    def made_visible(self, seconds: float) -> None:
        self._visible.observe(seconds)

    def text(self, readings: Readings) -> tuple[bytes, str]:
        """All metrics in Prometheus' text format, and its content type."""
        for name, value in readings.items():
            self._gauges[name].set(value)
        return self._client.generate_latest(self._registry), self._client.CONTENT_TYPE_LATEST

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Any:  # noqa: ANN401 - of a lazy import
        return self._client.Histogram(name, text, buckets=buckets, registry=self._registry)


Read = Callable[[], Readings]
"""Reads the gauges."""
