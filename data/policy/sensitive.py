"""Words in the name of a field under which even a number, a date or a yes and no may say too much."""

from typing import Final

SENSITIVE: Final = frozenset(
    {
        *("birth", "birthday", "birthdate", "dob", "age", "gender", "sex", "nationality", "citizenship"),
        *(
            "religion",
            "ethnicity",
            "marital",
            "phone",
            "mobile",
            "fax",
            "email",
            "address",
            "street",
            "postal",
        ),
        *("postcode", "zip", "location", "geo", "lat", "latitude", "lng", "lon", "longitude", "coordinate"),
        *("ip", "ipaddress", "health", "medical", "diagnosis", "disability", "medication", "weight"),
        *("salary", "income", "earning", "wage", "revenue", "ltv", "balance", "credit", "tax", "vat"),
        *("iban", "bic", "card", "cvc", "cvv", "ssn", "ahv", "passport", "licence", "license"),
        *(
            "tel",
            "telephone",
            "whatsapp",
            "born",
            "gps",
            "coord",
            "coords",
            "latlng",
            "lnglat",
            "blood",
            "bmi",
        ),
        *("pregnant", "pregnancy", "allergy", "vaccinated", "vaccination", "sexual", "political", "ethnic"),
        *("race", "criminal", "conviction", "debt", "loan", "retirement", "wealth", "whereabouts"),
        *("pin", "password", "passcode", "secret", "token", "otp", "credential"),
    }
)
