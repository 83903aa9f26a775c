"""A program of front ends alone, one for each folder under `sites`, which holds its stack file."""

import os
import sys
from pathlib import Path

import pulumi

sys.path.insert(0, os.environ["CHECKOUT"])

from components.frontend import FrontendProject, FrontendProjectArgs
from config.parse import read_stack_file

secrets = {"SITE_PASSWORD": pulumi.Output.secret(os.environ["SITE_PASSWORD"])}
for folder in sorted(Path("sites").iterdir()):
    settings = read_stack_file(folder, "prod")
    FrontendProject(folder.name, FrontendProjectArgs(settings=settings, secrets=secrets)).deploy([])
