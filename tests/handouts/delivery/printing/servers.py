"""Real print servers for tests: ippeveprinter, a printer in a program, and a private CUPS.  Both come from Debian.

A printer's paper is a file: its command writes a line for each side that comes out.  Other files tell it what to do, as hands at a
real one would: `stop` (no page comes out while it exists), `quit` (the job breaks off, with this exit code).
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlencode

LONG = {"A4": "iso_a4_210x297mm", "Letter": "na_letter_8.5x11in"}
COMMAND = """\
    #!{python}
    import os, sys, time
    from pathlib import Path
    import pypdfium2
    folder = Path({folder!r})
    name, sides = os.environ["IPP_JOB_NAME"], os.environ.get("IPP_SIDES", "")
    def say(words):
        print(words, file=sys.stderr, flush=True)
    for done in range(1, len(pypdfium2.PdfDocument(sys.argv[1])) + 1):
        time.sleep(float((folder / "seconds").read_text()))
        if (folder / "quit").exists():
            status = int((folder / "quit").read_text())
            (folder / "quit").unlink()
            sys.exit(status)
        if (folder / "stop").exists():
            say("STATE: +media-jam-error")
            while (folder / "stop").exists():
                time.sleep(0.05)
            say("STATE: -media-jam-error")
        with (folder / "paper").open("a") as paper:
            print(name, done, sides, file=paper, flush=True)
        say(f"ATTR: job-impressions-completed={{done}}")
    """


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


class Bus:
    """A message bus of our own, without which ippeveprinter does not start."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


class Eve:
    """An IPP Everywhere printer.  arguments: more of its options."""

    def __init__(self, folder: Path, bus: Bus, *arguments: str) -> None:
        self.folder, self.bus, self.arguments, self.port = folder, bus, arguments, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        (folder / "spool").mkdir(parents=True)
        (folder / "seconds").write_text("0.05")
        command = folder / "command"
        command.write_text(dedent(COMMAND).format(python=sys.executable, folder=str(folder)))
        command.chmod(0o755)
        self.start()

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self.port}/ipp/print"

    def start(self) -> None:
        command = [
            "ippeveprinter", "-2", "-n", "localhost", "-r", "off", "-p", str(self.port), "-d", str(self.folder / "spool"),
            "-f", "application/pdf", "-c", str(self.folder / "command"), *self.arguments, "Desk",
        ]  # fmt: skip
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.bus.address}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        until(lambda: answers(self.port))
        self.load("A4")

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    close = kill

    def load(self, page: str, sheets: int = 200) -> None:
        """Put paper into the tray (by its web page), or take all of it out."""
        form = {"size1": LONG[page], "type1": "stationery", "level1": sheets, "size3": "na_number-10_4.125x9.5in", "level3": 20}
        connection = http.client.HTTPConnection("localhost", self.port, timeout=5)
        connection.request("GET", f"/media?{urlencode(form)}")
        assert connection.getresponse().status == 200
        connection.close()

    def say(self, file: str, text: str = "") -> None:
        (self.folder / file).write_text(text)

    def unsay(self, file: str) -> None:
        (self.folder / file).unlink(missing_ok=True)

    def sheets(self) -> list[list[str]]:
        """Every side that came out: job, page, sides."""
        paper = self.folder / "paper"
        return [line.split() for line in paper.read_text().splitlines()] if paper.exists() else []

    def printed(self) -> Counter[str]:
        """Sides that came out, by the copy's id."""
        return Counter(words[0].split(".")[0] for words in self.sheets())


PPD = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "DESK.PPD"
*Manufacturer: "Test"
*Product: "(Desk)"
*ModelName: "Desk"
*ShortNickName: "Desk"
*NickName: "Desk"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*cupsVersion: 2.4
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageSize Letter/Letter: "<</PageSize[612 792]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageRegion Letter/Letter: "<</PageSize[612 792]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4: "18 18 577 824"
*ImageableArea Letter: "18 18 594 774"
*DefaultPaperDimension: A4
*PaperDimension A4: "595 842"
*PaperDimension Letter: "612 792"
"""  # of a queue whose filters count pages
CUPSD = """\
    Listen 127.0.0.1:{port}
    Listen {folder}/cups.sock
    DefaultAuthType None
    WebInterface No
    Browsing No
    MaxJobs 500
    JobRetryInterval 1
    JobRetryLimit 3
    ErrorPolicy {policy}
    LogLevel warn
    <Location />
      Order allow,deny
      Allow all
    </Location>
    <Policy default>
      JobPrivateAccess all
      JobPrivateValues none
      SubscriptionPrivateAccess all
      SubscriptionPrivateValues none
      <Limit All>
        Order deny,allow
      </Limit>
    </Policy>
    """
FILES = """\
    FileDevice Yes
    ServerRoot {folder}
    CacheDir {folder}/cache
    StateDir {folder}/state
    RequestRoot {folder}/spool
    TempDir {folder}/temp
    DataDir /usr/share/cups
    AccessLog {folder}/access_log
    ErrorLog {folder}/error_log
    PageLog {folder}/page_log
    """


class Cups:
    """A private CUPS server.  queues: name -> device."""

    def __init__(self, folder: Path, queues: dict[str, str], policy: str = "retry-current-job") -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        for room in ("cache", "state", "spool", "temp", "ppd", "ssl"):
            (folder / room).mkdir(parents=True)
        (folder / "cupsd.conf").write_text(dedent(CUPSD).format(port=self.port, folder=folder, policy=policy))
        (folder / "cups-files.conf").write_text(dedent(FILES).format(folder=folder))
        entries = [
            f"<{'Default' if not place else ''}Printer {name}>\nInfo {name}\nDeviceURI {device}\nState Idle\nAccepting Yes\nErrorPolicy {policy}\n</Printer>\n"
            for place, (name, device) in enumerate(queues.items())
        ]
        (folder / "printers.conf").write_text("".join(entries))
        self.start()

    def start(self) -> None:
        command = ["/usr/sbin/cupsd", "-f", "-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "cups-files.conf")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until(lambda: answers(self.port))

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def close(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None
