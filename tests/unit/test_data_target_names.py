"""What in the target's names and addresses says production, and where collections stand while they load."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from data.errors import Refused
from data.target.address import connect, hosts_in
from data.target.marker import mark, refuse_production
from data.target.names import is_reserved, says_production, temporary

LOGIN = f"somebody:{quote('p@ss')}"


WORDS = ("prod", "production", "prd", "PROD", "Production", "produktion")
# Where such a word stands in a name.
PLACES = (
    "{}",
    "{}-1",
    "{}2",
    "company-{}",
    "company_{}",
    "company{}",
    "{}cluster",
    "my{}db",
    "db.{}.company.example",
    "company-{}-0.abc.mongodb.net",
    "mongo.company.{}",
    "products-{}",
    "store{}",
    "{}-staging",
    "companynon{}",
    "pre.{}.example",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("word", WORDS)
def test_a_name_says_production_wherever_the_word_stands(word: str, place: str) -> None:
    assert says_production(place.format(word))


@pytest.mark.parametrize("place", [place for place in PLACES if "{}" in re.split(r"[-._]", place)])
def test_live_says_so_as_a_word_of_its_own(place: str) -> None:
    # As the last name of a domain it is a registry's.
    assert says_production(place.format("live")) == (place != "mongo.company.{}")


@pytest.mark.parametrize("before", ["non", "non-", "not_", "pre", "pre-", "Pre", "NON-"])
@pytest.mark.parametrize("word", WORDS)
def test_what_is_said_not_to_be_production_is_not(word: str, before: str) -> None:
    for place in ("{}", "company-{}", "{}-0.abc.mongodb.net", "{}cluster"):
        assert not says_production(place.format(before + word))


@pytest.mark.parametrize(
    "name",
    [
        *("", "dev", "company-staging", "cluster0.abc.mongodb.net", "pre-live", "nonlive"),
        *("product-staging", "products", "produce-1", "productivity", "byproduct", "reproduction"),
        *("acme-productions-staging", "produkte-staging", "produits", "prodotti", "produtos", "prodigy-dev"),
        *("liver", "olives", "livestream-dev", "delivery", "db-staging.company.live"),
    ],
)
def test_another_word_that_holds_its_letters_does_not(name: str) -> None:
    assert not says_production(name)


@pytest.mark.parametrize("name", ["company-PrOd", "companyProD", "companyPRD"])
def test_capitals_in_the_middle_of_the_word_hide_nothing(name: str) -> None:
    assert says_production(name)


def test_a_capital_begins_a_word_that_says_the_contrary() -> None:
    assert not says_production("companyNonProd")
    assert not says_production("companyNONPROD")


@pytest.mark.parametrize(
    "name", ["companyLive", "companyLIVE", "live-chat-staging", "produccion", "storereproduction"]
)
def test_what_could_be_both_is_taken_for_production(name: str) -> None:
    assert says_production(name)


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
        (f"mongodb://{LOGIN}@pRod-1.example/shop", ("prod-1.example",)),
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
    with pytest.raises(Refused, match=what) as refused:
        refuse_production(target)
    assert str(refused.value).endswith(
        "which says production: no tool writes there; give the address of the environment that is to be "
        "overwritten; what is not production needs a name without `prod`, `prd` and `live`, or with `non-` "
        "before them"
    )
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


@pytest.mark.parametrize(
    "option", ["tlsCertificateKeyFile={}/none", "tlsCAFile={}/none", "tlsCAFile={}/empty"]
)
def test_an_option_that_names_a_file_of_no_use_is_refused(option: str, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(Refused, match=r"names a file that cannot be read or holds no certificate"):
        connect(f"mongodb://one.example.net/company-staging?tls=true&{option.format(tmp_path)}")


def test_an_option_whose_word_no_driver_knows_is_refused() -> None:
    with pytest.raises(Refused, match="an option that MongoDB's drivers do not understand"):
        connect("mongodb://one.example.net/company-staging?datetime_conversion=never")


@pytest.mark.parametrize("name", ["", "a b", "staging\n", "prod", "our-production"])
def test_what_is_no_name_of_an_environment_or_production_s_is_not_marked(name: str) -> None:
    with pytest.raises(Refused, match="a database is "):
        mark("mongodb://one.example.net/company-staging", name)
