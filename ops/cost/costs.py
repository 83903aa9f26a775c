"""What stack files say that the environments cost."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from config import places
from config.settings import DedicatedRedis, Settings
from ops.cost.items import item
from ops.cost.model import Costs, Item
from ops.cost.prices import NOT_KNOWN, offer

# render.com/pricing: so many in a workspace without a paid plan.
_INCLUDED_DOMAINS = 2


class _Use(NamedTuple):
    """What several stacks may use: at which `place` it is, whether this one `makes` it, what it costs."""

    place: places.Place
    makes: bool
    item: Item


def costs(stacks: Mapping[str, Settings], tiers: Mapping[str, str] = {}) -> Costs:
    """The fixed parts of each stack. `tiers`: of clusters that no stack makes, by name, where Atlas has told.

    A service whose number of instances stays as it is at Render counts as one. Raises InputError where
    prices.toml cannot be used.
    """
    redis = {stack: _redis(settings) for stack, settings in stacks.items()}
    clusters = {stack: _cluster(settings, tiers) for stack, settings in stacks.items()}
    items = {
        stack: (*_services(settings), _once(stack, redis), _once(stack, clusters))
        for stack, settings in stacks.items()
    }
    return Costs(items=items, by_use=tuple(_by_use(stacks)))


def _services(settings: Settings) -> Iterator[Item]:
    api, worker = settings.api, settings.worker
    yield item("API", api.name, api.plan, api.num_instances)
    yield item("worker", worker.name, worker.plan, worker.num_instances)


def _redis(settings: Settings) -> _Use:
    redis = settings.redis
    if isinstance(redis, DedicatedRedis):
        paid = item("Redis", redis.name, redis.plan)
    else:
        paid = Item(what="Redis", name=redis.name, plan="", remark="plan not known: no stack makes it")
    return _Use(places.redis(settings), isinstance(redis, DedicatedRedis), paid)


def _cluster(settings: Settings, tiers: Mapping[str, str]) -> _Use:
    name, own = settings.database.cluster, settings.database.owned_cluster
    if tier := own.instance_size if own else tiers.get(name):
        paid = item("cluster", name, tier)
    else:
        paid = Item(what="cluster", name=name, plan="", remark="size not known from the stack files")
    return _Use(places.cluster(settings), own is not None, paid)


def _once(stack: str, uses: Mapping[str, _Use]) -> Item:
    """What a stack uses, paid by the one that makes it, else by the first that uses it."""
    mine = uses[stack]
    users = [name for name, use in uses.items() if use.place == mine.place]
    payer = next((name for name in users if uses[name].makes), users[0])
    if payer == stack:
        return mine.item
    return replace(mine.item, plan="", price=None, remark=f"paid with {payer}", paid_with=payer)


def _by_use(stacks: Mapping[str, Settings]) -> Iterator[str]:
    yield "Render: bandwidth and build minutes"
    yield f"Render: the workspace's own plan, {NOT_KNOWN}"
    # The host of each API is one.
    most = max(Counter(settings.render.owner_id for settings in stacks.values()).values(), default=0)
    if most > _INCLUDED_DOMAINS:
        yield (
            f"Render: {most} custom domains, of which a workspace without a paid plan includes "
            f"{_INCLUDED_DOMAINS}, {NOT_KNOWN}"
        )
    yield "Atlas: backup storage and data transfer"
    yield "Vercel: bandwidth and functions"
    if seat := offer("seat", "Pro").price:
        date = f"{seat.as_of:%Y-%m}{'' if seat.sure else ', not sure'}"
        yield f"Vercel: {seat.usd} USD for each person with a seat in a Pro team ({date})"
