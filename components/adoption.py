"""Taking over what a person made on Vercel or Atlas: by its import id, as it stands, and protected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True, kw_only=True)
class AdoptionSpec:
    """What exists of a front end: its project's id (None for a branch), its hosts, its variables' ids.

    Import ids are those of the Vercel provider: team/project, team/project/host, team/project/variable.
    """

    as_it_stands: bool = False
    project: str | None = None
    domains: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def project_id(self, team: str) -> str | None:
        """The import id of the project."""
        return f"{team}/{self.project}" if self.project else None

    def domain_id(self, team: str, project: str, host: str) -> str | None:
        """The import id of a domain, None for one that is not there yet."""
        return f"{team}/{project}/{host}" if host in self.domains else None

    def variable_id(self, team: str, project: str, key: str) -> str | None:
        """The import id of a variable, None for one that is not there yet."""
        return f"{team}/{project}/{self.variables[key]}" if key in self.variables else None


def options(
    parent: pulumi.Resource,
    import_id: str | None,
    *,
    as_it_stands: bool,
    protect: bool,
    delete_before_replace: bool | None = None,
) -> pulumi.ResourceOptions:
    """The options of a resource that may be an adopted one.

    The import id stays for good: Pulumi replaces what gets one later, protected or not. `as_it_stands` keeps
    every setting, because Pulumi refuses an import whose inputs differ; without it, the update writes them.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        protect=protect or import_id is not None,
        import_=import_id,
        ignore_changes=["*"] if import_id and as_it_stands else None,
        delete_before_replace=delete_before_replace,
    )
