"""Render's rate limits: https://api-docs.render.com/reference/rate-limiting, numbers as recorded."""

import math

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


def spend(
    cloud: Cloud, method: str, pattern: str, service_id: str | None, *, counted: bool = True
) -> tuple[bool, dict[str, str]]:
    """Count one request in its bucket, or only look when not `counted`.

    Returns whether it is one too many, and the Ratelimit-* headers of its reply. `pattern` is the route's,
    `service_id` the id in the path, if any. While limits are not enforced each request is answered as the
    first of its window, and none is counted.
    """
    bucket = BUCKETS.get((method, pattern), "reads" if method == "GET" else "writes")
    limit, window = cloud.limit_overrides.get(bucket, LIMITS[bucket])
    # The one bucket that is per service; the others are per owner of the key, and the sandbox knows one.
    counter = f"{bucket} {service_id}" if bucket == "service" else bucket
    used = 1
    if cloud.limits_enforced:
        used = _count(cloud, counter, int(cloud.now() // window), int(counted))
    exceeded = cloud.limits_enforced and counted and used > limit
    # The reset is in seconds from now, as recorded; documented is an epoch.
    reset = str(math.ceil(window - cloud.now() % window))
    headers = {"Limit": str(limit), "Remaining": str(max(0, limit - used)), "Reset": reset}
    told = {f"Ratelimit-{key}": value for key, value in headers.items()}
    return exceeded, told | ({"Retry-After": reset} if exceeded else {})


def set_limits(cloud: Cloud, enforced: bool, overrides: dict[str, list[int]]) -> None:
    """Switch the limits on or off, with `overrides` in place of all earlier ones; counting begins anew."""
    cloud.limits_enforced, cloud.limit_overrides = enforced, overrides
    cloud.limit_counts.clear()


def _count(cloud: Cloud, counter: str, window: int, more: int) -> int:
    counted_in, used = cloud.limit_counts.get(counter, (window, 0))
    used = (used if counted_in == window else 0) + more
    cloud.limit_counts[counter] = (window, used)
    return used
