"""The front end on Vercel: a project of its own, or a branch inside another stack's project."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumiverse_vercel as vercel
from pulumiverse_vercel import _utilities

from components.existing import adopted, required, required_later
from config.contract import plain_variables
from config.derived import has_addresses, redirected_host, site_host
from config.settings import AdoptedParts, BranchOfProject, OwnProject, Settings

# The settings of a project that change what is built, or how it is served.
_OF_THE_BUILD = {
    *("framework", "root_directory", "build_command", "output_directory", "protection", "previews"),
}


@dataclass(frozen=True, kw_only=True)
class FrontendProjectArgs:
    """The settings of the environment; the variables of the site are public, they end up in the bundle."""

    settings: Settings


class FrontendProject(pulumi.ComponentResource):
    """Project (or its look-up), one variable per key, branch or production domain; `deploy` makes it public.

    While what is adopted keeps its settings, nothing is deployed and `deployment_id` is "".
    """

    project_id: pulumi.Output[str]
    deployment_id: pulumi.Output[str]
    dns_records: pulumi.Output[list[dict[str, str]]]

    def __init__(
        self, name: str, args: FrontendProjectArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("infra:components:FrontendProject", name, None, opts)
        self._name, self._settings, self._team = name, args.settings, args.settings.vercel.team
        self._refused = (
            f"VERCEL_API_TOKEN is not accepted for {self._team}: create one for that team (Account Settings, "
            "Tokens), or correct vercel.team"
        )
        self._site = site = args.settings.frontend
        self._adopt: AdoptedParts = site.adopt or AdoptedParts()
        self._env = plain_variables(args.settings, "frontend")
        match site:
            case OwnProject():
                # Where nothing is adopted, no import id is made of it.
                self._known_id = site.adopt.project if site.adopt else ""
                self.project_id = self._project(site).id
                # A project's own production branch must not be named as a branch of a domain or variable.
                self._targets, self._git_branch = ["production"], None
            case BranchOfProject():
                self._known_id = self._looked_up(site)
                self.project_id = pulumi.Output.from_input(self._known_id)
                self._targets, self._git_branch = ["preview"], args.settings.branch
        domain = self._domain(site_host(args.settings))
        self._built_with = [*self._variables(), domain]
        self.dns_records = self._records(domain)

    def deploy(self, after: Sequence[pulumi.Resource]) -> None:
        """Build and publish the site, once its own parts and `after`, which may be refused, are there."""
        if isinstance(self._site, OwnProject) and self._adopt.keeps_settings:
            # Built now, it would come out with settings and variables that are to change next.
            self.deployment_id = pulumi.Output.from_input("")
        else:
            self.deployment_id = self._deployment([*self._built_with, *after]).id
        self.register_outputs({"project_id": self.project_id, "deployment_id": self.deployment_id})

    def _project(self, site: OwnProject) -> vercel.Project:
        settings = self._settings
        return vercel.Project(
            self._name,
            name=site.project,
            team_id=self._team,
            framework=site.framework,
            root_directory=site.root_directory,
            build_command=site.build_command,
            output_directory=site.output_directory,
            git_repository={
                "type": "github",
                "repo": settings.vercel.repo,
                "production_branch": settings.branch,
            },
            vercel_authentication={"deployment_type": site.protection},
            preview_deployments_disabled=not site.previews,
            opts=self._options(self._known_id, protect=settings.protect),
        )

    def _looked_up(self, site: BranchOfProject) -> str:
        found = required(
            lambda: vercel.get_project(name=site.project, team_id=self._team),
            f"frontend.project: the Vercel project {site.project}, in which this environment lives, "
            "cannot be read",
            refused=self._refused,
            absent="bring up the stack that owns it first, or correct the name",
        )
        return found.id

    def _variables(self) -> list[pulumi.Resource]:
        ids = self._adopt.variables
        return [
            vercel.ProjectEnvironmentVariable(
                key,
                project_id=self.project_id,
                team_id=self._team,
                key=key,
                value=value,
                sensitive=self._site.sensitive,
                targets=self._targets,
                git_branch=self._git_branch,
                # Vercel refuses a second one of the same key and target, so a replacement deletes first.
                opts=self._options(*self._inside(ids.get(key)), protect=False, delete_before_replace=True),
            )
            for key, value in self._env.items()
        ]

    def _domain(self, host: str) -> vercel.ProjectDomain:
        return vercel.ProjectDomain(
            self._name,
            project_id=self.project_id,
            team_id=self._team,
            domain=host,
            git_branch=self._git_branch,
            opts=self._of_domain(host),
        )

    def _redirect(self, host: str, site: vercel.ProjectDomain) -> vercel.ProjectDomain:
        return vercel.ProjectDomain(
            "www" if host.startswith("www.") else "apex",
            project_id=self.project_id,
            team_id=self._team,
            domain=host,
            redirect=site.domain,
            redirect_status_code=308,
            opts=self._of_domain(host),
        )

    def _of_domain(self, host: str) -> pulumi.ResourceOptions:
        parts = self._inside(host if host in self._adopt.domains else None)
        # A domain belongs to one project at a time: moving it to another deletes first.
        return self._options(*parts, protect=self._settings.protect, delete_before_replace=True)

    def _inside(self, part: str | None) -> tuple[str, ...]:
        """The steps to an adopted part of the project; none for one that is not there yet."""
        return (self._known_id, part) if part else ()

    def _options(self, *steps: str, **others: bool) -> pulumi.ResourceOptions:
        """Vercel's import ids are team/project, team/project/host, team/project/variable."""
        import_id = "/".join((self._team, *steps)) if any(steps) else None
        return adopted(self, import_id, keep_settings=self._adopt.keeps_settings, **others)

    def _records(self, domain: vercel.ProjectDomain) -> pulumi.Output[list[dict[str, str]]]:
        host, other = site_host(self._settings), redirected_host(self._settings)
        records = [self._rows(host, domain)]
        if other:
            records.append(self._rows(other, self._redirect(other, domain)))
        return pulumi.Output.all(*records).apply(lambda found: [row for rows in found for row in rows])

    def _rows(self, host: str, domain: vercel.ProjectDomain) -> pulumi.Output[list[dict[str, str]]]:
        if has_addresses(self._settings, host):
            return self._dns(domain).recommended_ipv4s.apply(lambda addresses: apex_records(host, addresses))
        return self._dns(domain).recommended_cname.apply(lambda target: dns_records(host, target))

    def _dns(self, domain: vercel.ProjectDomain) -> pulumi.Output[vercel.GetDomainConfigResult]:
        # The id too: nobody is asked about a domain that is not there yet.
        found = pulumi.Output.all(domain.id, domain.domain, self.project_id)
        return found.apply(lambda known: self._recommended(*known[1:]))

    async def _recommended(self, host: str, project: str) -> vercel.GetDomainConfigResult:
        """What `get_domain_config` answers; that of the SDK would end the program with a traceback."""
        arguments = {"domain": host, "projectIdOrName": project, "teamId": self._team}
        asked = pulumi.runtime.invoke_async(
            "vercel:index/getDomainConfig:getDomainConfig",
            arguments,
            _utilities.get_invoke_opts_defaults(),
            vercel.GetDomainConfigResult,
        )
        what = f"frontendUrl: Vercel does not say what DNS should hold for {host}"
        return await required_later(
            asked, what, refused=self._refused, absent="run `pulumi up --refresh`: the domain is gone there"
        )

    def _deployment(self, after: list[pulumi.Resource]) -> vercel.Deployment:
        # Variables are frozen into the bundle at build time: only a new deployment brings a changed one out.
        frozen = ["meta", "ref"] if self._settings.freeze else None
        return vercel.Deployment(
            self._name,
            project_id=self.project_id,
            team_id=self._team,
            ref=self._settings.branch,
            production=True if isinstance(self._site, OwnProject) else None,
            meta={"digest": bundle_digest(self._site, self._env)},
            opts=pulumi.ResourceOptions(parent=self, depends_on=after, ignore_changes=frozen),
        )


def bundle_digest(site: OwnProject | BranchOfProject, env: Mapping[str, str]) -> str:
    """Changes when the bundle would come out differently from the same commit: a SHA-256 in hex."""
    project = site.model_dump(include=_OF_THE_BUILD) if isinstance(site, OwnProject) else None
    whole: dict[str, Any] = {"env": dict(env), "project": project}
    if site.adopt and site.adopt.keeps_settings and site.adopt.variables:
        # What is adopted does not have these values yet: the bundle is another one once it has.
        whole["adopted"] = sorted(site.adopt.variables)
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def dns_records(host: str, cname: str) -> list[dict[str, str]]:
    """The record that Vercel recommends for a host below the apex."""
    return [{"name": host, "type": "CNAME", "value": cname}]


def apex_records(host: str, addresses: Sequence[str]) -> list[dict[str, str]]:
    """The records that Vercel recommends for an apex, where DNS allows no CNAME."""
    return [{"name": host, "type": "A", "value": address} for address in addresses]
