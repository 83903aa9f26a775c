"""Before the first preview: what is missing or wrong on this machine and in the accounts, and how to get it.

    python -m ops doctor                  everything, all three environments
    python -m ops doctor --stack dev      one environment

Only reads. One line for each check: ok, note (works, but know it), FAIL (an update would stop or go wrong),
and what to do; what is the same in several environments is said once. Where nobody has set up anything yet,
the five things to do. Exit code: 0 nothing fails, 1 something does, 2 a stack file cannot be used.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from pathlib import Path

from config.parse import read_secrets, read_stack_files
from config.settings import Settings
from config.stacks import STACKS
from config.vendors import TOKENS
from ops.commands import InputError
from ops.doctor import atlas, dns, hosts, render, vercel
from ops.doctor.check import Check, line, merged, summary
from ops.doctor.first_steps import first_steps, is_untouched, others
from ops.doctor.local import STATE_NEEDS, programs, stack_file_checks, state_checks, token_of, tokens
from ops.state import State
from ops.state import read as read_state
from ops.terminal import folded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `doctor`."""
    parser.add_argument("--stack", choices=STACKS, help="one environment only")
    parser.add_argument("--json", action="store_true", help="every check of every environment, for a script")


def run(arguments: argparse.Namespace) -> int:
    """Look, and print what was found, subject by subject."""
    chosen = [arguments.stack] if arguments.stack else list(STACKS)
    stacks = read_stack_files(Path())
    secrets = {s: read_secrets(Path(), s, stacks[s], os.environ) for s in chosen}
    own = {stack: stacks[stack] for stack in chosen}
    machine = [*programs(), *tokens(os.environ)]
    local = [c for stack in chosen for c in stack_file_checks(stack, stacks, secrets[stack], os.environ)]
    untouched = is_untouched(own, os.environ) and not arguments.json
    if untouched:
        print("\n".join(folded(step, 3) for step in first_steps(own, machine, secrets)))
        machine, local = others(own, machine), others(own, local)
    # What this machine lacks was said once; whoever needs it has nothing to add, but in the JSON.
    lacks = {check.what for check in machine if check.state == "FAIL" and not arguments.json}
    found = []
    for subject in (machine, local, *(() if untouched else _accounts(own, lacks))):
        found += subject
        for check in () if arguments.json else merged(subject):
            print(line(check), flush=True)
    if arguments.json:
        print(json.dumps([asdict(check) for check in found], indent=2))
    elif not untouched:
        print(summary(merged(found)))
    return 1 if untouched or any(check.state == "FAIL" for check in found) else 0


def _accounts(stacks: Mapping[str, Settings], lacks: AbstractSet[str]) -> Iterator[list[Check]]:
    """What state and accounts hold, subject by subject, without what this machine `lacks` something for."""
    states = dict.fromkeys(stacks, State())
    of_states: list[Check] = []
    for stack in stacks if lacks.isdisjoint(STATE_NEEDS) else ():
        try:
            states[stack] = read_state(stack)
            of_states += state_checks(stack, states[stack])
        except InputError as error:
            of_states.append(Check("FAIL", stack, "state", str(error)))
    yield of_states
    asked = {vendor for vendor in TOKENS if token_of(vendor) not in lacks}
    if "Render" in asked:
        yield [c for stack, own in stacks.items() for c in render.checks(stack, own, states[stack].ids)]
    if "Vercel" in asked:
        yield [c for stack, own in stacks.items() for c in vercel.checks(stack, own, states[stack].ids)]
    if "MongoDB Atlas" in asked:
        yield [c for stack, own in stacks.items() for c in atlas.checks(stack, own, states[stack])]
    if asked:
        yield [*hosts.checks(stacks, os.environ)]
    if {"Render", "Vercel"} <= asked:
        yield [c for stack, own in stacks.items() for c in dns.checks(stack, own)]
