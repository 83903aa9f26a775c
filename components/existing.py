"""What others have made: taken over by its import id, or looked up, and said plainly when it is not there."""

from collections.abc import Callable
from typing import TypeVar

import pulumi

T = TypeVar("T")


def adopted(
    parent: pulumi.Resource,
    import_id: str | None,
    *,
    keep_settings: bool,
    protect: bool,
    delete_before_replace: bool | None = None,
) -> pulumi.ResourceOptions:
    """The options of a resource that is taken over where there is an `import_id`.

    The import id stays for good: Pulumi replaces what gets one later, protected or not. `keep_settings` is
    for the first update, because Pulumi refuses an import whose inputs differ; without it, they are written.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        protect=protect or import_id is not None,
        import_=import_id,
        ignore_changes=["*"] if import_id and keep_settings else None,
        delete_before_replace=delete_before_replace,
    )


def required(look_up: Callable[[], T], otherwise: str) -> T:
    """The answer of a vendor's look-up (its plain form, `get_project` rather than `get_project_output`).

    Raises pulumi.RunError with `otherwise` and the vendor's own words when there is none. Only the plain form
    can be caught: an Output's failure ends the program with a traceback, whoever waits for it.
    """
    try:
        return look_up()
    except Exception as error:
        raise pulumi.RunError(f"{otherwise} ({error})") from None
