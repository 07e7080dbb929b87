"""One configuration entry of a definition, from the facts about it."""

import words

# Why the facts leave open whether an entry is required; such an entry is optional.
OPEN = {
    None: "undocumented",
    "request-literal": "literal",
    "request-variant": "variant",
    "table-conditional": "conditional",
}

# The widest type of one line: where nobody tells a length, no value is called too long.
WIDEST = "TEXTFIELD_1000"

ENTRY_TYPES = {"boolean": "BOOLEAN", "password": "PASSWORD"}


def definition(fact, element, shared, values):
    """All members of an entry, as the platform's export format has them, and those of our extension.

    shared: the shared entry of the same key, or None; values: what documentation shows for the entry.
    """
    key = fact["key"]
    hidden, internal = _visibility(fact, shared)
    kind = fact.get("declaredType") or _type(fact, shared)
    boolean = kind in ("BOOLEAN", "BOOLEAN_YESNO")
    name = shared["name"] if shared else words.entry_name(key, element["key"])
    entry = {
        "key": key,
        "name": name,
        "description": shared["description"] if shared else words.entry_description(
            name, key, element["name"], internal, boolean),
        "type": kind,
        "required": fact["required"] is True,
        "hideFromConsole": hidden,
        "internal": internal,
        "active": fact.get("active", True),
        "resellerConfig": fact.get("resellerConfig", False),
        "companyConfig": fact.get("companyConfig", False),
        "groupControl": fact.get("groupControl", False),
    }
    default = _text(fact["default"])
    if default:
        entry["defaultValue"] = default
    if fact["secret"]:
        entry["secret"] = True
    form = _format(fact, shared, values, boolean)
    if form:
        entry["format"] = form
    options = [] if boolean else _options(fact, shared, default)
    if options:
        entry["options"] = options
    if fact["required"] is None:
        entry["evidence"] = OPEN[fact["requiredEvidence"]]
    return entry


def _type(fact, shared):
    if isinstance(fact["default"], str) and "\n" in fact["default"]:
        return "TEXTAREA"
    if shared and (fact["type"] != "boolean" or shared["type"].startswith("BOOLEAN")):
        return shared["type"]
    return ENTRY_TYPES.get(fact["type"], WIDEST)


def _visibility(fact, shared):
    """Documentation does not say what a form hides; what it asks for, it shows."""
    if "hideFromConsole" in fact:
        return fact["hideFromConsole"], fact["internal"]
    asked = {"request", "request-other", "table", "events-table", "events-request"} & set(fact["seenIn"])
    if asked or not shared:
        return False, False
    return shared.get("hideFromConsole", False), shared.get("internal", False)


def _format(fact, shared, values, boolean):
    if boolean:
        return None
    if shared:
        # An address whose beginning is an entry is checked in that entry.
        begins = isinstance(fact["default"], str) and fact["default"].startswith("{")
        return None if begins and shared.get("format") == "url" else shared.get("format")
    # Some call "URL" what is a host name only.
    if fact["type"] == "url" and any(str(value).startswith(("http://", "https://")) for value in values):
        return "url"
    return "integer" if fact["type"] == "integer" else None


def _options(fact, shared, default):
    if not fact["options"]:
        return []
    if shared and "options" in shared:
        return shared["options"]
    names = list(fact["options"])
    if default and default not in names:
        names.append(default)
    return [{"value": value, "description": value} for value in names]


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
