#!/usr/bin/env python3
"""Verifies an audit bundle of Docket. Needs Python 3.9 or later, and nothing else.

    python3 verify.py bundle.zip [more.zip ...] [--key KEY] [--json]

KEY is a public key of the one who exports, 32 bytes in base64, or a file that has it; get it from somewhere else than
the bundle, or the bundle vouches only for itself. It may be given several times. The exit status is 0 when all bundles
are whole, 1 when one is not, 2 when one cannot be opened.

What is checked, and what each finding means, is in audit-format.md. This program shares no code with Docket's own
verifier, and the two are tested to give the same answers.
"""

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sys
import time
import zipfile
import zlib
from decimal import Decimal

NOTHING = "0" * 64
HASH = re.compile(r"[0-9a-f]{64}")
SALT = re.compile(r"[0-9a-f]{32}")
INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
LONGEST = 16 * 1024 * 1024
SAFE = 2**53 - 1
EFFECTS = ("applied", "noted", "no_effect", "rejected", "not_understood")


class Bad(Exception):
    """The first thing that is wrong."""

    def __init__(self, kind, explanation, seq=None, event_id=None, file=None):
        super().__init__(explanation)
        found = {"kind": kind, "seq": seq, "event_id": event_id, "file": file, "explanation": explanation}
        self.finding = {name: value for name, value in found.items() if value is not None}


# --- Canonical JSON (RFC 8785) and hashes ---


