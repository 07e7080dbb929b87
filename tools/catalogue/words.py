"""Names and descriptions, in our own words, for entries and elements that have none yet."""

import json
import re
from pathlib import Path

# Name and description of entries for which the rules below find no good ones.
CHOSEN = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))

ACRONYMS = {
    "api": "API", "url": "URL", "urls": "URLs", "uri": "URI", "id": "Id", "ids": "Ids", "ip": "IP", "erp": "ERP",
    "sap": "SAP", "sms": "SMS", "smtp": "SMTP", "oauth": "OAuth", "wsdl": "WSDL", "csrf": "CSRF", "jks": "JKS",
    "apikey": "API Key", "apim": "APIM", "sso": "SSO", "odata": "OData", "zip": "Postal Code", "db": "Database",
    "apptoken": "App Token", "appname": "App Name", "userid": "User Id", "username": "Username", "org": "Organization",
    "clientid": "Client Id", "customerid": "Customer Id", "loginid": "Login Id", "accountid": "Account Id",
    "endpointurl": "Endpoint URL", "baseurl": "Base URL", "firstname": "First Name", "lastname": "Last Name",
}

# Words before the last ones of a key that only say which element or hub it is of.
FAMILIES = {
    "helpdesk", "crm", "finance", "messaging", "smtp", "sms", "filemanagement", "provider", "session", "connectwise",
    "autotask", "salescloud", "servicecloud", "sfdc",
}

HUBS = {
    "ai": "machine learning", "analytics": "analytics", "cms": "content management", "collaboration": "collaboration",
    "conferencing": "conferencing", "crm": "customer relations", "db": "database", "documents": "document storage",
    "ecommerce": "e-commerce", "employee": "employee data", "erp": "resource planning", "esignature": "e-signature",
    "event-conferencing": "event conferencing", "expense": "expenses", "finance": "finance", "fsa": "field service",
    "gaming": "games", "helpdesk": "help desk", "humancapital": "human resources", "marketing": "marketing",
    "messaging": "messaging", "music": "music", "ocr": "text recognition", "payment": "payments",
    "pointofsale": "point of sale", "scheduling": "scheduling", "screening": "screening", "social": "social network",
}

WAYS = {
    "basic": "with user name and password", "apiKey": "with an API key", "oauth1": "with OAuth 1",
    "oauth2": "with OAuth 2", "oauth2Password": "with OAuth 2, user name and password", "custom": "with entries of its own",
}

# By the end of the key's words; the first that fits. {vendor} is the element's name, {name} the entry's.
ENDINGS = [
    ("callback url", "Address that {vendor} calls"),
    ("confirm ?password", "The same password again"),
    ("password", "Password that belongs to the user name"),
    ("secret key|client secret|api secret|secret", "Secret that {vendor} gives you for your key"),
    ("csrf token|cookie|signature|ticket", "Kept by the platform"),
    ("token", "Access token of your {vendor} account"),
    ("api ?key|access key|x applicationkey|app ?key|user key|key", "Key of your {vendor} account's API"),
    ("subdomain", "The part of your {vendor} address that is your own"),
    ("user ?name|login|logon|e ?mail|user", "Name under which you sign in to {vendor}"),
    ("sandbox|isstaging", "Whether the account is for trials only"),
    ("url|uri|address|location|server|host|hostname|host name|endpoint", "{name} of your {vendor} account"),
    ("id|oid|ids", "{name} at {vendor}"),
    ("port", "Port of the server"),
]


def split(key):
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", key)
    return [word for word in re.split(r"[^A-Za-z0-9]+", spaced) if word]


def entry_name(key, element_key):
    if key in CHOSEN:
        return CHOSEN[key][0]
    words = split(key)
    lower = [word.lower() for word in words]
    families = FAMILIES | {element_key.lower(), re.sub(r"(v?\d+|oauth|crm|marketing)$", "", element_key.lower())}
    while len(words) > 1 and lower[0] in families and (len(words) > 2 or lower[1] not in ("id",)):
        words, lower = words[1:], lower[1:]
    return " ".join(ACRONYMS.get(word.lower(), word[:1].upper() + word[1:]) for word in words)


def entry_description(name, key, element_name, internal, boolean):
    if key in CHOSEN:
        return CHOSEN[key][1]
    if internal:
        return "Kept by the platform"
    plain = " ".join(word.lower() for word in split(key))
    if "hook" in plain and plain.split()[-1] in ("id", "key"):
        return "Kept by the platform"
    for ending, text in ENDINGS:
        if re.search(rf"(^| )({ending})$", plain):
            return text.format(vendor=element_name, name=name)
    if boolean:
        return f"Whether to use {name}"
    return f"{name} of your {element_name} account"


def element_description(name, hub, authentication):
    kind = HUBS.get(hub)
    what = f"{name} ({kind})" if kind else name
    return f"{what}; instances sign in {WAYS[authentication]}"
