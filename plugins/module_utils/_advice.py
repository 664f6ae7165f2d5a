# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The collection's own advice, for failures where the service sends none.

The page's tables promise a ``solution_msg``, its examples have none. One table serves results and documentation. A row
is found by HTTP status and by the part of the code behind the last dot, as the gateway says ``APIG.`` or ``APIGW.`` for
the same. Sources: the page "Obtaining Session Information" (statuses and codes), the API gateway's and the product's
error code pages.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Advice:
    """What to do about a failure.

    :param status: the HTTP status
    :param suffix: the code behind its last dot, or ``None`` for any
    :param text: what to do, as a sentence
    """

    status: int
    suffix: str | None
    text: str


ADVICE = (
    Advice(
        404,
        "0101",
        "Check endpoint and region: this address does not serve the session API (fabric-ep does, fabric does not).",
    ),
    Advice(
        401,
        "0303",
        "Set the clock of the machine that sends: it may differ from the service's by 15 minutes at most.",
    ),
    Advice(
        401,
        "0307",
        "Give a new token, issued in the region that is asked; with a password the collection gets one by itself.",
    ),
    Advice(
        401,
        "0301",
        "Check the secret key, the region and stray spaces before trying again: five failures in a row lock an access"
        " key for five minutes.",
    ),
    Advice(401, "1002", "Give a new token: it lasts 24 hours at most, and belongs to one region."),
    Advice(401, None, "Check the credential, and that it is for this region and project."),
    Advice(403, "1005", "Let the IAM user have the action DataArtsFabric:workspace:showSession."),
    Advice(
        403,
        None,
        "Check the token, and that the IAM user has the action DataArtsFabric:workspace:showSession in this project.",
    ),
    Advice(404, None, "Check the route ID, and that its cluster still exists in this region and project."),
    Advice(400, "00010005", "Accept the service agreement of DataArts Fabric in its console."),
    Advice(400, "00010006", "Accept the service agreement of DataArts Fabric in its console."),
    Advice(400, "00010009", "Check the route ID and the project ID: what they name was not found."),
    Advice(400, None, "Check the route ID: the service could not read the request."),
    Advice(407, None, "Put the proxy's user name and password into the proxy variable, such as HTTPS_PROXY."),
    Advice(408, None, "Try again later, or allow more with timeout and retries: the service itself ran out of time."),
    Advice(413, None, "Make the request smaller: usually the token is too large for the gateway."),
    Advice(414, None, "Check the endpoint's path: the gateway found the address too long."),
    Advice(494, None, "Use an access key, or a token for fewer services: the gateway found the headers too large."),
    Advice(429, None, "Ask less often: lower concurrency, or wait for the period that the message names."),
    Advice(500, "00000001", "Try again later: the service is busy."),
    Advice(500, None, "Try again later; if it stays so, report the request ID to Huawei Cloud."),
    Advice(502, None, "Try again later: the gateway could not reach the service."),
    Advice(503, None, "Try again later: the service is not available."),
    Advice(504, None, "Try again later: the service did not answer the gateway in time."),
)

UNEXPECTED = "Check endpoint and proxy: this is not an answer that the session API is known to give."
"""For any other HTTP status, and for a success that makes no sense."""

REDIRECT = (
    "Set endpoint to the address that finally answers: redirects are not followed, as a credential would go along."
)

TRANSPORT = {
    "timeout": "Check the network and the proxy, or allow more with timeout and retry_deadline.",
    "dns": "Check endpoint, region, and the name service of the machine that sends.",
    "refused": "Check the endpoint's host and port, and that the service is running.",
    "reset": "Check the network, the proxy, and that the endpoint's scheme (http or https) is right.",
    "tls": "Check the endpoint and its scheme (http or https), and set ca_path to the CA that signed its certificate.",
    "proxy": "Check proxy, or the proxy variables and NO_PROXY.",
    "body": "Try again later; if it stays so, check the proxies on the way.",
    "other": "Check endpoint, proxy and ca_path.",
}
"""By the kind of a transport error."""


def advice_for(status: int, code: str | None) -> str:
    """Return what to do about an HTTP status and error code."""
    suffix = code.rpartition(".")[2] if code else None
    for row in ADVICE:
        if row.status == status and row.suffix in (suffix, None):
            return row.text
    return REDIRECT if 300 <= status < 400 else UNEXPECTED
