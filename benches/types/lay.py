#!/usr/bin/env python3
"""Lays out the payloads of one package as samples; corpora.sh calls it.

    lay.py VENDOR SOURCE OUT      OUT/<vendor>/<event>/NNN.json

Each vendor has a function that yields the pairs (event, payload) in SOURCE. A payload that is not an object is left out."""
import collections
import json
import pathlib
import re
import sys

# Longest first: where several documented events of one kind of invocation share a beginning.
AWS_EVENTS = """
activemq alb-lambda-target-request apigw-console apigw-custom-auth-request apigw-request apigw-restapi-openapi-request apigw-sam apigw-v2-custom-authorizer apigw-v2-request
apigw-websocket-request appsync autoscaling bedrock-agent-runtime clientvpn cloudformation-custom-resource cloudwatch-alarm-composite cloudwatch-alarm-metric cloudwatch-alarm-sns-payload
cloudwatch-cloudtrail cloudwatch_logs code_commit codebuild codedeploy codepipeline codepipeline_job cognito-event-userpools-create-auth-challenge cognito-event-userpools-define-auth-challenge
cognito-event-userpools-migrateuser cognito-event-userpools-pretokengen cognito-event-userpools-pretokengen-v2 cognito-event-userpools-verify-auth-challenge connect controltower documentdb
dynamodb ecr-image-scan iot-custom-auth-request kinesis-event s3-event s3-object-lambda-event ses sns-event sqs-event vpc-lattice-v1-request vpc-lattice-v2-request
""".split()


def github(source):
    for event in json.loads(source.read_text()):
        for payload in event["examples"]:
            yield event["name"], payload


def aws(source):
    for file in sorted(source.glob("example-*.json")):
        name = file.stem.removeprefix("example-")
        if "response" in name.split("-"):
            continue  # what a function answers
        known = [event for event in AWS_EVENTS if name == event or name.startswith(event + "-")]
        yield max(known, key=len, default=name.removesuffix("-event")), json.loads(file.read_text())


def twitch(source):
    for payload, _ in rust(source, RAW_STRING):
        if isinstance(payload, dict) and "event" in payload and "subscription" in payload:
            yield payload["subscription"]["type"], payload


def matrix(source):
    for payload, _ in rust(source, RAW_STRING, JSON_MACRO):
        if isinstance(payload, dict) and isinstance(payload.get("type"), str) and isinstance(payload.get("content"), dict):
            yield payload["type"], payload


def telegram(source):
    for payload, file in rust(source, RAW_STRING):
        if isinstance(payload, dict) and "update_id" in payload:
            yield "update." + next(key for key in payload if key != "update_id"), payload
        elif isinstance(payload, dict) and len(payload) > 2:  # smaller ones are made up for tests of one key
            yield file.stem, payload


def line(source):
    new, old = (json.loads((source / file).read_text())["events"] for file in ("v3/text/webhook.json", "text/webhook.json"))
    for payload in new + [payload for payload in old if payload not in new]:
        message = payload.get("message", {}).get("type")
        yield f"{payload['type']}.{message}" if message else payload["type"], payload


RAW_STRING = re.compile(r'r(#+)"(.*?)"\1', re.DOTALL)
JSON_MACRO = re.compile(r"json!\s*\(()")


def rust(source, *patterns):
    """What JSON there is in Rust sources, with the file: raw strings, and `json!` of literals only."""
    for file in sorted(source.rglob("*.rs")):
        text = file.read_text()
        for pattern in patterns:
            for match in pattern.finditer(text):
                written = match[2] if pattern is RAW_STRING else literal(text, match.end())
                try:
                    yield json.loads(written), file
                except ValueError:
                    pass  # not JSON, or with expressions in it


def literal(text, start):
    """The argument of a macro that starts there, without comments and trailing commas."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|[()]|,(?=\s*[}\]])|.', re.DOTALL)
    depth, out = 1, []
    for match in token.finditer(text, start):
        piece = match[0]
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth == 0:
            break
        if piece != "," and not piece.startswith("//") or piece == "," and not re.match(r",\s*[}\]]", text[match.start():match.start() + 200]):
            out.append(piece)
    return "".join(out).strip().removesuffix(",")


def main(vendor, source, out):
    found = collections.defaultdict(list)
    for event, payload in {"github": github, "aws": aws, "twitch": twitch, "matrix": matrix, "telegram": telegram, "line": line}[vendor](pathlib.Path(source)):
        if isinstance(payload, dict):
            found[event].append(payload)
    for event, payloads in found.items():
        folder = pathlib.Path(out, vendor, event)
        folder.mkdir(parents=True)
        for number, payload in enumerate(payloads):
            (folder / f"{number:03}.json").write_text(json.dumps(payload, indent=2, ensure_ascii=False) + "\n")
    print(f"{vendor}: {len(found)} events, {sum(map(len, found.values()))} payloads")


main(*sys.argv[1:])
