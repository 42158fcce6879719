"""What a Tabby server says of itself, as far as its clients look at it. Names no upstream: who compares two models
must not know which one answers.
"""

import os
import platform
from typing import Any, Final

# The level of Tabby's protocol spoken here. Clients ask for /v1beta/server_setting from 0.9.0 on.
_VERSION: Final = {
    "build_date": "2025-06-01",
    "build_timestamp": "2025-06-01T00:00:00.000000000Z",
    "git_sha": "0000000000000000000000000000000000000000",
    "git_describe": "v0.30.0",
}
MODEL: Final = "flywheel"
SERVER_SETTING: Final = {"disable_client_side_telemetry": True}  # of usage to Tabby's makers, not of events to us


def health() -> dict[str, Any]:
    remote = {"kind": MODEL, "model_name": MODEL, "api_endpoint": ""}
    return {
        "model": MODEL,
        "chat_model": None,
        "chat_device": None,
        "device": "remote",
        "models": {"completion": {"remote": remote}, "chat": None, "embedding": {"remote": remote}},
        "arch": platform.machine(),
        "cpu_info": platform.machine(),
        "cpu_count": os.cpu_count() or 1,
        "cuda_devices": [],
        "version": _VERSION,
        "webserver": False,
    }
