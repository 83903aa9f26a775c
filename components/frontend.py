"""The front end on Vercel: a project of its own, or a branch inside another stack's project."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pulumi
import pulumiverse_vercel as vercel

from components import hosts, live_site, project_settings, project_update
from components.bundle import bundle_digest, deployment_meta
from components.existing import adopted, required
from components.retries import persistent
from components.site_records import site_rows
from components.without_git import without_git
from config.contract import OF_SITE, name_of, plain_variables
from config.derived import has_addresses, redirected_host, site_host
from config.settings import AdoptedParts, BranchOfProject, OwnProject, Settings

T = TypeVar("T")
Revisions = Mapping[str, pulumi.Input[int]]


@dataclass(frozen=True, kw_only=True)
class FrontendProjectArgs:
    """The settings of the environment, and the values of its secrets: none of them is for the site."""

    settings: Settings
    secrets: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)


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
        self._conflict = live_site.conflict(f"{name}-conflict")
        self._site = site = args.settings.frontend
        self._adopt: AdoptedParts = site.adopt or AdoptedParts()
        self._env = plain_variables(args.settings, "frontend")
        match site:
            case OwnProject():
                also = ["installCommand"] if site.install_command else []
                self._watch = live_site.SettingsWatch(name, site.project, also)
                # Where nothing is adopted, no import id is made of it.
                self._known_id = site.adopt.project if site.adopt else ""
                self._live = self._found(
                    self._known_id or site.project,
                    f"frontend.project: the Vercel project {site.project} cannot be read",
                )
                self._counting = [*self._env][:1] if self._live else []
                self.project_id = self._project(site, args.secrets).id
                # A project's own production branch must not be named as a branch of a domain or variable.
                self._targets, self._git_branch = ["production"], None
            case BranchOfProject():
                self._live = self._looked_up(site)
                self._counting = []
                self._known_id = self._live.project_id
                self.project_id = pulumi.Output.from_input(self._known_id)
                self._targets, self._git_branch = ["preview"], args.settings.branch
        self._address = name_of(args.settings, OF_SITE["FRONTEND_URL"])
        self._telling = self._env
        if self._address in self._env:
            self._telling = {self._address: self._env[self._address]}
        self._home = self._found_home()
        self._host = site_host(args.settings)
        self._serving = self._served_by(self._host)
        # The address of the site stands in the project under this host, so it has been here.
        self._stays = self._home is not None and self._home.value == args.settings.frontend_url
        # What is sensitive, or another variable, does not say under which host.
        silent = self._home is not None and (self._home.sensitive or self._address not in self._env)
        if (self._stays or silent) and self._serving is None:
            pulumi.log.warn(f"frontendUrl: {hosts.unserved(self._host)}")
        domain = self._domain(self._host)
        self._written = self._revisions()
        self._built_with = self._variables(self._written, domain)
        self._served_under = domain
        self.dns_records = self._records(domain)

    def deploy(self, after: Sequence[pulumi.Resource]) -> None:
        """Build and publish the site, once its own parts and `after`, which may be refused, are there."""
        if isinstance(self._site, OwnProject) and self._adopt.keeps_settings:
            # Built now, it would come out with settings and variables that are to change next.
            self.deployment_id = pulumi.Output.from_input("")
        else:
            self.deployment_id = self._deployment(after).id
        self.register_outputs({"project_id": self.project_id, "deployment_id": self.deployment_id})

    def _project(self, site: OwnProject, secrets: Mapping[str, pulumi.Output[str]]) -> vercel.Project:
        settings, live = self._settings, self._live.settings if self._live else None

        def inputs(there: vercel.GetProjectResult | None) -> dict[str, Any]:
            return project_settings.inputs(settings, site, there, secrets)

        lossless = project_update.lossless(self._name, self._team, live, inputs)
        options = self._options(self._known_id, protect=settings.protect)
        options.hooks = pulumi.ResourceHookBinding(
            before_update=[lossless, self._watch.hook], on_error=[self._conflict]
        )
        return vercel.Project(self._name, **inputs(live), opts=options)

    def _looked_up(self, site: BranchOfProject) -> live_site.LiveSite:
        return self._asked(
            lambda: live_site.read(site.project, self._team),
            f"frontend.project: the Vercel project {site.project}, in which this environment lives, "
            "cannot be read",
            absent="bring up the stack that owns it first, or correct the name",
        )

    def _found(self, project: str, what: str) -> live_site.LiveSite | None:
        """A project by its name or id; None when there is none."""
        return self._asked(lambda: live_site.look_up(project, self._team), what)

    def _served_by(self, host: str) -> vercel.GetDeploymentResult | None:
        what = f"frontendUrl: Vercel does not say who serves {host}"
        return self._asked(lambda: hosts.serving(host, self._team), what)

    def _asked(self, look_up: Callable[[], T], what: str, absent: str = "it is not there") -> T:
        return required(look_up, what, refused=self._refused, absent=absent)

    def _revisions(self) -> Revisions:
        """The number of each variable; one of them counts for the settings of the project too."""

        def numbers(again: Sequence[str] = ()) -> dict[str, int]:
            deployment = self._serving.id if self._serving else ""
            where = (self._targets, self._git_branch)
            return live_site.revisions(self._live, self._env, *where, deployment=deployment, again=again)

        def number(key: str) -> pulumi.Output[int]:
            # The hook has run when the project is there.
            return self.project_id.apply(lambda _: (again if self._watch.written else counted)[key])

        counted, again = numbers(), numbers(self._counting)
        return {**counted, **{key: number(key) for key in self._counting}}

    def _variables(
        self, revisions: Revisions, domain: vercel.ProjectDomain
    ) -> dict[str, vercel.ProjectEnvironmentVariable]:
        ids = self._adopt.variables
        return {
            key: vercel.ProjectEnvironmentVariable(
                key,
                project_id=self.project_id,
                team_id=self._team,
                key=key,
                value=value,
                sensitive=self._sensitive(key),
                targets=self._targets,
                git_branch=self._git_branch,
                comment=live_site.comment(revisions[key]),
                opts=self._of_variable(key, ids.get(key), domain),
            )
            for key, value in self._env.items()
        }

    def _sensitive(self, key: str) -> bool:
        """What is adopted keeps its kind: Pulumi replaces nothing that has an import id."""
        record = self._live and self._live.variable(key, self._targets, self._git_branch)
        return bool(record.sensitive) if record and key in self._adopt.variables else self._site.sensitive

    def _of_variable(
        self, key: str, adopt: str | None, domain: vercel.ProjectDomain
    ) -> pulumi.ResourceOptions:
        # Vercel refuses a second one of the same key and target, so a replacement deletes first.
        options = self._options(*self._inside(adopt), protect=False, delete_before_replace=True)
        # The address says where the site lives, so it comes when its host has come.
        options.depends_on = [domain] if key == self._address else None
        counted = [self._watch.counted] if key in self._counting else []
        options.hooks = pulumi.ResourceHookBinding(on_error=[self._conflict, *counted])
        return options

    def _found_home(self) -> Any | None:
        """The variable that tells, by being there, that this environment's host has come into its project."""
        live = self._live
        found = (live.variable(key, self._targets, self._git_branch) for key in self._telling if live)
        return next(filter(None, found), None)

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
        moves = self._moves(host)
        # The same host again can only replace one that went, or goes, first: the host is its id, so that the
        # delete of the old one would take the new one along. Another host comes first: Vercel may refuse it.
        options = self._options(
            *parts, protect=self._settings.protect, delete_before_replace=moves or self._stays
        )
        again = persistent(f"{host}-again", "create", lambda: hosts.lost(host, self._team)) if moves else None
        options.hooks = pulumi.ResourceHookBinding(on_error=[again or self._conflict])
        return options

    def _moves(self, host: str) -> bool:
        """Whether the host comes along from another project.

        Raises pulumi.RunError when another project has it that this environment does not move out of.
        """
        serving = self._serving if host == self._host else self._served_by(host)
        holder = serving and serving.project_id
        if not holder or (self._live is not None and holder == self._live.project_id):
            return False
        what = f"frontendUrl: the Vercel project {holder}, which serves {host}, cannot be read"
        other = self._found(holder, what)
        # What somebody made by hand for the same host may have the variables too, with other values.
        if self._home is not None or other is None or not other.holds(self._telling, self._settings.branch):
            raise pulumi.RunError(f"frontendUrl: {hosts.taken(host, holder)}")
        pulumi.log.info(
            f"{host} leaves the Vercel project {holder} for {self._site.project}, if that is not its new "
            "name: nobody serves it until the build there is ready"
        )
        return True

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
        project, apex = self.project_id, has_addresses(self._settings, host)
        return site_rows(domain, project, self._team, self._refused, apex=apex)

    def _deployment(self, after: Sequence[pulumi.Resource]) -> vercel.Deployment:
        # Variables are frozen into the bundle at build time: only a new deployment brings a changed one out.
        frozen = ["meta", "ref"] if self._settings.freeze else None
        digest = bundle_digest(self._site, self._env)
        counted = {} if frozen else self._written
        # An id too, because one that was deleted by hand counts from the start again.
        first = [*self._built_with.values(), self._served_under, *after]
        written = {key: [self._built_with[key].id, count] for key, count in counted.items() if count != 0}
        return vercel.Deployment(
            self._name,
            project_id=self.project_id,
            team_id=self._team,
            ref=self._settings.branch,
            production=True if isinstance(self._site, OwnProject) else None,
            meta=pulumi.Output.from_input(written).apply(lambda found: deployment_meta(digest, found)),
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=first,
                ignore_changes=frozen,
                provider=without_git(self._name, self),
            ),
        )
