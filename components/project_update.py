"""What an update of a Vercel project would do to it that Pulumi's own preview does not show."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pulumi
from pydantic.alias_generators import to_camel

from components import live_site
from components.existing import required_later
from components.project_settings import SKEW_PROTECTION, Live, as_it_is, parts

Told = Mapping[str, Any]
# What the provider writes where nobody states anything, if it is not nothing.
_UNSTATED = {
    "git_fork_protection": True,
    "auto_assign_custom_domains": True,
    "oidc_token_config": {"issuer_mode": "team"},
}
# What it writes as nothing then; of all others, what the state holds.
_TAKEN = (
    *("install_command", "dev_command", "ignore_command", "preview_deployment_suffix", "skew_protection"),
    *("trusted_ips", "options_allowlist", "git_comments"),
)
# Not compared: who it is, and what Vercel never shows.
_UNSEEN = {"name", "team_id", "password_protection"}


def lossless(
    name: str, team: str, live: Live | None, inputs: Callable[[Live | None], Told]
) -> pulumi.ResourceHook:
    """Stops an update, and the preview of one, that would take away what somebody has set.

    `live`: the project as it was found by its name. `inputs`: what one is told that is as given.
    `name`: unique in the stack.
    """

    async def look(args: pulumi.ResourceHookArgs) -> None:
        there = live
        if there is None or there.id != args.id:
            # It has another name at Vercel than in the stack file, which is how it was looked for.
            there = await required_later(
                live_site.by_id(args.id, team),
                f"frontend.project: the Vercel project {args.id} of this environment cannot be read",
                refused="its token is not accepted",
                absent="run `pulumi up --refresh`: it is gone there",
            )
        told = inputs(live)
        state = args.old_outputs or {}
        if left := [*unread(inputs(there), told, state), *beyond(there, told, state)]:
            raise pulumi.RunError(
                f"frontend: this update of the Vercel project {there.name} would take away "
                f"{'; '.join(left)}; or take it away at Vercel first"
            )
        if back := put_back(there, told, args.old_inputs or {}, args.new_inputs or {}):
            pulumi.log.info(
                f"frontend: this update of the Vercel project {there.name} also puts back what was changed "
                f"there by hand: {', '.join(back)}"
            )

    return pulumi.ResourceHook(f"{name}-lossless", look, pulumi.ResourceHookOptions(on_dry_run=True))


def unread(wanted: Told, told: Told, state: Told) -> Iterator[str]:
    """What would have been stated, had the project been found by its name. `state`: as in `beyond`."""

    def differs(key: str) -> bool:
        usual = _UNSTATED.get(key, False if key in _TAKEN else state.get(to_camel(key), False))
        return bool(wanted.get(key, usual) != told.get(key, usual))

    if keys := [to_camel(key) for key in (*wanted, *(told.keys() - wanted)) if differs(key)]:
        yield (
            f"{', '.join(keys)}, because it has another name there than `frontend.project` says (rename it "
            "at Vercel first: Settings, General)"
        )


def beyond(live: Live, told: Told, state: Told) -> Iterator[str]:
    """What can be neither read nor written, by name and way out. `state`: the outputs that Pulumi knows."""
    if live.password_protection and "password_protection" not in told:
        yield (
            "its password protection, whose password Vercel does not show (state "
            "`frontend.passwordProtection`)"
        )
    if live.skew_protection and "skew_protection" not in told:
        yield (
            f"its skew protection ({live.skew_protection}), of an age that Pulumi's provider cannot write "
            f"(state `frontend.skewProtection`: {', '.join(SKEW_PROTECTION)})"
        )
    known = state.get("nodeVersion")
    if known and "node_version" not in told and live.node_version not in (None, known):
        yield f"Node.js {live.node_version}, for the {known} of before (run `pulumi up --refresh`)"
    # Passport is not among them: the provider leaves it alone where it is not stated (its reference).
    sources = live.trusted_sources
    if sources and (sources.projects or sources.external_sources):
        yield "its trusted sources, which a stack file cannot state"


def put_back(live: Live, told: Told, old: Told, new: Told) -> list[str]:
    """What is stated, is otherwise at Vercel, and is no difference to Pulumi: its inputs are as they were."""
    now = {
        **{key: getattr(live, key) for key in told.keys() - _UNSEEN},
        **as_it_is(live),
        "vercel_authentication": parts(live.vercel_authentication, "deployment_type"),
        "git_repository": parts(live.git_repository, "type", "repo", "production_branch"),
    }
    keys = [key for key in told if key not in _UNSEEN and _plain(told[key]) != _plain(now.get(key))]
    return [word for word in map(to_camel, keys) if old.get(word) == new.get(word)]


def _plain(value: Any) -> Any:
    """A value in which the order of rows means nothing, and nothing is as good as false."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item}
    return sorted(map(repr, value)) if isinstance(value, list) else value or None
