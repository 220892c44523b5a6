#!/usr/bin/env python3
"""Checks what the commands of `store` do where the system does not let them: files that may not grow, a database that
another program has locked, files and folders that can't be written to; and input that pauses.

usage: store_system.py PROGRAM
"""
import errno
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

RECORDS = 25000
# Nothing is read-only for root, if not for a root without the rights to pass over permissions.
AS_USER = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
READ_ONLY = ("SQLite cannot write to the file, or not make files beside it; change the permissions of the file, of those "
             "beside it that end in -wal and -shm, and of the folder, or copy the file elsewhere\n")
LOCKED = "another program has locked it for longer than 5 seconds; try again when that program has ended\n"


def limit_files(size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class Checker:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.database = os.path.join(folder, "db")
        self.stream = os.path.join(folder, "stream")
        self.checked = self.wrong = 0

    def run(self, *arguments, prefix=(), prepare=None, text=None):
        done = subprocess.run([*prefix, self.program, "store", *arguments], input=text, capture_output=True,
                              preexec_fn=prepare)
        return done.returncode, done.stderr.decode(), done.stdout

    def run_as_user(self, *arguments):
        return self.run(*arguments, prefix=AS_USER)

    def check(self, what, got, expected):
        self.checked += 1
        if got != expected:
            self.wrong += 1
            print(f"{what}: {str(got)[:300]}, not {str(expected)[:300]}")

    def count(self):
        status, said, counts = self.run("check", self.database)
        self.check(f"check, which says: {said}", status, 0)
        return int(counts.split()[0]) if counts else None

    def small_disk(self):
        """Finished batches stay, and what is inserted in the end is what was told."""
        before = 0
        for size in (0, 10000, 100000, 1000000, 3000000, 5000000):
            status, said, _ = self.run("import", self.database, self.stream, prepare=lambda size=size: limit_files(size))
            self.check(f"files of {size} bytes", status, 3)
            told = (os.strerror(errno.EFBIG), "there is no room left", "a read or write has failed")
            self.check(f"files of {size} bytes, {said}", any(text in said for text in told), True)
            if size < 100000:
                for ending in ("", "-journal", "-wal", "-shm"):
                    if os.path.exists(self.database + ending):
                        os.remove(self.database + ending)
                continue
            inserted = int(said.rpartition("inserted ")[2].split()[0])
            self.check(f"files of {size} bytes", (self.count(), inserted % 10000), (inserted + before, 0))
            before = inserted + before
        self.check("enough room", self.run("import", self.database, self.stream)[0], 0)
        self.check("enough room", self.count(), RECORDS)

    def locked(self):
        other = sqlite3.connect(self.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        told = f"phonenum: {self.database}: {LOCKED}"
        status, said, _ = self.run("import", self.database, text=b'{"id":"new"}')
        self.check("import while it is locked", (status, said.startswith(told)), (3, True))
        self.check("check while it is locked", self.count(), RECORDS)
        other.execute("ROLLBACK")
        other.close()

    def pause(self):
        """What has come before the input pauses is there, and others can write."""
        importing = subprocess.Popen([self.program, "store", "import", self.database], stdin=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL)
        importing.stdin.write(b'{"id":"before the pause"}' + b" " * 5000)
        importing.stdin.flush()
        where = ("--where", "id = 'before the pause'")
        for _ in range(200):
            if self.run("export", self.database, *where)[2]:
                break
            time.sleep(0.05)
        else:
            self.check("the record before the pause", "is not there", "there")
        status, said, _ = self.run("import", self.database, text=b'{"id":"meanwhile"}')
        self.check(f"import during the pause, which says: {said}", status, 0)
        importing.communicate(b'{"id":"behind the pause"}')
        self.check("import behind the pause", importing.returncode, 0)
        self.check("all of it", self.count(), RECORDS + 3)

    def read_only(self):
        os.chmod(self.database, 0o444)
        inner = os.path.join(self.folder, "folder")
        os.mkdir(inner)
        before = os.stat(self.database).st_mtime_ns
        right = self.run("export", self.database)[2]
        self.check("import into what can be read only", self.run_as_user("import", self.database)[:2],
                   (3, f"phonenum: {self.database}: {READ_ONLY}"))
        self.check("export of what can be read only", self.run_as_user("export", self.database),
                   (0, "", right))
        new = os.path.join(inner, "new")
        os.chmod(inner, 0o555)
        self.check("import into a new file", self.run_as_user("import", new)[:2],
                   (3, f"phonenum: {new}: cannot create: {os.strerror(errno.EACCES)}\n"))
        os.chmod(inner, 0o755)
        self.run("import", new, text=b"{}")
        os.chmod(inner, 0o555)
        for command in ("import", "export", "check"):
            self.check(f"{command} in a folder that can be read only", self.run_as_user(command, new)[:2],
                       (3, f"phonenum: {new}: {READ_ONLY}"))
        os.chmod(self.database, 0)
        self.check("check of what can't be read", self.run_as_user("check", self.database)[:2],
                   (3, f"phonenum: {self.database}: cannot open: {os.strerror(errno.EACCES)}\n"))
        self.check("the file", os.stat(self.database).st_mtime_ns, before)
        os.chmod(inner, 0o700)

    def run_all(self):
        with open(self.stream, "wb") as file:
            subprocess.run([self.program, "generate", str(RECORDS)], stdout=file, check=True)
        self.small_disk()
        self.locked()
        self.pause()
        self.read_only()
        print(f"{self.checked} checks, {self.wrong} wrong")
        return self.wrong == 0


with tempfile.TemporaryDirectory() as temporary:
    sys.exit(0 if Checker(os.path.realpath(sys.argv[1]), temporary).run_all() else 1)
