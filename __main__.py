"""The Pulumi program: load the stack's configuration, build its environment, export what it is."""

import gc

gc.disable()  # a program of a second ends before collecting would pay; most of it would be over the SDKs

from components import Environment, EnvironmentArgs  # noqa: E402
from config.load import load  # noqa: E402

loaded = load()
environment = Environment("environment", EnvironmentArgs(settings=loaded.settings, secrets=loaded.secrets))
environment.export()
