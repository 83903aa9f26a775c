"""The front end on Vercel: a project of its own, or a branch inside another stack's project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumiverse_vercel as vercel

from components.adoption import AdoptionSpec, options
from components.digest import sha256_of
from components.lookup import required


@dataclass(frozen=True, kw_only=True)
class ProjectSpec:
    """The build and protection settings of a project that this stack owns."""

    framework: str
    root_directory: str
    build_command: str
    output_directory: str
    protection: str
    previews: bool


@dataclass(frozen=True, kw_only=True)
class FrontendProjectArgs:
    """`owned` is None for a branch of another stack's project; `env` is public, it ends up in the bundle.

    `sensitive` only hides the values in Vercel's UI; `apex` is a host that is redirected to `host`.
    `adopt` is taken over; while it says `as_it_stands`, nothing of it changes.
    """

    project: str
    team: str
    repo: str
    branch: str
    host: str
    env: Mapping[str, str]
    owned: ProjectSpec | None
    sensitive: bool = False
    apex: str | None = None
    adopt: AdoptionSpec = field(default_factory=AdoptionSpec)
    protect: bool = False
    freeze: bool = False


class FrontendProject(pulumi.ComponentResource):
    """Project (or its look-up), one variable per key, branch or production domain, and a deployment."""

    project_id: pulumi.Output[str]
    deployment_id: pulumi.Output[str]
    dns_records: pulumi.Output[list[dict[str, str]]]

    def __init__(
        self, name: str, args: FrontendProjectArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("infra:components:FrontendProject", name, None, opts)
        self._name, self._args = name, args
        if args.owned:
            # Where nothing is adopted, no import id is made of it.
            self.project_id, self._known_id = self._project(args.owned).id, args.adopt.project or ""
        else:
            self._known_id = self._looked_up()
            self.project_id = pulumi.Output.from_input(self._known_id)
        domain = self._domain()
        variables = self._variables()
        if args.adopt.project and args.adopt.as_it_stands:
            # Built now, it would come out with settings and variables that are to change next.
            self.deployment_id = pulumi.Output.from_input("")
        else:
            self.deployment_id = self._deployment([*variables, domain]).id
        cname = self._dns(domain).recommended_cname
        self.dns_records = cname.apply(lambda target: dns_records(args.host, target))
        if args.apex:
            addresses = self._dns(self._redirect(args.apex, domain)).recommended_ipv4s
            self.dns_records = pulumi.Output.all(self.dns_records, addresses).apply(
                lambda found: [*found[0], *apex_records(args.apex or "", found[1])]
            )
        self.register_outputs({"project_id": self.project_id, "deployment_id": self.deployment_id})

    def _project(self, spec: ProjectSpec) -> vercel.Project:
        args = self._args
        return vercel.Project(
            self._name,
            name=args.project,
            team_id=args.team,
            framework=spec.framework,
            root_directory=spec.root_directory,
            build_command=spec.build_command,
            output_directory=spec.output_directory,
            git_repository={"type": "github", "repo": args.repo, "production_branch": args.branch},
            vercel_authentication={"deployment_type": spec.protection},
            preview_deployments_disabled=not spec.previews,
            opts=self._options(args.adopt.project_id(args.team), protect=args.protect),
        )

    def _looked_up(self) -> str:
        name, team = self._args.project, self._args.team
        found = required(
            lambda: vercel.get_project(name=name, team_id=team),
            f"frontend.project: the Vercel project {name}, in which this environment lives, cannot be read; "
            "bring up the stack that owns it first, or correct the name",
        )
        return found.id

    def _variables(self) -> list[pulumi.Resource]:
        adopt, team = self._args.adopt, self._args.team
        return [
            vercel.ProjectEnvironmentVariable(
                key,
                project_id=self.project_id,
                team_id=team,
                key=key,
                value=value,
                sensitive=self._args.sensitive,
                targets=["production"] if self._args.owned else ["preview"],
                git_branch=self._git_branch,
                # Vercel refuses a second one of the same key and target, so a replacement deletes first.
                opts=self._options(
                    adopt.variable_id(team, self._known_id, key), protect=False, delete_before_replace=True
                ),
            )
            for key, value in self._args.env.items()
        ]

    def _domain(self) -> vercel.ProjectDomain:
        return vercel.ProjectDomain(
            self._name,
            project_id=self.project_id,
            team_id=self._args.team,
            domain=self._args.host,
            git_branch=self._git_branch,
            opts=self._of_domain(self._args.host),
        )

    def _redirect(self, apex: str, site: vercel.ProjectDomain) -> vercel.ProjectDomain:
        return vercel.ProjectDomain(
            "apex",
            project_id=self.project_id,
            team_id=self._args.team,
            domain=apex,
            redirect=site.domain,
            redirect_status_code=308,
            opts=self._of_domain(apex),
        )

    def _of_domain(self, host: str) -> pulumi.ResourceOptions:
        import_id = self._args.adopt.domain_id(self._args.team, self._known_id, host)
        # A domain belongs to one project at a time: moving it to another deletes first.
        return self._options(import_id, protect=self._args.protect, delete_before_replace=True)

    def _options(self, import_id: str | None, **others: bool) -> pulumi.ResourceOptions:
        return options(self, import_id, as_it_stands=self._args.adopt.as_it_stands, **others)

    def _dns(self, domain: vercel.ProjectDomain) -> pulumi.Output[vercel.GetDomainConfigResult]:
        return vercel.get_domain_config_output(
            domain=domain.domain, project_id_or_name=self.project_id, team_id=self._args.team
        )

    def _deployment(self, after: list[pulumi.Resource]) -> vercel.Deployment:
        # Variables are frozen into the bundle at build time: only a new deployment brings a changed one out.
        return vercel.Deployment(
            self._name,
            project_id=self.project_id,
            team_id=self._args.team,
            ref=self._args.branch,
            production=True if self._args.owned else None,
            meta={"digest": bundle_digest(self._args)},
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=after, ignore_changes=["meta", "ref"] if self._args.freeze else None
            ),
        )

    @property
    def _git_branch(self) -> str | None:
        # A project's own production branch must not be named as a branch of a domain or variable.
        return None if self._args.owned else self._args.branch


def bundle_digest(args: FrontendProjectArgs) -> str:
    """Changes when the bundle would come out differently from the same commit."""
    whole = {"env": dict(args.env), "project": vars(args.owned) if args.owned else None}
    # What is adopted does not have these values yet: the bundle is another one once it has.
    adopted = sorted(args.adopt.variables) if args.adopt.as_it_stands else []
    return sha256_of({**whole, "adopted": adopted} if adopted else whole)


def dns_records(host: str, cname: str) -> list[dict[str, str]]:
    """The record that Vercel recommends for a host below the apex."""
    return [{"name": host, "type": "CNAME", "value": cname}]


def apex_records(host: str, addresses: Sequence[str]) -> list[dict[str, str]]:
    """The records that Vercel recommends for an apex, where DNS allows no CNAME."""
    return [{"name": host, "type": "A", "value": address} for address in addresses]
