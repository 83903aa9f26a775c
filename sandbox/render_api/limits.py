"""Render's rate limits: https://api-docs.render.com/reference/rate-limiting, numbers as recorded."""

import math
from dataclasses import dataclass

from sandbox.cloud import Cloud

MINUTE, HOUR = 60, 3600

# Requests and the seconds of their window, which is aligned to the clock. Recorded headers allow 100 writes,
# the documentation 30: whoever stays below 30 is right under both.
LIMITS = {
    "reads": (400, MINUTE),
    "writes": (100, MINUTE),
    "create": (20, HOUR),
    "keyValue": (20, HOUR),
    "domains": (50, HOUR),
    "service": (10, MINUTE),
}
# What is neither a read nor listed here is one of the "writes".
BUCKETS = {
    ("POST", "/services"): "create",
    ("POST", "/key-value"): "keyValue",
    ("PATCH", "/services/{id}"): "service",
    ("POST", "/services/{id}/deploys"): "service",
    ("POST", "/services/{id}/scale"): "service",
    ("POST", "/services/{id}/suspend"): "service",
    ("POST", "/services/{id}/resume"): "service",
    ("POST", "/services/{id}/custom-domains"): "domains",
    ("POST", "/services/{id}/custom-domains/{domain}/verify"): "domains",
}


@dataclass(frozen=True, kw_only=True)
class Spent:
    """One bucket after a request: whether that was too many, and what the reply's headers say."""

    exceeded: bool
    limit: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """The Ratelimit-* headers; the reset is in seconds from now, as recorded (documented: an epoch)."""
        told = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        found = {f"Ratelimit-{key}": str(value) for key, value in told.items()}
        return found | ({"Retry-After": str(self.reset)} if self.exceeded else {})


def spend(cloud: Cloud, method: str, pattern: str, service_id: str | None, *, counted: bool = True) -> Spent:
    """Count one request in its bucket, or only look when not `counted`.

    `pattern` is the route's, `service_id` the id in the path, if any. While limits are not enforced each
    request is answered as the first of its window, and none is counted.
    """
    bucket = BUCKETS.get((method, pattern), "reads" if method == "GET" else "writes")
    limit, window = cloud.limit_overrides.get(bucket, LIMITS[bucket])
    # The one bucket that is per service; the others are per owner of the key, and the sandbox knows one.
    counter = f"{bucket} {service_id}" if bucket == "service" else bucket
    used = 1
    if cloud.limits_enforced:
        used = _count(cloud, counter, int(cloud.now() // window), int(counted))
    return Spent(
        exceeded=cloud.limits_enforced and counted and used > limit,
        limit=limit,
        remaining=max(0, limit - used),
        reset=math.ceil(window - cloud.now() % window),
    )


def set_limits(cloud: Cloud, enforced: bool, overrides: dict[str, list[int]]) -> None:
    """Switch the limits on or off, with `overrides` in place of all earlier ones; counting begins anew."""
    cloud.limits_enforced, cloud.limit_overrides = enforced, overrides
    cloud.limit_counts.clear()


def _count(cloud: Cloud, counter: str, window: int, more: int) -> int:
    counted_in, used = cloud.limit_counts.get(counter, (window, 0))
    used = (used if counted_in == window else 0) + more
    cloud.limit_counts[counter] = (window, used)
    return used