def canonical(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return canonical_text(value)
    if isinstance(value, (int, float)):
        return canonical_number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(canonical_text(name) + ":" + canonical(value[name]) for name in names) + "}"


def canonical_text(text):
    written = json.dumps(text, ensure_ascii=False)
    # Half a surrogate pair has no UTF-8; ECMAScript writes it as an escape.
    return re.sub("[\ud800-\udfff]", lambda half: "\\u%04x" % ord(half.group()), written)


def canonical_number(value):
    """As ECMAScript writes a number."""
    if isinstance(value, int):
        if abs(value) <= SAFE:
            return str(value)
        value = float(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    _, digits, exponent = Decimal(repr(abs(value))).as_tuple()
    digits = "".join(map(str, digits))
    point = len(digits) + exponent
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return "%s%s%se%+d" % (sign, digits[0], fraction, point - 1)


def sha256(data):
    if isinstance(data, str):
        data = data.encode("utf-8")
    return hashlib.sha256(data).hexdigest()


def refuse_constant(name):
    raise ValueError(name + " is no JSON")


def parse(text):
    """The object that a text is; None when it is none."""
    try:
        value = json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_hash(value):
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def is_whole(value):
    return type(value) is int and abs(value) <= SAFE


# --- Ed25519 (RFC 8032, 5.1 and the code of its appendix 6) ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def sum_of_products(a, point_a, b, point_b):
    """a * point_a + b * point_b, with one row of doublings for both."""
    choices = (None, point_a, point_b, point_add(point_a, point_b))
    total = (0, 1, 1, 0)
    for bit in range(max(a, b).bit_length() - 1, -1, -1):
        total = point_add(total, total)
        choice = choices[(a >> bit & 1) + 2 * (b >> bit & 1)]
        if choice is not None:
            total = point_add(total, choice)
    return total


def point_equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0:
        return None
    return P - x if x & 1 != sign else x


def point_decompress(data):
    number = int.from_bytes(data, "little")
    y = number & (1 << 255) - 1
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_verify(public, message, signature):
    a = point_decompress(public)
    r = point_decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    return point_equal(sum_of_products(s, BASE, h, minus_a), r)


def from_base64(text):
    """The bytes; None when the text is not written as it should be."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode() == text else None


class Keys:
    """Public keys by their ids."""

    def __init__(self):
        self.keys = {}

    def add(self, text):
        raw = from_base64(text)
        if raw is None or len(raw) != 32:
            return None
        key_id = sha256(raw)
        self.keys[key_id] = raw
        return key_id

    def verify(self, key_id, message, signature):
        data = from_base64(signature)
        if key_id not in self.keys or data is None or len(data) != 64:
            return False
        return ed25519_verify(self.keys[key_id], message, data)


# --- The files of a bundle ---


class Bundle:
    """A ZIP file; what is read of a file is hashed on the way."""

    def __init__(self, path):
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError) as error:
            raise Bad("malformed", "The ZIP file cannot be read: %s" % error)
        self.hashes = {}
        self.names = set()
        for name in self.zip.namelist():
            if name in self.names:
                raise Bad("malformed", name + " occurs twice")
            self.names.add(name)

    def chunks(self, file):
        if file not in self.names:
            raise Bad("deleted", file + " is missing", file=file)
        hashed = hashlib.sha256()
        try:
            with self.zip.open(file) as opened:
                while True:
                    chunk = opened.read(1 << 18)
                    if not chunk:
                        break
                    hashed.update(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise Bad("malformed", "The ZIP file cannot be read: %s" % error, file=file)
        self.hashes[file] = hashed.hexdigest()

    def whole(self, file):
        return b"".join(self.chunks(file))

    def lines(self, file):
        """Lines as text; None for one that is no UTF-8. What stands after the last line feed is no line."""
        rest = b""
        for chunk in self.chunks(file):
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            if len(rest) > LONGEST:
                raise Bad("malformed", "%s has a line of more than %d bytes" % (file, LONGEST), file=file)
            for line in lines:
                try:
                    yield line.decode("utf-8")
                except UnicodeDecodeError:
                    yield None

    def hash(self, file):
        if file not in self.hashes:
            for _ in self.chunks(file):
                pass
        return self.hashes[file]


class Step:
    """A record, or a link: only a record's place in the chain."""

    __slots__ = ("content", "entity_previous", "event_id", "hash", "previous", "recorded_at_ms", "reveal", "seq", "text")


AFTER = re.compile(
    r',"entity_previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})",'
    r'"recorded_at_ms":(0|-?[1-9][0-9]{0,15}),"reveal":(\{.*\}),"seq":([1-9][0-9]{0,15})\}\Z',
    re.DOTALL,
)
LINK = re.compile(
    r'\{"content":"([0-9a-f]{64})","entity_previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})",'
    r'"previous":"([0-9a-f]{64})","recorded_at_ms":(0|-?[1-9][0-9]{0,15}),"seq":([1-9][0-9]{0,15})\}\Z'
)


class RecordReader:
    """Reads lines of records.ndjson.

    All but the content has to be canonical; so the content is what stands before it, and its bytes are hashed as they are.
    """

    def __init__(self):
        # By their texts: those of the same users come again and again.
        self.reveals = {}

    def read(self, line):
        if line is None or not line.startswith('{"content":'):
            return None
        # What is revealed may hold the same names.
        end = line.rfind(',"entity_previous":"')
        while end > 0:
            step = self.read_at(line, end)
            if step is not None:
                return step
            end = line.rfind(',"entity_previous":"', 0, end)
        return None

    def read_at(self, line, end):
        match = AFTER.match(line, end)
        if match is None:
            return None
        step = Step()
        step.entity_previous, step.hash, step.previous, recorded_at_ms, reveal, seq = match.groups()
        step.recorded_at_ms, step.seq = int(recorded_at_ms), int(seq)
        step.reveal = self.reveal_of(reveal)
        step.text = line[len('{"content":') : end]
        if not is_whole(step.recorded_at_ms) or not is_whole(step.seq) or step.reveal is None:
            return None
        step.content = parse(step.text)
        if step.content is None:
            return None
        event_id = step.content.get("event_id")
        step.event_id = event_id if isinstance(event_id, str) else None
        return step

    def reveal_of(self, text):
        if text not in self.reveals:
            if len(self.reveals) >= 10000:
                self.reveals.clear()
            value = parse(text)
            self.reveals[text] = value if is_reveal(value) and canonical(value) == text else None
        return self.reveals[text]


def read_link(line):
    match = None if line is None else LINK.match(line)
    if match is None:
        return None
    step = Step()
    step.content, step.entity_previous, step.hash, step.previous, recorded_at_ms, seq = match.groups()
    step.recorded_at_ms, step.seq = int(recorded_at_ms), int(seq)
    step.text = step.event_id = None
    return step if is_whole(step.recorded_at_ms) and is_whole(step.seq) else None


def is_reveal(value):
    if not isinstance(value, dict):
        return False
    for revealed in value.values():
        if not isinstance(revealed, dict) or set(revealed) != {"salt", "value"}:
            return False
        if not isinstance(revealed["salt"], str) or not SALT.fullmatch(revealed["salt"]):
            return False
    return True


def steps_of(bundle):
    """Records and links in one row: the smaller number first, a record before a link."""

    def read(file, reader):
        for line in bundle.lines(file):
            step = reader(line)
            if step is None:
                raise Bad("malformed", "A line of %s cannot be read" % file, file=file)
            yield step

    records = read("records.ndjson", RecordReader().read)
    links = read("links.ndjson", read_link)
    record = next(records, None)
    link = next(links, None)
    while record is not None or link is not None:
        if link is None or (record is not None and record.seq <= link.seq):
            yield record
            record = next(records, None)
        else:
            yield link
            link = next(links, None)


# --- The chain ---


def edited(step, why):
    return Bad("edited", "Number %d is not what was recorded: %s" % (step.seq, why), step.seq, step.event_id)


def inserted(step):
    why = "Number %d has one record too many, which nothing is chained to" % step.seq
    return Bad("inserted", why, step.seq, step.event_id)


def is_chained(step, seq=None, previous=None):
    """Do the content and the place of a step give its hash, or would they in another place?"""
    content = step.content if step.text is None else sha256(step.text)
    link = '{"content":"%s","entity_previous":"%s","previous":"%s","recorded_at_ms":%d,"seq":%d}' % (
        content,
        step.entity_previous,
        step.previous if previous is None else previous,
        step.recorded_at_ms,
        step.seq if seq is None else seq,
    )
    return sha256(link) == step.hash


class ChainCheck:
    """Follows the chain: hashes, numbers, and that each step names the one before.

    A step is settled when the one after it has been seen to name it, or there is none. Where a number is missing, what
    comes after is only looked through, for whether it comes later.
    """

    def __init__(self, first, last, settle):
        self.expected = first
        self.last_seq = last
        self.settle = settle
        self.last = None
        self.twin = None
        self.missing = None
        self.doubtful = None
        self.is_next = False
        self.record_came_later = False
        self.any_came_later = False
        self.commitments = {}

    def add(self, step):
        if self.doubtful is not None:
            return self.name_shift(step)
        if self.missing is not None:
            return self.search(step)
        if self.twin is not None:
            raise inserted(self.last if step.previous == self.twin.hash else self.twin)
        if step.seq > self.expected:
            self.missing = self.expected
            return self.search(step)
        before = self.last
        if step.seq < self.expected:
            if before is None or step.seq != before.seq:
                raise inserted(step)
            self.twin = step
            return
        if not is_chained(step):
            return self.doubt(step)
        self.check_reveal(step)
        if before is None:
            if step.seq == 1 and step.previous != NOTHING:
                raise edited(step, "nothing was before it")
        else:
            if step.previous != before.hash:
                raise edited(before, "the record after it was chained to another hash")
            self.settle(before)
        self.last = step
        self.expected = step.seq + 1
        if step.text is not None and step.seq > self.last_seq:
            raise inserted(step)

    def is_searching(self):
        """Is something known to be wrong already, and only not yet what?"""
        return self.doubtful is not None or self.missing is not None

    def end(self):
        if self.doubtful is not None:
            raise edited(self.doubtful, "its content and its place do not give its hash")
        if self.missing is not None:
            raise self.gone(self.missing)
        if self.twin is not None:
            raise inserted(self.twin)
        if self.last is not None:
            self.settle(self.last)
        if self.expected <= self.last_seq:
            raise self.gone(self.expected)

    def doubt(self, step):
        """It does not give its hash; where others come after it, they tell why."""
        if self.last is not None and is_chained(step, step.seq - 1, self.last.previous):
            raise inserted(self.last)
        self.doubtful = step
        self.is_next = True

    def name_shift(self, step):
        """Was a record put in, taken out or moved, and those after it given other numbers?"""
        seq = self.doubtful.seq
        before = self.doubtful.previous if self.last is None else self.last.hash
        was_here = is_chained(step, seq, before)
        if self.is_next and is_chained(step, step.seq + 1, self.doubtful.hash):
            raise Bad("deleted", "Number %d is missing, and those after it have other numbers" % seq, seq)
        if self.is_next and was_here and not is_chained(self.doubtful, seq + 1, step.hash):
            raise inserted(self.doubtful)
        self.is_next = False
        if was_here:
            why = "Number %d does not stand in its place, but later" % seq
            raise Bad("reordered", why, seq, step.event_id)

    def check_reveal(self, step):
        if step.text is None:
            return
        for pointer, revealed in step.reveal.items():
            commitment = value_at(step.content, pointer)
            if not isinstance(commitment, dict) or commitment.get("$personal") != self.commitment_of(revealed):
                raise edited(step, pointer + " is not what was committed to")

    def commitment_of(self, revealed):
        salt, value = revealed["salt"], revealed["value"]
        if not isinstance(value, str):
            return sha256(canonical([salt, value]))
        # Users come again and again.
        key = salt + value
        if key not in self.commitments:
            if len(self.commitments) > 10000:
                self.commitments.clear()
            self.commitments[key] = sha256(canonical([salt, value]))
        return self.commitments[key]

    def search(self, step):
        if step.seq == self.missing:
            why = "Number %d does not stand in its place, but later" % step.seq
            raise Bad("reordered", why, step.seq, step.event_id)
        self.any_came_later = True
        if step.text is not None:
            self.record_came_later = True

    def gone(self, missing):
        if self.record_came_later or (self.any_came_later and missing > self.last_seq):
            return Bad("deleted", "Number %d is missing, and others come after it" % missing, missing)
        return Bad("truncated", "The records end before number %d, and there were more" % missing, missing)


def value_at(value, pointer):
    """What a JSON Pointer (RFC 6901) names, through objects only."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return value


class SealCheck:
    """Follows the seals beside the chain: signatures, that each names the one before, and that the chain has their heads."""

    def __init__(self, tenant, keys, lines, is_from_first):
        self.tenant = tenant
        # Is the tenant's first seal one of them?
        self.is_from_first = is_from_first
        self.keys = keys
        self.lines = iter(lines)
        self.key_ids = []
        self.before_hash = None
        self.before_seq = None
        self.next = None
        self.sealed_seq = None

    def settle(self, step):
        while self.next is not None and self.next["seq"] <= step.seq:
            if self.next["seq"] < step.seq:
                raise self.bad("inserted", "A seal is of a number before the first", self.next)
            if self.next["head"] != step.hash:
                why = "Number %d was sealed with another hash: what is up to it was written anew" % step.seq
                raise Bad("forked", why, step.seq)
            self.sealed_seq = step.seq
            self.advance()

    def end(self, last):
        if self.next is not None:
            why = "A seal knows %d records, and there are %d" % (self.next["seq"], last)
            raise Bad("truncated", why, last + 1)
        if self.sealed_seq != last:
            raise Bad("truncated", "No seal covers number %d" % last, last, file="seals.ndjson")

    def advance(self):
        try:
            line = next(self.lines)
        except StopIteration:
            self.next = None
            return
        seal = None if line is None else parse(line)
        if seal is None or not self.is_seal(seal) or canonical(seal) != line:
            raise Bad("malformed", "A seal cannot be read", file="seals.ndjson")
        signed = canonical({name: value for name, value in seal.items() if name != "signature"})
        text = signed.encode("utf-8", "surrogatepass")
        if seal["tenant_id"] != self.tenant or not self.keys.verify(seal["key_id"], text, seal["signature"]):
            why = "The seal of number %d is not signed by a key of ours" % seal["seq"]
            raise self.bad("wrong_signature", why, seal)
        if seal["key_id"] not in self.key_ids:
            self.key_ids.append(seal["key_id"])
        seal_hash = sha256(text)
        if self.before_hash is None:
            if self.is_from_first and seal["previous"] != NOTHING:
                raise self.bad("deleted", "A seal is missing before this one", seal)
        else:
            if seal_hash == self.before_hash:
                raise self.bad("inserted", "A seal occurs twice", seal)
            if seal["seq"] < self.before_seq:
                raise self.bad("reordered", "A seal is of a smaller number than the one before", seal)
            if seal["previous"] != self.before_hash:
                raise self.bad("deleted", "A seal is missing before this one", seal)
        self.before_hash, self.before_seq = seal_hash, seal["seq"]
        self.next = seal

    @staticmethod
    def bad(kind, why, seal):
        return Bad(kind, why, seal["seq"], file="seals.ndjson")

    @staticmethod
    def is_seal(seal):
        return (
            set(seal) == {"tenant_id", "seq", "head", "sealed_at_ms", "previous", "key_id", "signature"}
            and isinstance(seal["tenant_id"], str)
            and is_whole(seal["seq"])
            and is_hash(seal["head"])
            and is_whole(seal["sealed_at_ms"])
            and is_hash(seal["previous"])
            and is_hash(seal["key_id"])
            and isinstance(seal["signature"], str)
        )


# --- The documents, and what their events did ---


def event_number(event_id, verdict):
    """Summed up over a document, these say which events it has, in whatever order they come."""
    return int.from_bytes(hashlib.sha256(("%s %s" % (event_id, verdict)).encode("utf-8", "replace")).digest(), "big")


class DocumentsCheck:
    """Follows each document's own chain, in which its records have to be all of its."""

    def __init__(self, manifest):
        self.tenant = manifest["tenant_id"]
        self.is_period = manifest["kind"] == "period"
        self.first = manifest["first_seq"] or 1
        self.last = manifest["last_seq"] or 0
        self.sums = manifest["documents"] > 0
        self.heads = {}
        self.events = {}
        self.hashes = set()
        self.records = 0
        self.head = None

    def settle(self, step):
        if step.text is not None:
            return self.record(step)
        if self.is_period:
            is_hidden = self.first <= step.seq <= self.last
        else:
            is_hidden = step.entity_previous in self.hashes
        if is_hidden:
            raise Bad("deleted", "Number %d belongs here, and only its place is" % step.seq, step.seq)

    def record(self, step):
        content = step.content
        if content.get("tenant_id") != self.tenant:
            raise Bad("inserted", "It is of another tenant", step.seq, step.event_id)
        needed = [content.get(name) for name in ("entity_type", "entity_id", "event_id", "verdict")]
        if not all(isinstance(value, str) for value in needed):
            raise Bad("malformed", "Its content is not that of a record", step.seq, step.event_id)
        entity_type, entity_id, event_id, verdict = needed
        document = entity_type + "/" + entity_id
        head = self.heads.get(document)
        # A document may have begun before a period, unless nothing is before it.
        began_before = head is None and self.is_period and self.first > 1
        if not began_before and step.entity_previous != (head or NOTHING):
            if self.is_period:
                why = "Number %d does not continue the records of %s" % (step.seq, document)
                raise Bad("forked", why, step.seq, step.event_id)
            why = "The record of %s before number %d is missing" % (document, step.seq)
            raise Bad("deleted", why, step.seq, step.event_id)
        self.records += 1
        self.head = step.hash
        if self.sums:
            if head is None and step.entity_previous == NOTHING:
                self.events[document] = [0, 0]
            if document in self.events:
                events = self.events[document]
                events[0] += 1
                events[1] += event_number(event_id, verdict)
        if not self.is_period:
            self.hashes.discard(head)
            self.hashes.add(step.hash)
        self.heads[document] = step.hash


class StatesCheck:
    """That the events which are in the records, all of them, lead from each first state to the last."""

    def __init__(self, events):
        self.events = events
        self.name = None
        self.explained = 0

    def add(self, line):
        value = None if line is None else parse(line)
        if value is None or not isinstance(value.get("entity_type"), str) or not isinstance(value.get("entity_id"), str):
            raise self.unreadable()
        name = value["entity_type"] + "/" + value["entity_id"]
        if "initial" in value:
            if self.name is not None:
                raise unexplained(self.name + " does not end with its state")
            self.name, self.state, self.last_id, self.sum = name, value["initial"], "", [0, 0]
            return
        if self.name != name:
            raise unexplained(name + " does not begin with its first state")
        if "state" in value:
            self.finish(value["state"])
        else:
            self.step(value)

    def step(self, value):
        event_id, effect, changes = value.get("event_id"), value.get("effect"), value.get("changes")
        if not isinstance(event_id, str) or effect not in EFFECTS or not isinstance(changes, list):
            raise self.unreadable()
        if event_id <= self.last_id:
            raise unexplained(self.name + " is not in the order of its events", event_id)
        if effect != "applied" and changes:
            raise unexplained("It has no effect, and changes something", event_id)
        self.last_id = event_id
        self.sum[0] += 1
        self.sum[1] += event_number(event_id, "rejected" if effect == "rejected" else "accepted")
        try:
            self.state = apply_patch(self.state, changes)
        except LookupError:
            raise unexplained("What it is said to change is not there", event_id)

    def finish(self, state):
        if self.events.get(self.name) != self.sum:
            raise unexplained(self.name + " is explained by other events")
        if canonical(self.state) != canonical(state):
            raise unexplained("The state of %s is not what its events give" % self.name)
        self.name = None
        self.explained += 1

    def end(self, documents):
        if self.name is not None:
            raise unexplained(self.name + " does not end with its state")
        if self.explained != documents:
            raise unexplained("%d documents are explained, and there were %d" % (self.explained, documents))

    @staticmethod
    def unreadable():
        return Bad("malformed", "A line of states.ndjson cannot be read", file="states.ndjson")


def unexplained(why, event_id=None):
    return Bad("state_not_explained", why, event_id=event_id, file="states.ndjson")


def apply_patch(value, operations):
    """JSON Patch (RFC 6902): add, remove and replace."""
    root = {"root": value}
    for operation in operations:
        if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
            raise LookupError("an operation has a path")
        kind = operation.get("op")
        if kind != "remove" and not (kind in ("add", "replace") and "value" in operation):
            raise LookupError("an operation is add, replace or remove")
        parts = operation["path"].split("/")
        if parts[0] != "":
            raise LookupError("a path begins with a slash")
        names = ["root"] + [part.replace("~1", "/").replace("~0", "~") for part in parts[1:]]
        target = root
        for name in names[:-1]:
            if isinstance(target, list):
                target = target[index_of(name, len(target) - 1)]
            elif isinstance(target, dict) and name in target:
                target = target[name]
            else:
                raise LookupError("there is no " + name)
        apply_to(target, names[-1], kind, operation.get("value"))
    return root["root"]


def apply_to(target, name, kind, value):
    if isinstance(target, list):
        if kind == "add":
            target.insert(len(target) if name == "-" else index_of(name, len(target)), value)
        elif kind == "remove":
            del target[index_of(name, len(target) - 1)]
        else:
            target[index_of(name, len(target) - 1)] = value
        return
    if not isinstance(target, dict) or (kind != "add" and name not in target):
        raise LookupError("there is no " + name)
    if kind == "remove":
        del target[name]
    elif name == "__proto__":
        raise LookupError("no JSON of Docket has this member")
    else:
        target[name] = value


def index_of(name, most):
    if not INDEX.fullmatch(name) or int(name) > most:
        raise LookupError("there is no place " + name)
    return int(name)


# --- A bundle as a whole ---


def read_manifest(data):
    try:
        manifest = parse(data.decode("utf-8", "replace"))
    except RecursionError:
        manifest = None
    if manifest is None or not is_manifest(manifest):
        raise Bad("malformed", "The manifest is not one of format 1", file="manifest.json")
    return manifest


def is_manifest(manifest):
    def texts(name):
        value = manifest.get(name)
        return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())

    counts = [manifest.get(name) for name in ("records", "gaps", "seals", "documents")]
    ends = [manifest.get(name) for name in ("first_seq", "last_seq")]
    if not all(is_whole(count) and count >= 0 for count in counts):
        return False
    if not all(name in manifest for name in ("first_seq", "last_seq", "head")):
        return False
    if not all(end is None or (is_whole(end) and end > 0) for end in ends):
        return False
    if manifest["head"] is not None and not is_hash(manifest["head"]):
        return False
    if any((value is None) != (manifest["records"] == 0) for value in ends + [manifest["head"]]):
        return False
    return (
        isinstance(manifest.get("docket"), str)
        and manifest.get("format") == 1
        and manifest.get("kind") in ("entity", "period")
        and isinstance(manifest.get("tenant_id"), str)
        and is_whole(manifest.get("exported_at_ms"))
        and isinstance(manifest.get("filter"), dict)
        and is_hash(manifest.get("key_id"))
        and texts("keys")
        and texts("files")
        and all(is_hash(value) for value in manifest["files"].values())
    )


def keys_of(manifest, trusted):
    keys = Keys()
    for text in trusted:
        keys.add(text)
    if trusted:
        return keys
    for key_id, text in manifest["keys"].items():
        if keys.add(text) != key_id:
            raise Bad("wrong_signature", "A key has the id of another", file="manifest.json")
    return keys


def check_names(names, files):
    needed = ["records.ndjson", "links.ndjson", "seals.ndjson", "states.ndjson"] + sorted(files)
    for file in needed:
        if file not in names:
            raise Bad("deleted", file + " is missing", file=file)
    for file in sorted(names):
        if file not in ("manifest.json", "manifest.sig") and file not in files:
            raise Bad("inserted", file + " is not of this bundle", file=file)


def verify(path, trusted=(), progress=lambda records: None):
    """What is wrong with a bundle first, if anything."""
    result = {"whole": True, "records": 0, "sealed_seq": None, "first_bad": None, "key_ids": []}
    documents = seals = None
    try:
        bundle = Bundle(path)
        data = bundle.whole("manifest.json")
        manifest = read_manifest(data)
        keys = keys_of(manifest, trusted)
        if not keys.verify(manifest["key_id"], data, bundle.whole("manifest.sig").decode("latin-1")):
            raise Bad("wrong_signature", "The manifest is not signed by a key of ours", file="manifest.json")
        result["key_ids"].append(manifest["key_id"])
        check_names(bundle.names, manifest["files"])
        lines = list(bundle.lines("seals.ndjson"))
        if len(lines) < manifest["seals"]:
            why = "%d seals are here, and there were %d" % (len(lines), manifest["seals"])
            raise Bad("deleted", why, file="seals.ndjson")
        documents = DocumentsCheck(manifest)
        seals = SealCheck(manifest["tenant_id"], keys, lines, manifest["first_seq"] == 1)
        if manifest["last_seq"] is not None:
            verify_records(bundle, manifest, documents, seals, progress)
        states = StatesCheck(documents.events)
        for line in bundle.lines("states.ndjson"):
            states.add(line)
        states.end(manifest["documents"])
        # Whatever is in the files besides what was understood of them.
        for file in sorted(manifest["files"]):
            if bundle.hash(file) != manifest["files"][file]:
                raise Bad("edited", file + " is not what was exported", file=file)
    except Bad as bad:
        result["whole"] = False
        result["first_bad"] = bad.finding
    if documents is not None:
        result["records"] = documents.records
        result["sealed_seq"] = seals.sealed_seq
        result["key_ids"] += [key_id for key_id in seals.key_ids if key_id not in result["key_ids"]]
    return result


def verify_records(bundle, manifest, documents, seals, progress):
    settled = [manifest["first_seq"] - 1]

    def settle(step):
        documents.settle(step)
        seals.settle(step)
        settled[0] = step.seq
        if documents.records % 10000 == 0:
            progress(documents.records)

    chain = ChainCheck(manifest["first_seq"], manifest["last_seq"], settle)
    seals.advance()
    try:
        for step in steps_of(bundle):
            chain.add(step)
    except Bad as bad:
        # What cannot be read further on is not the first thing that is wrong.
        if not (chain.is_searching() and bad.finding["kind"] == "malformed"):
            raise
    chain.end()
    seals.end(settled[0])
    if documents.head != manifest["head"]:
        raise Bad("forked", "The manifest has another head", manifest["last_seq"])
    if documents.records != manifest["records"]:
        why = "%d records are here, and there were %d" % (documents.records, manifest["records"])
        raise Bad("deleted", why, file="records.ndjson")


# --- The command line ---


def read_key(text):
    if os.path.isfile(text):
        with open(text, encoding="ascii", errors="replace") as file:
            text = file.read()
    text = text.strip()
    if Keys().add(text) is None:
        raise SystemExit("verify.py: a key is 32 bytes in base64, or a file that has them")
    return text


def report(path, result, is_trusted):
    bad = result["first_bad"]
    if bad is None:
        print("%s: WHOLE. %d records, sealed up to number %s." % (path, result["records"], result["sealed_seq"]))
    else:
        where = ", ".join("%s %s" % (name, bad[name]) for name in ("file", "seq", "event_id") if name in bad)
        print("%s: NOT WHOLE. %s%s: %s" % (path, bad["kind"], where and " (" + where + ")", bad["explanation"]))
    for key_id in result["key_ids"]:
        print("  signed by the key " + key_id)
    if bad is None and not is_trusted:
        print("  The key is the bundle's own: compare it with one that you have from elsewhere, or pass --key.")


def main():
    parser = argparse.ArgumentParser(description="Verifies audit bundles of Docket.")
    parser.add_argument("bundles", nargs="*", metavar="bundle.zip")
    parser.add_argument("--key", action="append", default=[], help="public key to trust: base64, or a file")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each bundle")
    parser.add_argument("--stdin", action="store_true", help="read further names of bundles from standard input")
    options = parser.parse_args()
    trusted = [read_key(text) for text in options.key]
    status = 0

    def names():
        yield from options.bundles
        if options.stdin:
            for line in sys.stdin:
                yield line.rstrip("\n")

    if not options.bundles and not options.stdin:
        parser.error("name a bundle")
    for path in names():
        began = time.monotonic()

        def progress(records):
            if sys.stderr.isatty():
                rate = records / max(time.monotonic() - began, 0.001)
                sys.stderr.write("\r%s: %d records, %d/s" % (path, records, rate))

        try:
            result = verify(path, trusted, progress)
        except OSError as error:
            print("verify.py: %s" % error, file=sys.stderr)
            status = 2
            continue
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
        if options.json:
            print(json.dumps({"file": path, **result}), flush=True)
        else:
            report(path, result, bool(trusted))
        if not result["whole"]:
            status = max(status, 1)
    return status


if __name__ == "__main__":
    sys.exit(main())
