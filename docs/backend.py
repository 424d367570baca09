#!/usr/bin/env python3
"""A back end that is no Docket client: it sends events, follows what is committed, and lists entities.

    export DOCKET_URL=http://localhost:4400 DOCKET_TOKEN=...
    python3 backend.py send receipts.jsonl
    python3 backend.py follow --cursor cursor.txt
    python3 backend.py list order 'status=open&sort=-table_number'

It needs Python 3.9 and nothing else. Take it as it is, or as an example; docs/http.md says what is behind it.
"""

import argparse
import hashlib
import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime

BATCH = 500
LONGEST_WAIT_S = 60


class Refused(Exception):
    """The server will not take the request, however often it is sent."""


class Docket:
    """The HTTP interface of a server, with retries."""

    def __init__(self, url, token, attempts=10):
        self.url = url.rstrip("/")
        self.token = token
        self.attempts = attempts

    def request(self, path, body=None):
        """The JSON of the answer. Sends again what may succeed later: all requests here are safe to repeat."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        for attempt in range(1, self.attempts + 1):
            try:
                request = urllib.request.Request(self.url + path, data, headers)
                with urllib.request.urlopen(request, timeout=60) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                problem = error.read().decode(errors="replace")
                if error.code not in (429, 502, 503, 504):
                    raise Refused(f"{error.code}: {problem}") from None
                reason, wait = str(error.code), error.headers.get("Retry-After")
            except (OSError, http.client.HTTPException, ValueError) as error:
                # No answer, or half of one: whether the server has it is open, and sending it again settles that.
                reason, wait = str(error), None
            if attempt == self.attempts:
                raise Refused(f"no success in {attempt} attempts: {reason}")
            pause = int(wait) if wait and wait.isdigit() else min(0.1 * 2**attempt, LONGEST_WAIT_S) * random.uniform(0.5, 1)
            print(f"{reason}: again in {pause:.1f} s", file=sys.stderr)
            time.sleep(pause)

    def send(self, events):
        """Sends any number of events; yields the answer to each batch."""
        for start in range(0, len(events), BATCH):
            yield self.request("/v1/events/batch", {"events": events[start : start + BATCH]})

    def since(self, after):
        """A page of events behind a number, and where to go on."""
        page = self.request(f"/v1/events/since?after={after}&limit={BATCH}")
        return page["events"], page["next"]

    def entities(self, entity_type, query=""):
        """Yields all entities of a type that a query like `status=open&sort=-table_number` chooses."""
        after = ""
        while after is not None:
            page = self.request(f"/v1/entities/{entity_type}?{query}{after}")
            yield from page["entities"]
            after = page["next"] and "&after=" + urllib.parse.quote(page["next"])


def event_id(timestamp, key):
    """The id of an event that has a name of its own here: a UUIDv7, always the same for the same key and time."""
    ms = int(datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp() * 1000)
    tail = int.from_bytes(hashlib.sha256(key.encode()).digest()[:10], "big")
    value = (ms << 80) | tail
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def send(docket, path):
    """Each line is an event without an id: its idempotency_key, say the number of a receipt, is its name."""
    with open(path, encoding="utf-8") as file:
        events = [json.loads(line) for line in file if line.strip()]
    for event in events:
        event["id"] = event_id(event["timestamp"], event["idempotency_key"])
    rejected = 0
    for answer in docket.send(events):
        for item in answer["rejected"]:
            print(json.dumps(item), file=sys.stderr)
        rejected += len(answer["rejected"])
    print(f"{len(events) - rejected} accepted, {rejected} rejected")
    return 1 if rejected else 0


def follow(docket, cursor, once):
    """Prints events as lines of JSON. After a crash those of the last page may come twice, and none is left out."""
    after = int(open(cursor).read()) if os.path.exists(cursor) else 0
    while True:
        events, following = docket.since(after)
        for event in events:
            print(json.dumps(event), flush=True)
        if following != after:
            after = following
            # Whole or not at all.
            with open(cursor + ".new", "w") as file:
                file.write(str(after))
                file.flush()
                os.fsync(file.fileno())
            os.replace(cursor + ".new", cursor)
        elif once:
            return 0
        else:
            time.sleep(1)


def list_entities(docket, entity_type, query):
    for entity in docket.entities(entity_type, query):
        print(json.dumps(entity))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default=os.environ.get("DOCKET_URL", "http://localhost:4400"))
    commands = parser.add_subparsers(dest="command", required=True)
    sending = commands.add_parser("send", help="send events from a file of JSON lines")
    sending.add_argument("file")
    following = commands.add_parser("follow", help="print events as they are committed")
    following.add_argument("--cursor", required=True, help="the file that says how far it has come")
    following.add_argument("--once", action="store_true", help="end where there are no more")
    listing = commands.add_parser("list", help="print entities")
    listing.add_argument("type")
    listing.add_argument("query", nargs="?", default="")
    args = parser.parse_args()
    if "DOCKET_TOKEN" not in os.environ:
        parser.error("set DOCKET_TOKEN to a token")
    docket = Docket(args.url, os.environ["DOCKET_TOKEN"])
    try:
        if args.command == "send":
            return send(docket, args.file)
        if args.command == "follow":
            return follow(docket, args.cursor, args.once)
        return list_entities(docket, args.type, args.query)
    except Refused as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
