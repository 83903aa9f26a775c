"""Typed settings: the shape of a stack file, its one load, the secret sources, the rules between stacks."""

from config.faults import Fault, SettingsError
from config.load import Loaded, load
from config.parse import parse
from config.settings import Settings
from config.stacks import STACKS

__all__ = ["STACKS", "Fault", "Loaded", "Settings", "SettingsError", "load", "parse"]
