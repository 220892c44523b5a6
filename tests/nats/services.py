#!/usr/bin/env python3
"""Checks the programs of examples/nats with one server: the forms of input, messages that nobody can decode, and a
publisher whose schema is newer than the one that `store` was built with.

usage: services.py BUILD SOURCE PROTOC
"""

import base64
import contextlib
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from google.protobuf.internal import encoder

from client import Client

HEADERS = {"Content-Type": "application/protobuf", "Protobuf-Message": "phonenum.v1.PhoneNumber"}
SECRET = "fake-"  # backup codes of the samples begin so


class Test:
    def __init__(self, build, source, work):
        self.source, self.work = source, work
        self.program = build / "tools/phonenum"
        self.programs = build / "examples/nats"
        self.cluster_script = source / "examples/nats/cluster.sh"
        self.environment = dict(os.environ, NATS_FOLDER=str(work / "nats"))
        self.database = work / "db"
        self.said = ""  # by both programs

    def cluster(self, *arguments):
        return subprocess.run([self.cluster_script, *arguments], env=self.environment, check=True,
                              stdout=subprocess.PIPE, text=True).stdout

    def start(self):
        self.cluster("start", "1")
        self.environment["NATS_URL"] = self.cluster("url").strip()
        self.client = Client(int(self.environment["NATS_URL"].rpartition(":")[2]))
        subprocess.run([self.program, "store", "import", self.database], input=b"", check=True,
                       stderr=subprocess.DEVNULL)
        self.store = subprocess.Popen([self.programs / "store", "-b", "7", self.database], env=self.environment,
                                      stderr=subprocess.PIPE, text=True)

    def stop_store(self):
        self.store.send_signal(signal.SIGTERM)
        self.said += self.store.communicate(timeout=60)[1]
        assert self.store.returncode == 0, self.store.returncode

    def publish(self, *arguments, data=None, status=0, **environment):
        done = subprocess.run([self.programs / "publish", *arguments], input=data, stderr=subprocess.PIPE,
                              env=dict(self.environment, **environment))
        said = done.stderr.decode()
        self.said += said
        assert done.returncode == status, said
        return said

    def run(self, *arguments, data=None):
        return subprocess.run([self.program, *arguments], input=data, check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout

    def messages(self, stream):
        return self.client.request(f"$JS.API.STREAM.INFO.{stream}")["state"]["messages"]

    def drain(self):
        """Waits until every message was acknowledged."""
        end = time.monotonic() + 60
        last = self.client.request("$JS.API.STREAM.INFO.PHONE_NUMBERS")["state"]["last_seq"]
        while self.client.request("$JS.API.CONSUMER.INFO.PHONE_NUMBERS.store")["ack_floor"]["stream_seq"] < last:
            assert time.monotonic() < end, "messages are not acknowledged"
            time.sleep(0.05)

    def stored(self, *arguments):
        self.drain()
        return self.run("store", "export", *arguments, self.database)

    def blobs(self):
        """What is in the database, without the program."""
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            return [row[0] for row in database.execute("SELECT record FROM phone_numbers ORDER BY rowid")]


def check_input(test):
    """The same records in three forms are the same messages. What is damaged or too large is told, the rest is sent."""
    json = test.run("generate", "100", "--json")
    encoded = test.run("encode", data=json)
    archive = test.run("encode", "--zstd", data=json)
    (test.work / "file").write_bytes(archive)
    test.publish("--json", data=json)
    test.publish(data=encoded)
    test.publish("-v", test.work / "file")
    assert test.messages("PHONE_NUMBERS") == 100
    assert sorted(split(test.stored())) == sorted(split(encoded))
    large = b'{"id":"large","x":"%s"}\n' % (b"x" * (2 << 20))
    damaged = large + b'{"id":}\n{"id":"small","phone_number":"+15555550100","object":"phone_number"}\n'
    said = test.publish("--json", data=damaged, status=1)
    assert "record 1: Maximum Payload" in said and "record 2: id: expected a value (line 2" in said, said
    assert "1 records are stored" in said, said
    assert test.stored("--where=id = 'small'")
    test.publish("a", "b", status=2)
    test.publish(data=encoded, status=3, NATS_URL="nats://127.0.0.1:9")


def split(stream):
    """The records of a delimited stream."""
    records, at = [], 0
    while at < len(stream):
        size = shift = 0
        while True:
            size |= (stream[at] & 0x7F) << shift
            shift += 7
            at += 1
            if stream[at - 1] < 0x80:
                break
        records.append(stream[at:at + size])
        at += size
    return records


def dead_letter(test, number):
    """The bytes of a dead letter and its error."""
    message = test.client.request("$JS.API.STREAM.MSG.GET.DEAD_NUMBERS", b'{"seq":%d}' % number)["message"]
    headers = base64.b64decode(message["hdrs"]).decode()
    return base64.b64decode(message.get("data", "")), re.search("^Error: (.*)\r$", headers, re.MULTILINE)[1]


def check_poison(test):
    """Each message that can't be stored is put aside once, with the reason, and the ones around it are stored."""
    poison = [(b"\x0a\x02\xff\xff", HEADERS, "id: text is not valid UTF-8 (byte 2)"),
              (b"\x52\x0bfake-12\xff345\x0a", HEADERS, "backup_codes[0]: text is not valid UTF-8 (byte 9)"),
              (b"", {"Content-Type": "text/plain"}, "the header Protobuf-Message is not phonenum.v1.PhoneNumber")]
    for i, (data, headers, _) in enumerate(poison):
        assert "error" not in test.client.request("phone_numbers.0", data, headers)
        assert "error" not in test.client.request("phone_numbers.0", b"\x0a\x05good%d" % i, HEADERS)
    assert len(split(test.stored("--where=id LIKE 'good%'"))) == len(poison)
    assert test.messages("DEAD_NUMBERS") == len(poison)
    for i, (data, _, error) in enumerate(poison):
        letter, reason = dead_letter(test, i + 1)
        assert letter == data and error in reason, reason


def newer_schema(test, protoc):
    """Python's code for a schema with a field, an enum value and a third kind of verification that today's lacks."""
    schema = (test.source / "proto/phonenum/v1/phone_number.proto").read_text()
    for before, after in (
            ("PhoneNumberAdmin admin = 8;", "PhoneNumberAdmin admin = 8;\n    PhoneNumberPasskey passkey = 14;"),
            ("message PhoneNumberOTP {", "message PhoneNumberPasskey {\n  optional string credential = 1;\n"
             "  optional VerificationStatus status = 2;\n}\n\nmessage PhoneNumberOTP {\n  optional int64 cost = 9;"),
            ("optional int64 updated_at = 12;", "optional int64 updated_at = 12;\n  repeated string labels = 13;"),
            ("STATUS_EXPIRED = 4;", "STATUS_EXPIRED = 4;\n  VERIFICATION_STATUS_REVOKED = 5;")):
        assert schema.count(before) == 1, before
        schema = schema.replace(before, after)
    (test.work / "newer.proto").write_text(schema)
    subprocess.run([protoc, f"--proto_path={test.work}", f"--python_out={test.work}", "newer.proto"], check=True)
    sys.path.insert(0, str(test.work))
    return __import__("newer_pb2")


def check_newer(test, protoc):
    """A newer publisher's bytes come to today's database as they are. Today's publisher passes them on unharmed too."""
    newer = newer_schema(test, protoc)
    records = []
    for i in range(30):
        record = newer.PhoneNumber(id=f"newer{i}", phone_number="+15555550100", updated_at=1700000000000 + i,
                                   labels=["home", f"label {i}"], extra_json='{"a":1}')
        if i % 3 == 0:
            record.passkey.credential = f"credential {i}"
            record.passkey.status = newer.VERIFICATION_STATUS_REVOKED
        elif i % 3 == 1:
            record.otp.status = newer.VERIFICATION_STATUS_REVOKED
            record.otp.cost = i
        else:
            record.admin.status = newer.VERIFICATION_STATUS_VERIFIED
        records.append(record)
    for record in records:
        assert "error" not in test.client.request("phone_numbers.0", record.SerializeToString(), HEADERS)
    exported = split(test.stored("--where=id LIKE 'newer%'"))
    assert test.blobs()[-len(records):] == [record.SerializeToString() for record in records]
    assert [newer.PhoneNumber.FromString(data) for data in exported] == records
    stream = b""
    for record in records:
        record.id = f"passed on: {record.id}"
        stream += encoder._VarintBytes(record.ByteSize()) + record.SerializeToString()
    test.publish(data=stream)
    stored = {}
    for data in split(test.stored("--where=id LIKE 'passed%'")):
        record = newer.PhoneNumber.FromString(data)
        stored[record.id] = record
    assert stored == {record.id: record for record in records}


def main():
    build, source = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as work:
        test = Test(build, source, pathlib.Path(work))
        try:
            test.start()
            check_input(test)
            check_poison(test)
            check_newer(test, sys.argv[3])
            test.stop_store()
        finally:
            if getattr(test, "store", None):
                test.store.kill()
                test.store.wait()
            test.cluster("stop")
    assert SECRET not in test.said and "12\\xff" not in test.said, test.said
    print("publish and store do what they say")


main()
