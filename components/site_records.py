"""The rows that DNS should hold for a site, as Vercel recommends them."""

from collections.abc import Sequence

import pulumi
import pulumiverse_vercel as vercel
from pulumiverse_vercel import _utilities

from components.existing import required_later


def site_rows(
    domain: vercel.ProjectDomain, project: pulumi.Input[str], team: str, refused: str, *, apex: bool
) -> pulumi.Output[list[dict[str, str]]]:
    """The rows for a domain of a project, once both are there; `apex`: where DNS allows no CNAME."""

    async def rows(host: str, project_id: str) -> list[dict[str, str]]:
        advice = await _recommended(host, project_id, team, refused)
        if apex:
            return apex_records(host, advice.recommended_ipv4s)
        return dns_records(host, advice.recommended_cname)

    # The id too: nobody is asked about a domain that is not there yet.
    return pulumi.Output.all(domain.id, domain.domain, project).apply(lambda known: rows(known[1], known[2]))


async def _recommended(host: str, project: str, team: str, refused: str) -> vercel.GetDomainConfigResult:
    """What `get_domain_config` answers; that of the SDK would end the program with a traceback.

    `refused`: what to do when Vercel does not accept the token. Raises pulumi.RunError when it does not tell.
    """
    arguments = {"domain": host, "projectIdOrName": project, "teamId": team}
    asked = pulumi.runtime.invoke_async(
        "vercel:index/getDomainConfig:getDomainConfig",
        arguments,
        _utilities.get_invoke_opts_defaults(),
        vercel.GetDomainConfigResult,
    )
    what = f"frontendUrl: Vercel does not say what DNS should hold for {host}"
    gone = "run `pulumi up --refresh`: the domain is gone there"
    return await required_later(asked, what, refused=refused, absent=gone)


def dns_records(host: str, cname: str) -> list[dict[str, str]]:
    """The record that Vercel recommends for a host below the apex."""
    return [{"name": host, "type": "CNAME", "value": cname}]


def apex_records(host: str, addresses: Sequence[str]) -> list[dict[str, str]]:
    """The records that Vercel recommends for an apex, where DNS allows no CNAME."""
    return [{"name": host, "type": "A", "value": address} for address in addresses]
