"""Render's plans, in both spellings: on 2026-08-26 size ids joined the old names, which stay valid.

Source: render.com/docs/compute-plans. What exists already may have other plans; these are what can be bought.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from config.types import InvalidValue

Named = Literal["starter", "standard", "pro", "pro_plus", "pro_max", "pro_ultra"]
Small = Literal["0.5c-512mb", "1c-2g", "2c-4g", "2c-8g", "2c-16g", "4c-8g", "4c-16g", "4c-32g"]
Large = Literal["8c-16g", "8c-32g", "8c-64g", "12c-24g", "12c-48g", "12c-96g"]
Compute = Literal[Named, Small, Large]
Store = Literal["starter", "standard", "pro", "pro_plus", "256mb", "1g", "5g", "10g", "20g", "40g"]
SMALLEST = ("starter", "0.5c-512mb")


def _not_free(refusal: InvalidValue) -> BeforeValidator:
    def check(plan: Any) -> Any:
        if plan == "free":
            raise refusal
        return plan

    return BeforeValidator(check)


_WORKER = InvalidValue(
    "is not sold",
    "Render's free tier has no background workers (render.com/docs/free)",
    "write starter, the smallest paid plan, or have the API's own process run the jobs",
    ("C7",),
)
_REDIS = InvalidValue(
    "does not keep its data",
    "a free Key Value instance has no disk, and a restart loses every queued job",
    "write starter, the smallest paid plan",
    ("T5", "R17"),
)
WorkerPlan = Annotated[Compute, _not_free(_WORKER)]
RedisPlan = Annotated[Store, _not_free(_REDIS)]
ApiPlan = Literal["free", Named, Small, Large]
