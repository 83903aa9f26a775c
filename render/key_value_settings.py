"""The inputs of a Key Value instance, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pulumi import Input
from pydantic import TypeAdapter

from render.comparison import Fault, Props, compared, directives, is_empty, is_unknown, missing
from render.plans import is_downgrade, key_value_plan
from render.service_rules import immutable
from render.settings import Setting, at
from render.wire import CidrBlock

_BLOCKS: Final = TypeAdapter(list[CidrBlock])


def _canonical_allow_list(blocks: Any) -> Any:
    """Without what does not matter: the order, and a description that says nothing."""
    return sorted((block["cidr_block"], block.get("description") or "") for block in blocks)


def _owner(reply: Any) -> Any:
    return at(reply, "owner.id")


def _policy(reply: Any) -> Any:
    # Sent one level above the place where it comes back.
    return at(reply, "options.maxmemoryPolicy")


@dataclass(frozen=True, kw_only=True)
class KeyValueArgs:
    """A Key Value instance.

    `ip_allow_list`: `{"cidr_block", "description"}` each; none closes the external door. `adopt`: the id of
    an instance to take over instead of creating one, also of one from the time when Render called it Redis.
    `allow_replacement`: whether a change of owner or region, or the step from the free plan to a paid one,
    may lose all data.
    """

    name: Annotated[Input[str], Setting("name")]
    owner_id: Annotated[Input[str], Setting("ownerId", reply=_owner, fixed=True)]
    region: Annotated[Input[str], Setting("region", fixed=True)]
    plan: Annotated[Input[str], Setting("plan", canonical=key_value_plan)]
    maxmemory_policy: Annotated[Input[str], Setting("maxmemoryPolicy", reply=_policy)] = "noeviction"
    ip_allow_list: Annotated[
        Input[Sequence[Input[Mapping[str, Input[str]]]]],
        Setting("ipAllowList", kind=_BLOCKS, canonical=_canonical_allow_list, default=[]),
    ] = ()
    adopt: Input[str] | None = None
    allow_replacement: Input[bool] | None = None


SETTINGS: Final = compared(KeyValueArgs, Setting)
DIRECTIVES: Final = directives(KeyValueArgs)


def faults(old: Props, new: Props) -> list[Fault]:
    """Every input that cannot work; `old` are the inputs until now, {} at creation. Unknown values pass."""
    return [*missing(KeyValueArgs, new), *_rule_faults(old, new)]


def _rule_faults(old: Props, new: Props) -> Iterator[Fault]:
    policy = new.get("maxmemory_policy")
    if not is_unknown(policy) and policy != "noeviction":
        # docs.bullmq.io/guide/going-to-production: "the only setting"
        yield Fault(
            "maxmemory_policy", "BullMQ needs 'noeviction', any other drops jobs silently: write that"
        )
    before, after = old.get("plan"), new.get("plan")
    if isinstance(before, str) and isinstance(after, str) and is_downgrade(before, after):
        yield Fault(
            "plan", f"Render cannot shrink '{before}' to '{after}': keep the plan, or create a new instance"
        )
    if before == "free" and isinstance(after, str) and after != "free" and not new.get("allow_replacement"):
        # render.com/docs/free: a free instance keeps its data in memory only
        yield Fault(
            "plan",
            f"moving from 'free' to '{after}' loses all data: allow that (`allowReplacement: true`), or stay",
        )
    yield from immutable(SETTINGS, old, new, "all of its data")
    blocks = new.get("ip_allow_list")
    for block in blocks if isinstance(blocks, Sequence) else ():
        if isinstance(block, Mapping) and is_empty(block.get("cidr_block")):
            yield Fault("ip_allow_list", "each entry needs a cidr_block, such as 203.0.113.7/32")
