"""What is read from the output of `pulumi`: the lines are the engine's own, as it printed them."""

import pytest

from sandbox.engine_output import Heard

STACK = " +  pulumi:pulumi:Stack bondigoo-prod creating (1s)"
CREATED = """\
Updating (prod):

    pulumi:pulumi:Stack bondigoo-prod  Pulumi.prod.yaml: frontend.apexRedirect: is not set; add it
 +  infra:components:ApiService api creating (0s)
@ updating....
Diagnostics:
  pulumi:pulumi:Stack (bondigoo-prod):
    warning: frontendUrl: nobody serves it
    warning: render: RENDER_API_KEY is missing
    Pulumi.prod.yaml: frontend.apexRedirect: is not set; add it
    ok: https://api.bondigoo.ch answers

    bondigoo-api-prod: deploy dep-v0czmouzhv live

Resources:
    + 2 created
    +-1 replaced
    3 changes. 11 unchanged

Duration: 4s
"""
REFUSED = """\
Diagnostics:
  pulumi:pulumi:Stack (bondigoo-dev):
    error: nothing was changed, because of:
    Pulumi.dev.yaml: apiUrl: is not encrypted; write https://api.dev.bondigoo.ch
    error: an unhandled error occurred: program exited with non-zero exit code: 1

Resources:
    1 unchanged
    1 errored
"""
FAILED = """\
 ~  pulumi-python:dynamic/render:Deploy worker **updating failed** [diff: ~revision]; error: Traceback
Diagnostics:
  pulumi-python:dynamic/render:Deploy (worker):
    error: Traceback (most recent call last):
      File "/render/client.py", line 101, in _request
        raise self._refusal(method, path, body, reply)
    render.errors.ApiError: Render answered 422 to POST /services: unprocessable entity

  pulumi:pulumi:Stack (bondigoo-dev):
    bondigoo-api-dev: deploy dep-f41fmjldnz live

    error: update failed

Resources:
    3 errored
"""


def heard(text: str) -> Heard:
    made = Heard()
    for line in text.splitlines(keepends=True):
        made.hear(line)
    return made


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ""),
        ([" +  infra:components:ApiService api creating (0s)"], ""),
        ([" +  pulumi-python:dynamic/render:Deploy api creating (0s) "], "api (Deploy)"),
        ([f"{STACK} bondigoo-api-prod: deploy dep-v0 created"], "bondigoo-api-prod: deploy dep-v0 created"),
        ([f"{STACK} bondigoo-redis-prod: unknown"], "bondigoo-redis-prod: unknown"),
        ([f"{STACK} ok: https://api.bondigoo.ch answers"], ""),
        (["@ updating....", "    pulumi:pulumi:Stack bondigoo-dev running error: update failed"], ""),
    ],
)
def test_it_waits_for_what_a_provider_says_or_for_the_resource_begun_last(
    lines: list[str], expected: str
) -> None:
    assert heard("\n".join(lines)).waits_for == expected


def test_what_is_done_is_waited_for_no_longer() -> None:
    running = heard(" ~  command:local:Command smoke updating (0s)\n")
    running.hear(" ++ vercel:index:Deployment frontend creating replacement (0s) [diff: ~ref]\n")
    running.hear("    pulumi:pulumi:Stack bondigoo-dev running bondigoo-api-dev: deploy dep-v0 live\n")
    assert running.waits_for == "bondigoo-api-dev: deploy dep-v0 live"
    running.hear(" ++ vercel:index:Deployment frontend created replacement (0.24s) [diff: ~ref]\n")
    assert running.waits_for == "smoke (Command)"
    running.hear(" ~  command:local:Command smoke **updating failed**; error: no answer\n")
    assert running.waits_for == ""


def test_what_was_done_is_counted_and_so_is_what_the_program_remarks() -> None:
    done = heard(CREATED)
    assert (done.did, done.remarks) == ("2 created, 1 replaced, 11 unchanged", "2 warnings, 1 note")
    assert done.errors == []


def test_the_faults_of_a_stack_file_are_the_errors_and_no_notes() -> None:
    refused = heard(REFUSED)
    assert refused.errors == [
        "nothing was changed, because of:",
        "Pulumi.dev.yaml: apiUrl: is not encrypted; write https://api.dev.bondigoo.ch",
    ]
    assert refused.remarks == ""


def test_of_a_traceback_the_message_is_left_behind_the_name_of_its_resource() -> None:
    assert heard(FAILED).errors == [
        "worker: render.errors.ApiError: Render answered 422 to POST /services: unprocessable entity"
    ]
