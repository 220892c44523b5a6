"""As much of the protocol of NATS as the test needs: it publishes with headers, and asks JetStream."""

import json
import socket


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.lines = self.socket.makefile("rb")
        self.lines.readline()  # INFO
        self.socket.sendall(b'CONNECT {"verbose":false,"headers":true}\r\nSUB answers 1\r\n')

    def request(self, subject, data=b"", headers=None):
        """Sends a message, and returns the JSON that answers it."""
        if headers is None:
            self.socket.sendall(b"PUB %s answers %d\r\n%s\r\n" % (subject.encode(), len(data), data))
        else:
            head = "NATS/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
            sizes = f"HPUB {subject} answers {len(head)} {len(head) + len(data)}\r\n"
            self.socket.sendall(sizes.encode() + head.encode() + data + b"\r\n")
        while True:
            line = self.lines.readline().split()
            assert line, "the server has gone"
            if line[0] == b"PING":
                self.socket.sendall(b"PONG\r\n")
            elif line[0] == b"MSG":
                answer = json.loads(self.lines.read(int(line[-1])))
                self.lines.readline()
                return answer
