"""The typed form of a policy file."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PlainValidator, StringConstraints, Tag
from pydantic.json_schema import WithJsonSchema

from data.policy.actions import Action
from data.policy.words import OBJECT, action_of

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]


def _spec(said: Any) -> Action | None:
    """What happens at a path; None for an object that the defaults may reach into."""
    return None if said == OBJECT else action_of(said)


# What it says in the schema for editors is made in schema.py, and put where this stands.
SPEC_SCHEMA = {"const": "what happens"}
Spec = Annotated[Action | None, PlainValidator(_spec), WithJsonSchema(SPEC_SCHEMA)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dropped(_Model):
    """A collection whose documents stay out: it is there, with its indexes, and empty."""

    drop: Text


def _which(said: Any) -> str:
    return "drop" if isinstance(said, dict) and [*said] == ["drop"] else "paths"


Collection = Annotated[
    Annotated[Dropped, Tag("drop")] | Annotated[dict[str, Spec], Tag("paths")], Discriminator(_which)
]


class PolicyFile(_Model):
    """What happens to every value of a database on its way to another environment."""

    environment: Text = Field(description="The marker that the target must carry.")
    defaults: dict[str, str | None] = Field(
        default={}, description="BSON type: what happens where no path says so."
    )
    sensitive: list[Word] = Field(
        default=[], description="More words that take a field with them in its name out of the defaults."
    )
    everywhere: dict[str, Spec] = Field(
        default={}, description="Ends of paths, at any depth of any collection."
    )
    collections: dict[str, Collection] = Field(
        description="Every collection: its paths, or why it is dropped."
    )
