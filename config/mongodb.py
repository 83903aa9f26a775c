"""The address of a MongoDB database in the driver's form."""

from urllib.parse import quote


def uri(*, user: str, password: str, host: str, name: str, cluster: str) -> str:
    """The address, byte for byte in the form that mongodb.com/docs/manual/reference/connection-string gives.

    `name`: the database's. `cluster`: the cluster's, which is what the server shows as the application.
    """
    # Exactly encodeURIComponent: older drivers decode nothing else.
    encoded = quote(password, safe="-_.!~*'()")
    return f"mongodb+srv://{user}:{encoded}@{host}/{name}?retryWrites=true&w=majority&appName={cluster}"
