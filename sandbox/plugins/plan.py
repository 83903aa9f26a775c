"""What an update is to reach, where a plugin plans it from the state, as Terraform's framework has it."""

from collections.abc import Sequence

from pulumi.provider.experimental.provider import PropertyDiff

from sandbox.plugins.fields import Fields, differences, equal, merged, top_level
from sandbox.plugins.values import Json


def ignoring(inputs: Json, state: Json, ignored: Sequence[str]) -> Json:
    """Return the inputs with what is to be ignored as the state has it, as the bridge to Pulumi does."""
    names = set(state) if "*" in ignored else {top_level(path) for path in ignored}
    return {**inputs, **{key: state[key] for key in names if state.get(key) is not None}}


def planned(fields: Fields, state: Json, inputs: Json) -> Json:
    """Return what an update is to reach, None for what it takes away.

    What only the service chooses, and the state does not keep, is left out.
    """
    plan: Json = {}
    for key, field in fields.items():
        if key in inputs:
            plan[key] = merged(state.get(key), inputs[key]) if field.partial else inputs[key]
        elif field.kept and state.get(key) is not None:
            plan[key] = state[key]
        elif not field.computed:
            plan[key] = field.unset
    return plan


def plan_differences(fields: Fields, state: Json, inputs: Json) -> tuple[bool, dict[str, PropertyDiff]]:
    """Return whether a plan differs from the state, and the changes by path.

    Seen with the real plugins: what the inputs do not speak of changes without being marked.
    """
    plan = planned(fields, state, inputs)
    before = {key: fields[key].unset if state.get(key) is None else state[key] for key in plan}
    differ = any(not equal(fields[key], before[key], value) for key, value in plan.items())
    stated = {key: plan[key] for key in plan if key in inputs}
    return differ, differences(fields, {key: before[key] for key in stated}, stated)
