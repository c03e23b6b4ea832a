"""A Postfix of the tests' own: on loopback, in a folder, with a certificate of the tests; and a wire in front of it that can be cut.

It needs Debian's package `postfix` and root, because Postfix's daemons change to a user of their own.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import trustme

from tests.handouts.delivery.mail.mailserver import GOOD, HOST

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_tls_cert_file = {folder}/chain.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = {tls}
smtpd_tls_received_header = yes
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 10000
smtpd_hard_error_limit = 10000
smtpd_client_connection_rate_limit = 0
smtpd_peername_lookup = no
smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/recipients, permit_mynetworks, reject
smtpd_end_of_data_restrictions = check_recipient_access regexp:{folder}/ends
message_size_limit = 10000000
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A server on loopback and what it has delivered."""

    def __init__(self, folder: Path, authority: trustme.CA, name: str, tls: str) -> None:
        self.folder, self.port = folder, _free_port()
        for part in ("queue", "data", "mail/new", "mail/cur", "mail/tmp", "conf"):
            (folder / part).mkdir(parents=True)
        shown = authority.issue_cert(name)
        shown.private_key_pem.write_to_path(str(folder / "key.pem"))
        for pem in shown.cert_chain_pems:
            pem.write_to_path(str(folder / "chain.pem"), append=True)
        uid, gid = (int(subprocess.run(["id", flag, "postfix"], capture_output=True, text=True, check=True).stdout) for flag in ("-u", "-g"))
        for path in (folder / "data", folder / "mail", *(folder / "mail").iterdir()):
            shutil.chown(path, "postfix", "postfix")
        (folder / "conf" / "main.cf").write_text(MAIN.format(folder=folder, uid=uid, gid=gid, tls=tls))
        (folder / "conf" / "master.cf").write_text(MASTER.format(port=self.port))
        self.answer()

    def answer(self, *, recipients: str = "", ends: str = "") -> None:
        """What is answered to some recipients at RCPT, and at the end of the message: `450 4.2.0 later` for every third address."""
        for name, answer in (("recipients", recipients), ("ends", ends)):
            lines = [f"/^patient{n}@/ {answer}" for n in range(3, 1000, 3)] if answer else ["/^nobody@nowhere$/ 550 no"]
            path = self.folder / f"{name}.new"
            path.write_text("\n".join(lines) + "\n")
            path.replace(self.folder / name)
        if (self.folder / "queue" / "pid" / "master.pid").exists():
            self.say("reload")
            time.sleep(1)

    def say(self, *words: str) -> None:
        """A command of Postfix's, about this server alone."""
        done = subprocess.run(["postfix", "-c", str(self.folder / "conf"), *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + (self.folder / "log").read_text() if (self.folder / "log").exists() else done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.say("start")
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as sock:
                if sock.recv(100).startswith(b"220"):
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def held(self) -> list[bytes]:
        """Every message it has taken, delivered or still in its queue."""
        for _ in range(300):
            queued = [p for part in ("incoming", "active", "deferred", "maildrop") for p in (self.folder / "queue" / part).rglob("*") if p.is_file()]
            if not queued:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("Postfix does not deliver: " + (self.folder / "log").read_text()[-2000:])
        return [path.read_bytes() for path in (self.folder / "mail" / "new").iterdir()]

    def messages(self) -> list[EmailMessage]:
        """Every message, read."""
        return [message_from_bytes(data, policy=policy.default) for data in self.held()]  # type: ignore[misc]

    def counted(self) -> Counter[str]:
        """Messages by their Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.messages())

    def recipients(self) -> Counter[str]:
        """Whom it was told to deliver to, by its own account."""
        return Counter(found for data in self.held() for found in re.findall(rb"(?m)^Delivered-To: (.*)$", data)[:1])


@contextmanager
def postfix(authority: trustme.CA = GOOD, name: str = HOST, tls: str = "may") -> Iterator[Postfix]:
    """A running server; stopped at the end.  Its folder is not pytest's, which Postfix's own user cannot enter."""
    with tempfile.TemporaryDirectory(prefix="handouts-postfix-") as folder:
        Path(folder).chmod(0o755)
        made = Postfix(Path(folder), authority, name, tls)
        made.start()
        try:
            yield made
        finally:
            made.say("stop")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class Cutter:
    """A wire in front of a server that can be cut.  It sees encrypted bytes only, and goes by their amount.

    fault: `cut before` cuts when most of a message has gone by; `cut after` when the server answers the end of one; `slow` keeps that answer
    back.  every: of the messages.
    """

    def __init__(self, port: int, fault: str, size: int, every: int = 3, delay: float = 3) -> None:
        self.target, self.fault, self.size, self.every, self.delay = port, fault, size, every, delay
        self.messages, self.hits = 0, 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """No more connections."""
        self.socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.socket.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                _Line(self, client, server).begin()

    def next_is_hit(self) -> bool:
        """Whether the message that begins now is one of those that are cut."""
        with self.lock:
            self.messages += 1
            hit = self.messages % self.every == 0
            self.hits += hit
            return hit


class _Line:
    """One connection through the wire.  gone: bytes of the message that is on its way."""

    def __init__(self, cutter: Cutter, client: socket.socket, server: socket.socket) -> None:
        self.cutter, self.client, self.server = cutter, client, server
        self.gone, self.hit = 0, False

    def begin(self) -> None:
        threading.Thread(target=self._up, daemon=True).start()
        threading.Thread(target=self._down, daemon=True).start()

    def cut(self) -> None:
        for sock in (self.client, self.server):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _up(self) -> None:
        half = self.cutter.size // 2
        with suppress(OSError):
            while data := self.client.recv(4096):
                before, self.gone = self.gone, self.gone + len(data)
                if before < half <= self.gone:
                    self.hit = self.cutter.next_is_hit()
                    if self.hit and self.cutter.fault == "cut before":
                        break
                self.server.sendall(data)
        self.cut()

    def _down(self) -> None:
        with suppress(OSError):
            while data := self.server.recv(4096):
                ended, self.gone = self.gone >= self.cutter.size, 0
                if self.hit and ended:
                    self.hit = False
                    if self.cutter.fault == "cut after":
                        break
                    if self.cutter.fault == "slow":
                        time.sleep(self.cutter.delay)
                self.client.sendall(data)
        self.cut()
