"""The definition of one element, from the facts about it."""

import entry as entries
import words

# Documented in the answers of the platform, and carried as they are.
DOCUMENTED = [
    "image", "typeOauth", "transformationsEnabled", "bulkDownloadEnabled", "bulkUploadEnabled", "cloneable",
    "extendable", "beta", "private",
]
PARAMETER = ["name", "vendorName", "type", "vendorType", "source", "required"]


def definition(fact, corrections, vocabulary):
    """The whole definition, its entries in the order in which people see them."""
    seen = _documented_element(fact)
    corrected = corrections.get("element", {})
    kind = corrected.get("authentication", fact["authentication"])
    document = {
        "id": fact["elementId"],
        "key": fact["key"],
        "name": fact["name"],
        "description": words.element_description(fact["name"], fact["hub"], kind),
        "hub": fact["hub"],
        "authentication": {"type": kind},
    }
    document |= {name: seen[name] for name in DOCUMENTED if name in seen}
    document |= {name: fact[name] for name in ("typeOauth", "protocolType") if fact.get(name) is not None}
    document |= {name: fact[name] for name in ("providerData", "oauthUrlParameters") if fact[name]}
    if "oauthAuthorizationUrl" in corrected:
        document["oauthAuthorizationUrl"] = corrected["oauthAuthorizationUrl"]
    document["events"] = fact["events"]
    parameters = corrected.get("parameters") or [
        {name: one[name] for name in PARAMETER if name in one} for one in seen.get("parameters") or []
    ]
    if parameters:
        document["parameters"] = parameters
    document["configuration"] = _configuration(fact, corrections, vocabulary)
    return {name: value for name, value in document.items() if value is not None}


def _documented_element(fact):
    element = (fact.get("documentedResponse") or {}).get("element") or {}
    # Some samples are of another element.
    return element if element.get("key") == fact["key"] else {}


def documented_values(fact):
    """What documentation shows as values, by the key of the entry."""
    request = (fact["documentedRequest"] or {}).get("configuration") or {}
    response = fact.get("documentedResponse") or {}
    answer = response.get("configuration") or (response.get("element") or {}).get("configuration")
    values = {}
    for part in (request, answer if isinstance(answer, dict) else {}):
        for key, value in part.items():
            values.setdefault(key, []).append(value)
    return values


def _configuration(fact, corrections, vocabulary):
    values = documented_values(fact)
    left_out = corrections.get("leftOut", {})
    corrected = corrections.get("entries", {})
    found = []
    for one in fact["configuration"]:
        if one["key"] in left_out:
            continue
        shared = vocabulary.entries.get(one["key"])
        default = [one["default"]] if isinstance(one["default"], str) else []
        entry = entries.definition(one, fact, shared, values.get(one["key"], []) + default)
        changes = {name: value for name, value in corrected.get(one["key"], {}).items() if name != "reason"}
        entry = {name: value for name, value in (entry | changes).items() if value is not None}
        found.append(entry)
    unknown = (set(left_out) | set(corrected)) - {one["key"] for one in fact["configuration"]}
    if unknown:
        raise SystemExit(f"catalogue: {fact['key']} has no entries {', '.join(sorted(unknown))}")
    return sorted(found, key=_place)


def _place(entry):
    """First what must be supplied, then what may be, then what forms hide, then everything about events."""
    if entry["key"].startswith("event."):
        return 3
    if entry["hideFromConsole"]:
        return 2
    return 0 if entry["required"] and "defaultValue" not in entry else 1
