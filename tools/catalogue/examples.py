"""An example request for each element, with values that could be real."""

import hashlib
import json

# What the vendor's page gives, by the kind of authentication.
PROVIDER_DATA = {
    "oauth1": {"oauth_token": "hh5s93j4hdidpola", "oauth_verifier": "hfdp7dh39dks9884", "secret": "kd94hf93k423kf44"},
    "oauth2": {"code": "4/P7q7W91a-oMsCeLvIaQm6bTrgtp7"},
}


def text(definitions):
    rows = []
    for document in definitions:
        request = {"element": {"key": document["key"]}, "name": f"{document['name']} of the sales team"}
        kind = document["authentication"]["type"]
        if kind in PROVIDER_DATA:
            request["providerData"] = PROVIDER_DATA[kind]
        request["configuration"] = {
            entry["key"]: value(entry)
            for entry in document["configuration"]
            if _is_needed(entry, kind)
        }
        rows.append(f"  {json.dumps(document['key'])}: {json.dumps(request, ensure_ascii=False)}")
    return "{\n" + ",\n".join(sorted(rows)) + "\n}\n"


def _is_needed(entry, kind):
    if not entry["required"] or entry.get("defaultValue") or entry["internal"]:
        return False
    return kind in entry.get("authenticationTypes", [kind])


def value(entry):
    """A value of which the entry's rules have nothing to say."""
    key = entry["key"].lower()
    if entry.get("options"):
        return entry["options"][0]["value"]
    if entry["type"].startswith("BOOLEAN"):
        return "false"
    form = entry.get("format")
    if form == "url":
        return "https://app.acme-tools.com/oauth" if "callback" in key else "https://acme.acme-tools.com"
    if form in ("integer", "integer-or-json"):
        return "30"
    if form == "json":
        return "{}"
    if form == "host-label":
        return "acme"
    if entry.get("secret") or entry["type"] == "PASSWORD":
        return hashlib.sha256(key.encode()).hexdigest()[:20]
    if "user" in key or "email" in key or "login" in key:
        return "sales@acme-tools.com"
    return "acme"
