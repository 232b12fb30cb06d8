"""Starting the whole product as a person does, finding its processes, and ending them the hard way."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg

from akrab.config.place import DATABASE
from akrab.tenancy.embedded import EmbeddedServer
from tests.process.ports import free_port

WEB_PROCESSES = 2
QUICK = 30.0  # seconds within which everything that was left alone is gone


class Tree:
    """One installation in a folder of its own; `start` and `kill` as often as a test likes."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="akrab-tree-"))
        self.data.chmod(0o711)
        self.port = free_port()
        self.log = self.data / "serve.log"
        self.serving: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options: str, wait: bool = True) -> subprocess.Popen[bytes]:
        """Run `akrab serve` and wait until it has announced its address."""
        outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        outside["AKRAB_WEB_PROCESSES"] = str(WEB_PROCESSES)
        command = [sys.executable, "-c", "from akrab.config.cli import main; main()", "serve", *options]
        command += ["--data", str(self.data), "--port", str(self.port)]
        started = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, env=outside, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True
            )
        if wait:
            self.serving = process
            self.wait_until(lambda: "Akrab is at" in self.said(started) or process.poll() is not None, 120)
            assert process.poll() is None, self.said(started)
        return process

    def said(self, since: int = 0) -> str:
        """What it printed for people."""
        return self.log.read_bytes()[since:].decode(errors="replace")

    def answers(self, path: str = "/healthz") -> bool:
        """Whether a web process answers, and well."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self, part: str = "") -> list[psutil.Process]:
        """The living processes of this installation whose command names `part`."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                is_ours = str(self.data) in words or process.environ().get("AKRAB_DATA") == str(self.data)
                if is_ours and part in words and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def web_processes(self) -> list[psutil.Process]:
        """Those that answer requests, without the one that they were forked from."""
        found = self.processes("akrab.config.web")
        parents = {process.pid for process in found}
        return [process for process in found if process.ppid() in parents]

    def kill(self, part: str = "") -> list[int]:
        """kill -9 every process that names `part`, or all of them."""
        found = self.processes(part)
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self.serving and not part:
            self.serving.wait()
        return [process.pid for process in found]

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.serving is not None
        self.serving.send_signal(signal.SIGTERM)
        return self.serving.wait(20)

    def run(self, *words: str, **environment: str) -> str:
        """Run another command of `akrab` on the same folder; what it printed for programs."""
        command = [
            sys.executable,
            "-c",
            "from akrab.config.cli import main; main()",
            *words,
            "--data",
            str(self.data),
        ]
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sign_in(self, email: str, password: str) -> tuple[str, str]:
        """The cookies of a new browser, as a header, after it has tried to sign in, and the page it came to."""
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = f"{self.address}/accounts/login/"
        browser.open(page, timeout=10).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        request = urllib.request.Request(page, urlencode(form).encode(), {"Referer": page})
        said = browser.open(request, timeout=10).read().decode()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), said

    def wait_until(self, condition: "object", timeout: float = QUICK) -> None:
        """Wait until `condition()` holds."""
        assert callable(condition)
        end = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < end, f"waited {timeout} s in vain; it said:\n{self.said()}"
            time.sleep(0.1)

    def database(self) -> psycopg.Connection:
        """A connection of the owner, beside the product's own."""
        url = EmbeddedServer(self.data / "database").url(DATABASE, "akrab_owner")
        return psycopg.connect(url, autocommit=True, connect_timeout=5)

    def remove(self) -> None:
        """End everything and delete the folder."""
        self.kill()
        self.wait_until(lambda: not self.processes())
        shutil.rmtree(self.data, ignore_errors=True)
