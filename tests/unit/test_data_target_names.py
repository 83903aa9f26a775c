"""What in the target's names and addresses says production, and where collections stand while they load."""

from urllib.parse import quote

import pytest

from data.errors import Refused
from data.target.address import connect, hosts_in
from data.target.marker import mark, refuse_production
from data.target.names import is_reserved, says_production, temporary

LOGIN = f"somebody:{quote('p@ss')}"


@pytest.mark.parametrize(
    "name",
    [
        "prod",
        "PROD",
        "company-prod",
        "company_production",
        "db.prod2.company.example",
        "companyProd",
        "ProductionData",
    ],
)
def test_a_name_with_the_word_production_says_so(name: str) -> None:
    assert says_production(name)


@pytest.mark.parametrize("name", ["company-staging", "products", "reproduction", "produce-1", "dev", ""])
def test_a_name_that_only_holds_its_letters_does_not(name: str) -> None:
    assert not says_production(name)


def test_a_collection_loads_under_the_name_of_its_run() -> None:
    assert temporary("7f3a", "users") == "__refresh_7f3a__users"


def test_names_of_the_room_and_of_the_server_are_reserved() -> None:
    names = [
        "_environment",
        "_refresh_journal",
        "_refresh_receipts",
        "__refresh_1__users",
        "system.js",
        "users",
    ]
    assert [is_reserved(name) for name in names] == [True] * 5 + [False]


@pytest.mark.parametrize(
    ("uri", "hosts"),
    [
        ("mongodb://db.example/shop", ("db.example",)),
        (f"mongodb://{LOGIN}@a.example:27017,b.example:27018/shop?replicaSet=rs", ("a.example", "b.example")),
        (f"mongodb+srv://{LOGIN}@cluster.abc.example/shop?appName=company-prod", ("cluster.abc.example",)),
    ],
)
def test_the_hosts_of_an_address_are_read_without_asking_anybody(uri: str, hosts: tuple[str, ...]) -> None:
    assert hosts_in(uri) == hosts


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "db.example/shop",
        "http://db.example/shop",
        "mongodb://db.example",
        "mongodb://db.example/admin",
        f"mongodb://{LOGIN}@ss@db.example/shop",
    ],
)
def test_an_address_without_a_database_for_data_is_refused_and_not_repeated(uri: str) -> None:
    with pytest.raises(Refused, match="names no database for data") as refused:
        connect(uri)
    assert "db.example" not in str(refused.value)


def test_an_address_is_not_part_of_how_a_target_prints() -> None:
    target = connect(f"mongodb://{LOGIN}@db.example/shop")
    assert repr(target) == "Target()"
    target.close()


@pytest.mark.parametrize(
    ("uri", "what"),
    [
        ("mongodb://company-prod-cluster.example/shop", "host is called company-prod-cluster.example,"),
        ("mongodb://a.example,prod.example:27018/shop", "host is called prod.example,"),
        ("mongodb://db.example/company-prod", "database is called company-prod,"),
    ],
)
def test_an_address_that_says_production_is_refused_before_anybody_is_asked(uri: str, what: str) -> None:
    target = connect(uri)
    with pytest.raises(Refused, match=what):
        refuse_production(target)
    target.close()


def test_a_member_of_the_set_that_says_production_is_refused() -> None:
    target = connect("mongodb://127.0.0.1/shop")
    with pytest.raises(Refused, match=r"host is called prod-00\.example,"):
        refuse_production(target, ("prod-00.example",))
    target.close()


@pytest.mark.parametrize("options", ["tls=ture", "foo=bar"])
def test_an_option_that_the_driver_would_leave_out_is_refused_and_not_repeated(options: str) -> None:
    with pytest.raises(Refused, match="an option that MongoDB's drivers do not understand") as refused:
        connect(f"mongodb://one.example.net/company-staging?{options}")
    assert options not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "staging\n", "prod", "our-production"])
def test_what_is_no_name_of_an_environment_or_production_s_is_not_marked(name: str) -> None:
    with pytest.raises(Refused, match="a database is "):
        mark("mongodb://one.example.net/company-staging", name)
