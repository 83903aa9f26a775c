"""What all settings have in common."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from config.types import VariableName

Variables = dict[VariableName, str]
SecretSource = Literal["env", "config", "generated", "ui"]


class Model(BaseModel):
    """Base of all settings: camelCase keys in the file, no unknown key, no change after the load."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, hide_input_in_errors=True
    )


class Adopted(Model):
    """Something that somebody else made and this stack takes over."""

    keep_settings: bool = Field(
        default=False,
        description="old, and not needed any more: true keeps all settings as they are; remove it",
    )
    as_it_stands: bool = Field(default=False, description="an older word for `keepSettings`; remove it")

    @property
    def keeps_settings(self) -> bool:
        """Whether an update leaves the settings alone, under the new word or the old one."""
        return self.keep_settings or self.as_it_stands
