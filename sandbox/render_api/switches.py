"""What differs from one Render workspace to the next, or is not published: set by `POST /_sandbox/render`."""

from typing import Any

from sandbox.cloud import Cloud
from sandbox.render_api.wire import Object, Refused

# card: whether the workspace can pay. overlap: what a deploy does to a running one, "wait" or "override".
# planEcho: the spelling of plans in replies, "as_sent", "old" or "new". domainQuota: custom domains, or None.
DEFAULTS: Object = {"card": True, "overlap": "wait", "planEcho": "as_sent", "domainQuota": None}
NO_CARD = (
    "Payment information is required to complete this request. "
    "To add a card, visit https://dashboard.render.com/billing"
)


def switches(cloud: Cloud) -> Object:
    """Return all switches as they stand."""
    changed: Object = cloud.render.get("switches", {})
    return DEFAULTS | changed


def switch(cloud: Cloud, name: str) -> Any:
    """Return one switch as it stands."""
    return switches(cloud)[name]


def can_pay(cloud: Cloud, plan: str) -> None:
    """Refuse a paid plan with 402 while the workspace has no card; the text is as reported by users."""
    if plan != "free" and not switch(cloud, "card"):
        raise Refused(402, NO_CARD)
