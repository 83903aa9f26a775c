"""What of a site the smoke test expects, by the stack file."""

from config.parse import read_stack_file
from config.settings import Settings
from ops.smoke_site import Site, site_of
from tests.companies import BONDIGOO, KILN


def test_what_is_expected_follows_the_stack_file_and_its_names() -> None:
    assert site_of(read_stack_file(BONDIGOO, "prod")) == Site(
        "https://www.bondigoo.ch", "https://api.bondigoo.ch", "false"
    )
    reason = {"acknowledge": {"siteElsewhere": "login.example"}}
    elsewhere = site_of(read_stack_file(BONDIGOO, "prod").model_copy(update=reason))
    assert elsewhere is not None
    assert elsewhere.elsewhere == "login.example"
    renamed = changed(read_stack_file(KILN, "prod"), names={"API_URL": "none", "LAUNCHED": "VITE_OPEN"})
    assert site_of(renamed) == Site("https://www.kiln.example", None, "true", "kiln.example")


def test_nothing_is_expected_of_a_site_that_no_update_builds() -> None:
    settings = read_stack_file(BONDIGOO, "prod")
    assert site_of(settings.model_copy(update={"freeze": True})) is None
    adopt = {"project": "prj_00000000", "keepSettings": True}
    assert site_of(changed(settings, adopt=adopt)) is None


def changed(settings: Settings, **changes: object) -> Settings:
    """The same settings with another front end."""
    whole = settings.frontend.model_dump(by_alias=True) | changes
    return settings.model_copy(update={"frontend": type(settings.frontend).model_validate(whole)})
