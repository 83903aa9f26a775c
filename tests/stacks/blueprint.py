"""Values of the blueprint that several modules assert."""

from typing import Any

ORIGINS = {
    "prod": "https://www.bondigoo.ch",
    "staging": "https://staging.bondigoo.ch",
    "dev": "https://dev.bondigoo.ch,http://localhost:3000",
}
API_URL = {
    "prod": "https://api.bondigoo.ch",
    "staging": "https://api.staging.bondigoo.ch",
    "dev": "https://api.dev.bondigoo.ch",
}


def set_inputs(inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs that say something."""
    return {key: value for key, value in inputs.items() if value is not None}
