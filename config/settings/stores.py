"""Where an environment keeps its data: Redis on Render, MongoDB on Atlas."""

from typing import Annotated, Literal

from pydantic import Field

from config.plans import RedisPlan
from config.settings.base import Adopted, Model
from config.types import Cidr, ClusterHost, Identifier, KeyValueId, RemoteName, Text, VariableName

Connection = Annotated[
    Literal["internal", "external"],
    Field(description="Render's private address without TLS, or the public one with it"),
]


class AllowedRange(Model):
    """One range of addresses that is let in from outside."""

    cidr: Cidr = Field(description="the range, such as 203.0.113.0/24")
    description: Text = Field(description="whose addresses these are")


class AccessEntry(AllowedRange):
    """One entry of the Atlas project's access list, this stack's own."""

    adopt: bool = Field(
        default=False,
        description="true takes over an entry that somebody else made: its comment becomes the description",
    )


class DedicatedRedis(Model):
    """A Render Key Value instance that this stack owns."""

    mode: Literal["dedicated"] = Field(description="an instance of this environment's own")
    name: RemoteName = Field(description="the Key Value instance's name")
    plan: RedisPlan = Field(description="the Key Value plan; Render never makes one smaller")
    connection: Connection = "internal"
    allow: list[AllowedRange] = Field(default=[], description="who may use the public address")
    adopt: KeyValueId | None = Field(default=None, description="the id of an existing one to take over")
    allow_replacement: bool = Field(
        default=False,
        description="true lets a change that Render cannot make delete and create it anew, empty",
    )


class SharedRedis(Model):
    """Another stack's Key Value instance: looked up, never created, changed or deleted from here."""

    mode: Literal["shared"] = Field(description="another stack's instance")
    name: RemoteName = Field(description="the Key Value instance's name, owned by another stack")
    connection: Connection = "internal"


class Developer(Model):
    """A person who may read this environment's database, and nothing else."""

    username: Identifier = Field(description="the person's own database user")
    password_secret: VariableName = Field(description="the key under `secrets` that holds the password")


class BackupSchedule(Model):
    """How often Atlas takes a snapshot of the cluster and how many days it keeps it."""

    every_hours: Literal[1, 2, 4, 6, 8, 12] = Field(default=6, description="hours between snapshots")
    keep_hourly_days: int = Field(ge=1, default=2, description="days for which each of them is kept")
    keep_daily_days: int = Field(ge=1, default=7, description="days for which one a day is kept")
    adopt: bool = Field(
        default=False,
        description="true lets these hours and days win over those of a cluster that is taken over",
    )


class Refresh(Model):
    """Who a refresh of staging from production is: in prod a user that reads, in staging one that writes."""

    user: Identifier = Field(description="the database user that this stack makes for it, its password too")
    backup_within_hours: int | None = Field(
        ge=1,
        default=None,
        description="in prod: how old the newest snapshot may be; left out, a new one is taken "
        "(a refresh within 2 h of one that did not end well uses that one's)",
    )


class OwnedCluster(Adopted):
    """A cluster that this stack creates or adopts; without it the cluster is only looked up.

    What no key here states (tags, further regions, auto-scaling) stays as it is.
    """

    adopt: bool = Field(
        description="true takes over a cluster that this stack did not create, and stays; false creates it"
    )
    provider_name: Literal["AWS", "GCP", "AZURE"] = Field(description="whose machines the cluster runs on")
    region_name: Text = Field(description="the region in Atlas's spelling, such as EU_CENTRAL_1")
    instance_size: Text = Field(description="the tier; M10 is the smallest with cloud backups")
    mongo_db_major_version: Text | None = Field(default=None, description="such as 8.0; left out, Atlas's")


class Database(Model):
    """The MongoDB database of this environment and the Atlas cluster that holds it."""

    cluster: Identifier = Field(description="the Atlas cluster's name")
    host: ClusterHost = Field(
        description="the cluster's SRV host, without scheme; the update that makes an owned one says it"
    )
    name: Identifier = Field(description="the database's name")
    user: Identifier = Field(description="the database user of the application")
    uri_variables: Annotated[list[VariableName], Field(min_length=1)] = Field(
        default=["MONGODB_URI", "DATABASE_URL"],
        description="the variables in which the services find the address",
    )
    owned_cluster: OwnedCluster | None = Field(
        default=None, description="makes the cluster this stack's own; left out, it is only looked up"
    )
    manage_user: bool = Field(
        default=False,
        description="true creates the application's user; one that exists is left alone, password and all",
    )
    developers: list[Developer] = Field(default=[], description="people who may read, and only read")
    ip_access_list: list[AccessEntry] = Field(
        default=[], description="who may reach the Atlas project; left out, its list is not managed here"
    )
    backup: BackupSchedule | None = Field(default=None, description="the backups of an owned cluster")
    refresh: Refresh | None = Field(
        default=None,
        description="makes a user for a refresh, in prod and in staging; left out, there is none",
    )
