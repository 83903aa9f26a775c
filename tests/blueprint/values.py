"""What the blueprint gives to the services of each environment, for contract and resources alike."""

OF_STACK: dict[str, dict[str, str]] = {
    "prod": {
        "NODE_ENV": "production",
        "ENVIRONMENT_NAME": "production",
        "BULLMQ_PREFIX": "production",
        "FRONTEND_URL": "https://www.bondigoo.ch",
        "CLOUDINARY_CLOUD_NAME": "bondigoo-prod",
        "MAILJET_SENDER_EMAIL": "hello@bondigoo.ch",
    },
    "staging": {
        "NODE_ENV": "production",
        "ENVIRONMENT_NAME": "staging",
        "BULLMQ_PREFIX": "staging",
        "FRONTEND_URL": "https://staging.bondigoo.ch",
        "CLOUDINARY_CLOUD_NAME": "bondigoo-testing",
        "EMAIL_HOST": "sandbox.smtp.mailtrap.io",
        "EMAIL_PORT": "2525",
    },
    "dev": {
        "NODE_ENV": "development",
        "ENVIRONMENT_NAME": "development",
        "BULLMQ_PREFIX": "development",
        "FRONTEND_URL": "https://dev.bondigoo.ch",
        "CLOUDINARY_CLOUD_NAME": "bondigoo-testing",
        "MAILJET_SENDER_EMAIL": "dev@bondigoo.ch",
        "DEVELOPMENT_EMAIL_RECIPIENT": "developers@bondigoo.ch",
    },
}
ORIGINS = {
    "prod": "https://www.bondigoo.ch",
    "staging": "https://staging.bondigoo.ch",
    "dev": "https://dev.bondigoo.ch,http://localhost:3000",
}
MAIL_SECRETS = {
    "prod": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "staging": ("EMAIL_USER", "EMAIL_PASS"),  # Mailtrap shows it to developers
    "dev": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
}
