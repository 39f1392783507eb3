"""The gauges, read from what ``--health`` says at the moment of a scrape."""

from collections.abc import Mapping
from typing import Any


def readings(status: Mapping[str, Any], *, account_is_refused: bool) -> dict[str, float]:
    """The values of all gauges (``GAUGES`` in ``bot/metrics/instruments.py``)."""
    return {
        "imagine_open_jobs": status["open_jobs"],
        "imagine_ready": float(status["ok"]),
        "imagine_standby": float(status["standby"]),
        "imagine_gateway_shards": status["shards"],
        "imagine_gateway_shards_connected": status["shards_connected"],
        "imagine_gateway_silence_seconds": status["seconds_since_heartbeat"],
        "imagine_account_paused": float(account_is_refused),
        "imagine_database_away": float("database_away" in status["reasons"]),
    }
