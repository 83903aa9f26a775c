"""The Pulumi program: load the stack's configuration, build its environment, export what it is."""

from components import Environment, EnvironmentArgs
from config.load import load

loaded = load()
environment = Environment("environment", EnvironmentArgs(settings=loaded.settings, secrets=loaded.secrets))
environment.export()
