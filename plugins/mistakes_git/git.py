"""The one module that runs git: fixed environment, argument lists, time limits, one error for each cause."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress

from mistakes.errors import MistakesError
from mistakes.records import NamedTuple
from mistakes_git.address import masked
from mistakes_git.errors import COMPLAINTS, GitFailed, GitMissing, TookTooLong

OLDEST = (2, 31)
LOCAL_SECONDS = 300.0
_KEPT: tuple[str, ...] = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_EXEC_PATH")
_KEPT += ("GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CEILING_DIRECTORIES")
_KEPT += ("GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_HTTP_PROXY_AUTHMETHOD")
_KEPT += ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_SSL_NO_VERIFY")
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "https:ssh:git:file",
    "GIT_EDITOR": ":",
    "GIT_MERGE_AUTOEDIT": "no",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_PROTOCOL_FROM_USER": "0",
}
_SETTINGS = (
    *("core.quotePath=false", "core.fsmonitor=false", "core.pager=cat", "color.ui=false", "diff.external="),
    *("gc.auto=0", "maintenance.auto=false", "protocol.ext.allow=never", "submodule.recurse=false"),
    *("core.protectHFS=true", "core.protectNTFS=true", "core.autocrlf=false", "core.safecrlf=false"),
    *("advice.detachedHead=false", "fetch.recurseSubmodules=false", "push.recurseSubmodules=no"),
    *("fetch.writeCommitGraph=false", "log.showSignature=false"),
    *("http.lowSpeedLimit=100", "http.lowSpeedTime=30"),
)
_COMMON = tuple(part for setting in _SETTINGS for part in ("-c", setting))
_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")


class Done(NamedTuple):
    """What git wrote, what it complained of, and its exit status."""

    out: bytes
    err: str
    status: int

    @property
    def text(self) -> str:
        """What it wrote, as text without the last line's end; bytes that are no UTF-8 become surrogates."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")

    @property
    def fields(self) -> list[str]:
        """What it wrote between NULs."""
        return [part for part in self.out.decode("utf-8", "surrogateescape").split("\0") if part]


class Git(NamedTuple):
    """Git in one folder; `index_file` is an index other than the repository's own, "" for its own.

    `asks` lets it and ssh ask for a password on the terminal; `private` lets nobody else read what it writes.
    """

    folder: str
    index_file: str = ""
    asks: bool = False
    private: bool = False

    def run(
        self,
        *arguments: str,
        data: bytes = b"",
        ok: Sequence[int] = (0,),
        seconds: float = LOCAL_SECONDS,
        hooks: bool = False,
        settings: Iterable[str] = (),
        more: dict[str, str] | None = None,
        held: Sequence[int] = (),
    ) -> Done:
        """Run git and return what came of it; raises the error of its complaint unless the status is `ok`.

        Arguments that come from elsewhere must stand after `--` or `--end-of-options`. `held` are files that
        git holds open as long as it runs, locks above all: it may outlive us.
        """
        command = ["git", *_COMMON, *(() if hooks else _NO_HOOKS)]
        command += [part for setting in settings for part in ("-c", setting)]
        env = self._environment(more or {})
        process = self._popen([*command, *arguments], data, env, held)
        done = _awaited(process, data, seconds, arguments[0])
        if done.status not in ok:
            raise failure(done, arguments[0])
        return done

    def with_index(self, path: str) -> Git:
        """Return the same git with another index."""
        return self._replace(index_file=path)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start git without waiting for it; its result is taken by `finish`."""
        command = ["git", *_COMMON, *_NO_HOOKS, *arguments]
        return self._popen(command, b"", self._environment({}))

    def finish(self, process: subprocess.Popen[bytes], what: str, seconds: float = LOCAL_SECONDS) -> Done:
        """Wait for what `start` began; raises as `run` does."""
        done = _awaited(process, b"", seconds, what)
        if done.status:
            raise failure(done, what)
        return done

    def _popen(
        self, command: Sequence[str], data: bytes, env: dict[str, str], held: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        try:
            # in a session of its own, so that all it starts can be stopped, unless it may ask on the terminal
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=env,
                stdin=subprocess.PIPE if data else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=not self.asks and sys.platform != "win32",
                pass_fds=held if sys.platform != "win32" else (),
                umask=0o077 if self.private and sys.platform != "win32" else -1,
            )
        except FileNotFoundError:
            if not os.path.isdir(self.folder):
                raise GitFailed(f"{self.folder} is not there any more") from None
            raise GitMissing("git is not installed", "Install git 2.31 or newer.") from None
        except OSError as error:
            raise GitMissing(f"git cannot be started: {error.strerror}", "Check the installation.") from None

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT
        }
        kept |= _ENVIRONMENT | {"GIT_TERMINAL_PROMPT": "1" if self.asks else "0"}
        if self.index_file:
            kept["GIT_INDEX_FILE"] = self.index_file
        return kept | more


def failure(done: Done, what: str) -> MistakesError:
    """Return the error that a complaint of git stands for."""
    said = masked(done.err.strip())
    low = said.lower()
    for complaint in COMPLAINTS:
        if all(word in low for word in complaint.words):
            made: MistakesError = complaint.kind(f"{complaint.message} ({_line(said)})", complaint.hint)
            return made
    return GitFailed(f"git {what} failed: {_line(said)}", "", said, done.status)


def require_version() -> None:
    """Raise `GitMissing` if git is not there or too old."""
    said = Git(os.getcwd()).run("version").text.split()
    numbers = tuple(int(part) for part in said[2].split(".")[:2] if part.isdigit()) if len(said) > 2 else ()
    if numbers < OLDEST:
        raise GitMissing(f"git is too old ({' '.join(said[2:])})", "Install git 2.31 or newer.")


def _awaited(process: subprocess.Popen[bytes], data: bytes, seconds: float, what: str) -> Done:
    try:
        out, err = process.communicate(data or None, max(seconds, 0.1))
    except subprocess.TimeoutExpired:
        stop(process)
        raise TookTooLong(f"git {what} took longer than {seconds:.0f} s and was stopped") from None
    except BaseException:
        stop(process)
        raise
    return Done(out, err.decode("utf-8", "replace"), process.returncode)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop git and what it started: kindly first, so that it takes its lock files away."""
    _signal(process, signal.SIGTERM)
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        with suppress(subprocess.TimeoutExpired):
            process.wait(3)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with suppress(OSError):
                stream.close()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(OSError):
        if sys.platform != "win32" and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)


def _line(said: str) -> str:
    """Return the line of a complaint that says most: the last that is an error, else the first."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "ERROR"))]
    line = (telling or lines or ["it said nothing"])[0]
    return line.removeprefix("fatal: ").removeprefix("error: ")[:300]
