"""What an application may call the variables that the program derives: keys are the names of the contract."""

from typing import Literal

from config.types import VariableNameOrNone

ServiceVariable = Literal[
    "ENVIRONMENT_NAME",
    "BULLMQ_PREFIX",
    "FRONTEND_URL",
    "CORS_ORIGIN",
    "ALLOWED_ORIGINS",
    "REDIS_URL",
    "CLOUDINARY_CLOUD_NAME",
    "MAILJET_SENDER_EMAIL",
    "EMAIL_FROM",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "DEVELOPMENT_EMAIL_RECIPIENT",
]
SiteVariable = Literal["API_URL", "LAUNCHED", "FRONTEND_URL", "CLOUDINARY_CLOUD_NAME"]
ServiceNames = dict[ServiceVariable, VariableNameOrNone]
SiteNames = dict[SiteVariable, VariableNameOrNone]
