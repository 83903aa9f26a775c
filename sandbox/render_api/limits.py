"""Render's rate limit headers: https://api-docs.render.com/reference/rate-limiting, numbers as recorded."""

import math

MINUTE, HOUR = 60, 3600

# One bucket per method and route: the limit and its window in seconds, aligned to the clock.
BUCKETS = {
    ("POST", "/services"): (20, HOUR),
    ("POST", "/key-value"): (20, HOUR),
    ("PATCH", "/services/{id}"): (10, MINUTE),
    ("POST", "/services/{id}/deploys"): (10, MINUTE),
    ("POST", "/services/{id}/scale"): (10, MINUTE),
    ("POST", "/services/{id}/custom-domains"): (50, HOUR),
    ("POST", "/services/{id}/custom-domains/{domain}/verify"): (50, HOUR),
}
READS = (400, MINUTE)
WRITES = (100, MINUTE)


def headers(method: str, path: str, now: float) -> dict[str, str]:
    """Return the Ratelimit-* headers for one reply; `path` is the route's pattern, `now` epoch seconds.

    Nothing is counted or refused: each request is answered as the first of its window.
    Ratelimit-Reset is in seconds until the reset, as recorded; Render's documentation says epoch.
    """
    limit, window = BUCKETS.get((method, path), READS if method == "GET" else WRITES)
    return {
        "Ratelimit-Limit": str(limit),
        "Ratelimit-Remaining": str(limit - 1),
        "Ratelimit-Reset": str(math.ceil(window - now % window)),
    }
