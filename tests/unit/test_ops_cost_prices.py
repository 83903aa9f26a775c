"""The file of list prices: what it may hold, and how it fits the plans that stack files may name."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from config.plans import ApiPlan, Store
from ops.commands import InputError
from ops.cost.model import Price
from ops.cost.prices import NOT_KNOWN, Kind, Offer, offer, parse
from render.plans import key_value_plan, service_plan

STARTER = "starter = { usd = 7.5, as_of = 2026-05-01, sure = true, source = 'somewhere' }"
FORMS = "compute.starter: has to have usd or from_usd, as_of, source and sure, with a remark or without; "
MONTH = "compute.starter.as_of: has to be the first day of a month"
OTHERS = "[key_value]\n[cluster]\n[seat]\n"


def plans(annotated: object) -> set[str]:
    """The words of a type of plans, however they are nested."""
    words = get_args(annotated)
    return {plan for word in words for plan in ([word] if isinstance(word, str) else plans(word))}


def test_a_price_is_read_with_its_date_and_source_and_another_name_is_never_sure() -> None:
    found = parse(
        f"[compute]\n{STARTER}\nsmall = {{ as = 'starter' }}\nodd = {{ remark = 'by use' }}\n{OTHERS}"
    )
    usd, seen = Decimal("7.5"), date(2026, 5, 1)
    assert found["compute"] == {
        "starter": Offer(price=Price(usd=usd, as_of=seen, source="somewhere", sure=True)),
        "small": Offer(
            price=Price(usd=usd, as_of=seen, source="somewhere", sure=False),
            remark="the price of starter, which has the same size",
        ),
        "odd": Offer(remark="by use"),
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("starter =", "is not TOML: "),
        (
            "starter = 7",
            FORMS,
        ),
        ("starter = { usd = 7 }", FORMS),
        (STARTER.replace("}", ", vat = 1 }"), FORMS),
        (STARTER.replace("7.5", "'7'"), "compute.starter.usd: has to be a number of USD"),
        (STARTER.replace("7.5", "true"), "compute.starter.usd: has to be a number of USD"),
        (STARTER.replace("7.5", "-1"), "compute.starter.usd: has to be a number of USD"),
        (STARTER.replace("7.5", "nan"), "compute.starter.usd: has to be a number of USD"),
        (STARTER.replace("05-01", "05-02"), MONTH),
        (STARTER.replace("05-01", "05-01T00:00:00"), MONTH),
        (STARTER.replace("true", "'fairly'"), "compute.starter.sure: has to be true or false"),
        (STARTER.replace("'somewhere'", "' '"), "compute.starter.source: has to be a text"),
        ("small = { as = 'starter' }", "compute.small.as: has to name a plan of the same table "),
        ("[[seat]]", "is not TOML: "),
        ("[spaceship]", "its tables: have to be compute, key_value, cluster, seat"),
    ],
)
def test_a_fault_is_one_line_that_says_where(line: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(f"[compute]\n{line}\n{OTHERS}")
    assert str(refused.value).startswith(f"ops/cost/prices.toml: {said}")
    assert len(str(refused.value).splitlines()) == 1


def test_these_plans_that_a_stack_file_may_name_have_no_known_price_and_the_others_have_one() -> None:
    def unknown(kind: Kind, named: object) -> set[str]:
        return {plan for plan in plans(named) if offer(kind, plan) == Offer(remark=NOT_KNOWN)}

    assert unknown("compute", ApiPlan) == {
        *("2c-8g", "2c-16g", "4c-32g"),
        *("8c-16g", "8c-64g", "12c-24g", "12c-48g", "12c-96g"),
    }
    assert unknown("key_value", Store) == {"pro_plus", "10g", "20g", "40g"}


def test_a_size_has_the_price_of_the_plan_that_renders_client_takes_for_the_same() -> None:
    kinds: tuple[tuple[Kind, object], ...] = (("compute", ApiPlan), ("key_value", Store))
    for kind, named in kinds:
        same = service_plan if kind == "compute" else key_value_plan
        for plan in (plan for plan in plans(named) if same(plan) != plan):
            old, new = offer(kind, plan).price, offer(kind, same(plan)).price
            assert (old and old.usd) == (new and new.usd), plan
            assert new is None or not new.sure, plan


def test_what_nobody_has_confirmed_is_not_sure() -> None:
    plans_of: dict[Kind, tuple[str, ...]] = {
        "compute": ("free", "starter", "standard", "pro", "pro_plus", "pro_max", "pro_ultra"),
        "key_value": ("free", "starter", "standard", "pro"),
        "cluster": ("M0", "M30"),
        "seat": ("Pro",),
    }
    prices = {(kind, plan): offer(kind, plan).price for kind, plans in plans_of.items() for plan in plans}
    assert [place for place, price in prices.items() if price is None or not price.sure] == [
        ("key_value", "starter"),
        ("key_value", "standard"),
        ("key_value", "pro"),
        ("cluster", "M30"),
        ("seat", "Pro"),
    ]
