"""Taking over what a person made on Vercel or Atlas: by its import id, as it stands, and protected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True, kw_only=True)
class AdoptionSpec:
    """What exists of a front end: its project's id (None for a branch), its hosts, its variables' ids.

    Import ids are those of the Vercel provider: team/project, team/project/host, team/project/variable.
    """

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
    protect: bool,
    depends_on: Sequence[pulumi.Resource] = (),
    delete_before_replace: bool | None = None,
) -> pulumi.ResourceOptions:
    """The options of a resource that may be an adopted one.

    With an import id it keeps every setting that it has (Pulumi refuses an import whose inputs differ) and
    cannot be deleted; without, as soon as it is not listed as adopted any more, it becomes what is described.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        protect=protect or import_id is not None,
        import_=import_id,
        ignore_changes=["*"] if import_id else None,
        depends_on=list(depends_on) or None,
        delete_before_replace=delete_before_replace,
    )
