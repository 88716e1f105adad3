"""Objects whose keys are data: which documented maps are generated as maps, and which generated maps are false.

A place is an object at (event, path). KNOWN lists the documented maps by their last key, or as `event: /path` if the same key is not a map elsewhere; * matches any key. A place counts only if the
samples have a non-empty object there. With a single sample, only keys that look like data reveal a map."""
from corpus import Figure, alternatives, schemas, step

KNOWN = {
    "aws": {
        # A web request: header fields, and what was sent with it.
        "headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters", "stageVariables", "pathParameters",
        # What users of the service name: attributes, slots, claims, variables, tables' columns, topics, devices.
        "Keys", "NewImage", "OldImage", "MessageAttributes", "messageAttributes", "userAttributes", "clientMetadata", "validationData", "privateChallengeParameters", "publicChallengeParameters",
        "claimsToAddOrOverride", "claims", "slots", "slotDetails", "sessionAttributes", "promptSessionAttributes", "requestAttributes", "ResourceProperties", "OldResourceProperties",
        "activemq: /messages/*/properties", "connect: /Details/ContactData/Attributes", "connect: /Details/Parameters", "iot_1_click: /placementInfo/attributes", "iot_1_click: /placementInfo/devices",
        "kafka: /records", "rabbitmq: /rmqMessagesByQueue",
    },
    "matrix": {
        # By user, by event or by event's type.
        "users", "events", "ignored_users", "signatures", "m.read", "m.receipt: /content", "m.receipt: /content/*", "m.receipt: /content/*/*",
    },
    "github": {"custom_properties"},
}


def measure(corpus, conscent, work):
    documents = schemas(conscent.generate(corpus.samples, work / "all"), corpus.vendor)
    known, judged = KNOWN.get(corpus.vendor, set()), {}
    for event, payloads in corpus.events.items():
        for _, payload in payloads:
            for key, below in payload.items():
                objects(below, documents[event].get("properties", {}).get(key), documents[event], (event, key), known, judged)
    wanted = [place for place, (is_known, _) in judged.items() if is_known]
    found = [place for place in wanted if judged[place][1]]
    false = [place for place, (is_known, is_map) in judged.items() if is_map and not is_known]
    details = [f"{title}: {event}: /{'/'.join(path)}" for title, places in (("found", found), ("missed", sorted(set(wanted) - set(found))), ("false", false)) for event, *path in sorted(places)]
    return [Figure("documented maps found (places) / false maps", f"{len(found)} of {len(wanted)} / {len(false)}")], details


def objects(value, schema, document, path, known, judged):
    """Whether each object is a known map, and whether it is a map here. Keys of a map are * in the path."""
    kinds = [part for _, part in alternatives(schema, document)]
    if isinstance(value, list):
        for below in value:
            objects(below, next((part["items"] for part in kinds if "items" in part), None), document, path + ("*",), known, judged)
    elif isinstance(value, dict) and value:
        is_known = path[-1] in known or f"{path[0]}: /{'/'.join(path[1:])}" in known
        is_map = any(isinstance(part.get("additionalProperties"), dict) and not part.get("properties") for part in kinds)
        judged[path] = is_known, is_map
        for key, below in value.items():
            objects(below, step(kinds, key), document, path + ("*" if is_known else key,), known, judged)
