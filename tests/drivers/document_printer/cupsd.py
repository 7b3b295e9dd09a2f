"""A cupsd of the tests' own: private folder, private port, one queue; killed as roughly as a crash or a power cut would.

Debian's `cups-daemon` is all it needs (cupsd and its IPP backend): the queue's PPD passes PDF on as it is, as ``lpadmin -m
everywhere`` would have it.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drivers.pty_peer import eventually

HOST, QUEUE = "127.0.0.1", "A4"
SYSTEM_PATH = "/usr/sbin:/sbin"
FOLDERS = ("etc/ppd", "etc/ssl", "spool/tmp", "cache/rss", "run/certs", "log")
DAEMON = """\
Listen {host}:{port}
Browsing Off
DefaultAuthType None
WebInterface No
IdleExitTimeout 0
MaxLogSize 0
PreserveJobFiles No
DirtyCleanInterval 0
<Location />
Order allow,deny
Allow from 127.0.0.1
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow from 127.0.0.1
</Limit>
</Policy>
"""
FILES = """\
SystemGroup root
User lp
Group lp
ServerRoot {root}/etc
StateDir {root}/run
CacheDir {root}/cache
RequestRoot {root}/spool
TempDir {root}/spool/tmp
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
ServerKeychain {root}/etc/ssl
ServerBin /usr/lib/cups
DataDir /usr/share/cups
Printcap
"""
PRINTERS = """\
<DefaultPrinter {queue}>
Info {queue}
DeviceURI {device}
State {state}
Accepting Yes
Shared No
JobSheets standard none
OpPolicy default
ErrorPolicy {policy}
</DefaultPrinter>
"""
PPD = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "A4.PPD"
*Product: "(Queue A4)"
*Manufacturer: "Queue"
*ModelName: "Queue A4"
*ShortNickName: "Queue A4"
*NickName: "Queue A4"
*ColorDevice: False
*cupsSNMPSupplies: False
*cupsFilter2: "application/pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595.275590551181 841.889763779528]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595.275590551181 841.889763779528]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 829"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595.275590551181 841.889763779528"
"""


class Cupsd:
    """One cupsd with one queue before the printer `device`."""

    def __init__(self, folder: Path, device: str) -> None:
        self._root = folder
        self._device = device
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where the queue takes jobs."""
        return f"ipp://{HOST}:{self._port}/printers/{QUEUE}"

    def start(self, *, state: str = "Idle", policy: str = "abort-job") -> None:
        """Start it; returns when it listens."""
        self._root.chmod(0o711)  # its backends run as lp
        for folder in FOLDERS:
            (self._root / folder).mkdir(parents=True, exist_ok=True)
        (self._root / "etc/cupsd.conf").write_text(DAEMON.format(host=HOST, port=self._port))
        (self._root / "etc/cups-files.conf").write_text(FILES.format(root=self._root))
        queue = PRINTERS.format(queue=QUEUE, device=self._device, state=state, policy=policy)
        (self._root / "etc/printers.conf").write_text(queue)
        (self._root / f"etc/ppd/{QUEUE}.ppd").write_text(PPD)
        self.run()

    def run(self) -> None:
        """Start it as it stands, with whatever lies in its spool; returns when it listens."""
        program = shutil.which("cupsd", path=f"{os.environ['PATH']}:{SYSTEM_PATH}")
        assert program is not None
        told = ["-f", "-c", str(self._root / "etc/cupsd.conf"), "-s", str(self._root / "etc/cups-files.conf")]
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", program, *told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert eventually(self._listens)

    def kill(self, *, spool_survives: bool = False) -> None:
        """End it and its backends by SIGKILL, as systemd does with its control group, and empty its spool as the unit does."""
        process, self._process = self._process, None
        if process is None:
            return
        backends = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        for pid in (process.pid, *([] if spool_survives else backends)):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        if not spool_survives:
            shutil.rmtree(self._root / "spool")
            (self._root / "cache/job.cache").unlink(missing_ok=True)
            (self._root / "spool/tmp").mkdir(parents=True)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self._port)) == 0


def free_port() -> int:
    """Return a port that nobody has now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_queue(device: str) -> Iterator[Cupsd]:
    """Make a queue before the printer `device`; skips when Debian's cups-daemon is not installed."""
    if shutil.which("cupsd", path=f"{os.environ['PATH']}:{SYSTEM_PATH}") is None:
        pytest.skip("cups-daemon is not installed")
    with tempfile.TemporaryDirectory(prefix="queue-") as folder:  # not among pytest's: those are closed to lp
        queue = Cupsd(Path(folder), device)
        try:
            yield queue
        finally:
            queue.kill()
