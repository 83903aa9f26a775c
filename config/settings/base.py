"""What all settings have in common."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from config.types import VariableName

Variables = dict[VariableName, str]
SecretSource = Literal["env", "config", "generated", "ui"]


class Model(BaseModel):
    """Base of all settings: camelCase keys in the file, no unknown key, no change after the load."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, hide_input_in_errors=True
    )
