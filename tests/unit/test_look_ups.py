"""A look-up that fails is told by its cause: the token, a bad hour of the vendor's, or the name."""

import pytest
from pulumi import RunError

from components.existing import cause, required, unanswered

# As Atlas' SDK, Vercel's client and the sandbox's plugins put it, behind what Pulumi says first.
INVOKE = "invoke of mongodbatlas:index/getAdvancedCluster:getAdvancedCluster failed: invocation returned an "
ATLAS = INVOKE + "error: GET https://cloud.mongodb.com/api/atlas/v2/groups/401404500/clusters/shop: HTTP "
PLUGIN = "mongodbatlas: GET /groups/401404500/clusters/shop answered "
VERCEL = "Could not get project team_500 shop-404, unexpected error: "


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (f'{ATLAS}401 Unauthorized (Error code: "") Detail: You are not authorized.', "refused"),
        (f'{ATLAS}403 Forbidden (Error code: "IP_ADDRESS_NOT_ON_ACCESS_LIST")', "refused"),
        (f'{ATLAS}404 Not Found (Error code: "CLUSTER_NOT_FOUND")', "absent"),
        (f'{ATLAS}429 Too Many Requests (Error code: "RATE_LIMITED")', "passing"),
        (f'{ATLAS}500 Internal Server Error (Error code: "UNEXPECTED_ERROR")', "passing"),
        (f'{ATLAS}400 Bad Request (Error code: "INVALID_GROUP_ID")', "unknown"),
        (f"{PLUGIN}401: no reason given", "refused"),
        (f"{PLUGIN}404: CLUSTER_NOT_FOUND - No cluster named shop exists", "absent"),
        (f"{PLUGIN}503: no reason given", "passing"),
        ("mongodbatlas: GET /groups/1 got no answer (ConnectError); is the sandbox up?", "passing"),
        (f"{VERCEL}forbidden - Not authorized", "refused"),
        (f"{VERCEL}not_found - Project not found", "absent"),
        (f"{VERCEL}not_found - Project unauthorized-app of forbidden was not found", "absent"),
        (f"{VERCEL}internal_server_error - An unexpected internal error occurred", "passing"),
        (f"{VERCEL}error unmarshaling response for status code 502: invalid character '<'", "passing"),
        (f"{VERCEL}error unmarshaling response for status code: 503: invalid character '<'", "passing"),
        ("dial tcp: lookup api.vercel.com: no such host", "passing"),
        ("dial tcp: lookup api.vercel.com on 127.0.0.53:53: server misbehaving", "passing"),
        ("dial tcp 76.76.21.21:443: connect: network is unreachable", "passing"),
        ("dial tcp 76.76.21.21:443: connect: no route to host", "passing"),
        ("write tcp 10.0.0.2:1->76.76.21.21:443: write: broken pipe", "passing"),
        ("net/http: TLS handshake timeout", "passing"),
        (f"{VERCEL}bad_gateway - The upstream did not answer", "passing"),
        ("invalid token: the API token provided is invalid or expired", "refused"),
        ("vercel: missing token", "refused"),
        ("something that nobody has seen before", "unknown"),
    ],
)
def test_the_cause_of_a_failed_look_up_is_read_from_the_vendors_words(words: str, because: str) -> None:
    assert cause(Exception(words)) == because


def test_the_line_gives_the_advice_of_its_cause_and_the_vendors_words() -> None:
    def said(words: str) -> str:
        return unanswered(
            "x cannot be read", Exception(words), refused="get a key", absent="correct the name"
        )

    assert said("answered 403: no") == "x cannot be read; get a key (answered 403: no)"
    assert said("answered 404: no") == "x cannot be read; correct the name (answered 404: no)"
    later = "x cannot be read; nothing here is wrong: run it again later (answered 500: no)"
    assert said("answered 500: no") == later
    assert said("?") == "x cannot be read; what it says is in brackets (?)"


def test_a_look_up_that_fails_ends_the_program_with_that_line() -> None:
    def fails() -> str:
        raise ValueError("answered 401: no")

    with pytest.raises(RunError, match=r"^x cannot be read; get a key \(answered 401: no\)$"):
        required(fails, "x cannot be read", refused="get a key", absent="correct the name")
