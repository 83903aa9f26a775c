"""What the bundle of a site is made from, in few characters: another digest is another deployment."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from config.settings import BranchOfProject, OwnProject

# The settings of a project that change what is built, or how it is served.
_OF_THE_BUILD = {
    *("framework", "root_directory", "build_command", "output_directory", "protection", "previews"),
}


def bundle_digest(site: OwnProject | BranchOfProject, env: Mapping[str, str]) -> str:
    """Changes when the bundle would come out differently from the same commit: a SHA-256 in hex."""
    project = None
    if isinstance(site, OwnProject):
        project = site.model_dump(include=_OF_THE_BUILD)
        # Only where it is stated: a digest that was made before it could be stays the same.
        project |= site.model_dump(include={"install_command"}, exclude_none=True)
    whole: dict[str, Any] = {"env": dict(env), "project": project}
    if site.adopt and site.adopt.keeps_settings and site.adopt.variables:
        # What is adopted does not have these values yet: the bundle is another one once it has.
        whole["adopted"] = sorted(site.adopt.variables)
    return _sha256(whole)


def deployment_meta(digest: str, written: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """What a deployment was built from; `written`: id and revision of each variable, 0 for none."""
    counted = {key: found for key, found in written.items() if found[1]}
    return {"digest": digest, **({"revision": _sha256(counted)} if counted else {})}


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
