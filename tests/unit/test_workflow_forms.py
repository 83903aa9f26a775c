"""Whatever form a workflow has: it says what is meant afterwards, and all else as before."""

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.workflows import brought_up_to_date
from tests.conftest import StackFiles
from tests.unit.test_workflow_places import described

STACKS = described(StackFiles(), {"prod": ["MAIL_KEY", "PAY_KEY"]})
TABLE = "main=prod staging=staging develop=dev"
WORKFLOW = """\
on:
  push:
    branches:{branches}
{after_branches}jobs:
  which:
    steps:
      - run: x --branches y
        env:
          BRANCHES:{table}
{after_table}  prod:
    steps:
      - uses: actions/checkout@v0
        with:
          ref:{ref}
{after_ref}      - env:
{env}{after_env}"""
LISTS = (
    " [main, staging, develop]",
    " [old, staging]",
    " [old, staging, develop, 'v*', \"!x\"] # c",
    " []",
    " old",
    "",
    " # c",
    "\n    - old # c\n    - staging\n    # c\n    - develop",
    "\n      - old # c\n\n      # c\n      - stale\n      - staging\n      - develop\n      - stale too",
    "\n      # c\n      - 'v*'\n      # c\n      - develop # c",
    "\n      [old]",
    " !!seq [old]",
)
TEXTS = (
    " right",
    " 'right' # c",
    " old",
    " 'old' # c",
    ' "old"',
    "",
    " # c",
    " old\n            stale",
    "\n            old",
    " !!str old",
    " ${{ vars.OLD }} # c",
)
VARIABLES = (
    "PROD_MAIL_KEY: ${{ secrets.PROD_MAIL_KEY }}",
    "PROD_MAIL_KEY: ${{secrets.PROD_MAIL_KEY}} # mine",
    'PROD_PAY_KEY: "${{ secrets.PROD_PAY_KEY }}"',
    "PROD_PAY_KEY: ${{ secrets.DEV_PAY_KEY }} # mine",
    "PROD_OLD_KEY: ${{ secrets.PROD_OLD_KEY }}",
    "PROD_PAY_KEY:",
    "PROD_OLD_KEY: one\n            two",
    "? PROD_PAY_KEY\n          : ${{ secrets.PROD_PAY_KEY }}",
    "? [a]\n          : x",
    "? PROD_OLD_KEY\n          : x",
    "OTHER: >-\n            one\n            two\n\n",
    "OTHER: |\n            one\n            # two",
    "OTHER: one\n            two",
    "EMPTY:",
    "# c",
    "",
)


def workflow(env: list[str], **forms: str) -> str:
    """A workflow whose places have these forms, with something after them or not."""
    plain = {"branches": " [main]", "table": " right", "ref": " right"}
    forms = {
        **plain,
        **dict.fromkeys(("after_branches", "after_table", "after_ref", "after_env"), ""),
        **forms,
    }
    forms["table"] = forms["table"].replace("right", TABLE)
    forms["ref"] = forms["ref"].replace("right", "main")
    return WORKFLOW.format(env="".join(f"          {line}\n" for line in env), **forms)


@st.composite
def written_forms(draw: st.DrawFn) -> str:
    own = draw(st.lists(st.sampled_from(VARIABLES), max_size=5))
    own.insert(draw(st.integers(0, len(own))), "PULUMI_BACKEND_URL: x # c")
    text = workflow(
        own,
        branches=draw(st.sampled_from(LISTS)),
        table=draw(st.sampled_from(TEXTS)),
        ref=draw(st.sampled_from(TEXTS)),
        after_branches=draw(st.sampled_from(["", "    paths-ignore: [a]\n", "# c\n", "\n"])),
        after_table=draw(st.sampled_from(["", "          A: b\n", "          # c\n"])),
        after_ref=draw(st.sampled_from(["", "          A: b\n", "\n# c\n"])),
        after_env=draw(st.sampled_from(["", "        run: x\n", "# c\n  dev: {}\n", "\n      # c\n"])),
    )
    if ": |" not in own[-1]:  # see the test of what a longer text would lose
        text = draw(st.sampled_from([text, text.rstrip("\n")]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


class _Loader(yaml.BaseLoader):
    """A key may be a list, as it may not be in Python."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found = [(self.construct_object(k, True), self.construct_object(v, True)) for k, v in node.value]
        return {str(key): value for key, value in found}


def parts(text: str) -> tuple[list[str], str, str, dict[str, str], Any, int]:
    """What the four places hold, what else the workflow says, and how many comments it has."""
    said = yaml.load(text, _Loader)
    which, (checkout, update) = said["jobs"]["which"]["steps"][0], said["jobs"]["prod"]["steps"]
    branches, table = said["on"]["push"].pop("branches"), which["env"].pop("BRANCHES")
    own = {
        key: "".join(update["env"].pop(key).split()) for key in [*update["env"]] if key.startswith("PROD_")
    }
    return branches, table, checkout["with"].pop("ref"), own, said, text.count("# c")


@settings(deadline=None)
@given(written_forms())
def test_a_form_that_can_be_written_says_what_is_meant_and_all_else_as_before(text: str) -> None:
    new = brought_up_to_date("deploy.yml", text, STACKS)
    assert brought_up_to_date("deploy.yml", new, STACKS) == new
    branches, table, ref, own, *rest = parts(new)
    assert sorted({*branches} - {"v*", "!x"}) == ["develop", "main", "staging"]
    assert table in (TABLE, "${{ vars.OLD }}")
    assert ref in ("main", "${{ vars.OLD }}")
    assert own == {name: f"${{{{secrets.{name}}}}}" for name in ("PROD_MAIL_KEY", "PROD_PAY_KEY")}
    assert rest == [*parts(text)[4:]]
    assert new.count("\n") - new.count("\r\n") == (0 if "\r\n" in text else new.count("\n"))


def test_an_anchor_elsewhere_is_no_hindrance_and_one_in_a_place_that_is_right_neither() -> None:
    text = "x: &x {ref: old}\ny: *x\n" + workflow(
        ["A: *t"],
        branches=" &b [main, staging, develop]",
        table=" &t main=prod staging=staging develop=dev # c",
        ref=" stale",
    )
    assert brought_up_to_date("deploy.yml", text, STACKS) == text.replace("stale", "main")


def test_what_is_changed_keeps_the_comments_and_line_ends_around_it() -> None:
    before = workflow(
        ["PULUMI_BACKEND_URL: x", "PROD_OLD_KEY: x", "", "# mail", "PROD_MAIL_KEY: x # 1", "# pay"],
        branches="\n    # ask first\n    - old # live\n    - staging\n    - '!v*'",
        after_branches="    paths-ignore: [a]\n",
    )
    after = workflow(
        [
            "PULUMI_BACKEND_URL: x",
            "",
            "# mail",
            "PROD_MAIL_KEY: ${{ secrets.PROD_MAIL_KEY }} # 1",
            "PROD_PAY_KEY: ${{ secrets.PROD_PAY_KEY }}",
            "# pay",
        ],
        branches="\n    # ask first\n    - main # live\n    - staging\n    - '!v*'\n    - develop",
        after_branches="    paths-ignore: [a]\n",
    )
    for end in ("\n", "\r\n"):
        assert brought_up_to_date("deploy.yml", before.replace("\n", end), STACKS) == after.replace("\n", end)
