"""The environment as Pulumi components, built from settings and never reading configuration themselves."""

from components.environment import Environment, EnvironmentArgs

__all__ = ["Environment", "EnvironmentArgs"]
