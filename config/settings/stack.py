"""The whole of one stack file."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from config.settings.accounts import Atlas, Render, Vercel
from config.settings.base import Model, SecretSource, Variables
from config.settings.frontend import BranchOfProject, OwnProject
from config.settings.names import ServiceNames
from config.settings.services import Api, Worker
from config.settings.stores import Database, DedicatedRedis, SharedRedis
from config.settings.third_parties import Mail
from config.types import Branch, CloudName, Identifier, Origin, SiteUrl, Text, VariableName

Acknowledgement = Literal[
    "apiOnBareDomain",
    "bareDomainElsewhere",
    "branchOfProject",
    "buildVariables",
    "dedicatedAddresses",
    "freeApi",
    "paidWorker",
    "preLaunchPage",
    "publicTestSite",
    "severalInstances",
    "sharedDatabase",
    "sharedRedis",
    "siteElsewhere",
    "stagingDiffers",
    "testStripeBeforeLaunch",
    "valuesAsTheyAre",
]
# What people are told of each.
ACKNOWLEDGEMENTS: Mapping[str, str] = {
    "apiOnBareDomain": "`apiUrl` that looks like a bare domain: it is none, or its DNS has ALIAS records",
    "bareDomainElsewhere": "`frontend.apexRedirect` unset in prod: the bare domain is redirected elsewhere",
    "branchOfProject": "`frontend.mode: branch`: variables and login are those of another stack's project",
    "buildVariables": "variables of the site that only its build reads; the reason names each",
    "dedicatedAddresses": "an allow-list without the region's shared ranges: services have other addresses",
    "freeApi": "`api.plan: free` in staging or dev, which sleeps and shares its hours with all others",
    "paidWorker": "the smallest paid `worker.plan` in staging or dev, as Render has no free one",
    "preLaunchPage": "`launched: false` in staging or dev, whose testers then see the pre-launch page",
    "publicTestSite": "`frontend.protection` that leaves the site of staging or dev open to everybody",
    "severalInstances": "`api.numInstances` above 1, although each instance runs what the API schedules",
    "sharedDatabase": "one database for staging and dev, which a seed or refresh wipes for both; both say so",
    "sharedRedis": "`redis.mode: shared`: each side can read and delete all of it",
    "siteElsewhere": "a site that sends its visitors to another host, a login for one; the reason names each",
    "stagingDiffers": "plans, commands or places in which staging is not like production",
    "testStripeBeforeLaunch": "`stripe: test` in production, until it launches",
    "valuesAsTheyAre": "values that look unfilled or damaged and are right; the reason names each by its key",
}


class Settings(Model):
    """One environment, complete: everything in which two stacks can differ."""

    environment_name: Identifier = Field(
        description="ENVIRONMENT_NAME; the application names its queues with it, so it is unique per stack"
    )
    node_env: Literal["production", "development"] = Field(description="NODE_ENV")
    branch: Branch = Field(description="the Git branch that Render and Vercel deploy")
    frontend_url: SiteUrl = Field(description="where people open the site")
    api_url: SiteUrl = Field(description="where the site finds its API")
    cors_origins: Annotated[list[Origin], Field(min_length=1)] = Field(
        description="the sites whose browsers may call the API, in this order in CORS_ORIGIN"
    )
    extra_cors_origins: list[Origin] = Field(
        default=[],
        description="more of them, after the others: a stable branch address of Vercel's, for instance",
    )
    launched: bool = Field(description="false shows the pre-launch page, true the application")
    protect: bool = Field(
        default=False, description="true makes what holds data or an address refuse to be deleted"
    )
    freeze: bool = Field(
        default=False,
        description="true stops every deploy, pushes included; settings and variables are still written",
    )
    stripe: Literal["live", "test"] | None = Field(
        default=None, description="the mode of the Stripe keys under `secrets`"
    )
    cloudinary: CloudName | None = Field(
        default=None, description="the Cloudinary cloud name (CLOUDINARY_CLOUD_NAME)"
    )
    mail: Annotated[Mail, Field(discriminator="kind")] | None = Field(
        default=None, description="who sends the mail"
    )
    acknowledge: dict[Acknowledgement, Text] = Field(
        default={}, description="exceptions that this environment takes on purpose, each with its reason"
    )
    env: Variables = Field(default={}, description="further plain variables of API and worker")
    names: ServiceNames = Field(
        default={},
        description="what API and worker call their derived variables; `none`: they do not want it",
    )
    frontend: Annotated[OwnProject | BranchOfProject, Field(discriminator="mode")] = Field(
        description="the site on Vercel"
    )
    api: Api = Field(description="the web service on Render")
    worker: Worker = Field(description="the background worker on Render")
    redis: Annotated[DedicatedRedis | SharedRedis, Field(discriminator="mode")] = Field(
        description="the Key Value instance on Render that holds the queues"
    )
    database: Database = Field(description="the database on MongoDB Atlas")
    secrets: dict[VariableName, SecretSource] = Field(
        description="each secret and where its value comes from"
    )
    render: Render = Field(description="the account on Render")
    vercel: Vercel = Field(description="the account on Vercel")
    atlas: Atlas = Field(description="the account on MongoDB Atlas")
