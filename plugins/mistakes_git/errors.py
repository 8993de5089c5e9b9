"""What can go wrong between a journal and git, one class for each cause."""

from __future__ import annotations

from collections.abc import Sequence

from mistakes.errors import Busy, MissingPlugin, MistakesError, UsageError
from mistakes.records import NamedTuple
from mistakes.syncing import Quarantined

_SAVED = "Everything is saved here; what is not shared yet goes with the next: mistakes sync"


class GitFailed(MistakesError):
    """Git ended with an error that has no class of its own; `said` is its complaint, `status` its exit code."""

    kind = "git"

    def __init__(self, message: str, hint: str = "", said: str = "", status: int = 1) -> None:
        super().__init__(message, hint or "Nothing was lost; entries can be added and changed as before.")
        self.said = said
        self.status = status


class GitMissing(MissingPlugin):
    """Git is not installed, or older than what is needed."""


class BadAddress(UsageError):
    """An address that git must not be given."""

    kind = "address"


class NotShared(GitFailed):
    """All is saved here, and what is new could not be shared: the base of what may go wrong on the way."""

    kind = "not-shared"
    exit_status = 4

    def __init__(self, message: str, hint: str = "", said: str = "", status: int = 1) -> None:
        super().__init__(message, f"{hint} {_SAVED}".strip(), said, status)


class Offline(NotShared):
    """The remote cannot be reached."""

    kind = "offline"


class NotAllowed(NotShared):
    """The remote does not know us, or does not let us."""

    kind = "not-allowed"


class HookRefused(NotShared):
    """A hook, here or there, said no."""

    kind = "hook-refused"


class BranchProtected(NotShared):
    """The remote takes no direct push to this branch."""

    kind = "branch-protected"


class ServerFailed(NotShared):
    """The remote answered with an error of its own."""

    kind = "server-failed"


class TookTooLong(NotShared):
    """Git did not finish in time."""

    kind = "took-too-long"


class NotArrived(NotShared):
    """The push was said to be done, and the remote does not show it."""

    kind = "not-arrived"


class NeedsAttention(GitFailed):
    """The repository is in a state that a person has to look at first."""

    kind = "git-state"
    exit_status = 3


class IndexLocked(Busy):
    """Another git process holds the repository's index, or left its lock behind."""

    kind = "index-locked"


class Rewritten(NeedsAttention):
    """The remote's history is not the one that was shared before."""

    kind = "history-rewritten"


class OtherJournal(NeedsAttention):
    """Another journal lies at that address."""

    kind = "other-journal"


class Refused(NeedsAttention):
    """Something arrived that must not be checked out; `found` names each with commit and author."""

    kind = "refused"

    def __init__(self, found: Sequence[Quarantined]) -> None:
        self.found = tuple(found)
        shown = "; ".join(_shown(one) for one in self.found[:3])
        more = f" (and {len(self.found) - 3} more)" if len(self.found) > 3 else ""
        hint = "Nothing of it was written here. Ask its author to take it out, then sync again."
        super().__init__(f"what arrived was refused: {shown}{more}", hint)


def _shown(one: Quarantined) -> str:
    who = f" (commit {one.commit} by {one.author})" if one.commit else ""
    return f"{one.path[:120]} {one.reason}{who}"


class Complaint(NamedTuple):
    """Words by which a complaint of git is known, the class of the error, what to say and what to do."""

    words: tuple[str, ...]
    kind: type[MistakesError]
    message: str
    hint: str = ""


COMPLAINTS = (
    Complaint(
        ("dubious ownership",),
        NeedsAttention,
        "git does not trust this folder, as it belongs to somebody else",
        "If it is yours: git config --global --add safe.directory FOLDER",
    ),
    Complaint(
        ("index.lock", "file exists"),
        GitFailed,
        "another git process is at work in this repository",
        "Try again in a moment.",
    ),
    Complaint(
        ("unable to create", ".lock", "file exists"),
        GitFailed,
        "another git process is at work in this repository, or left its lock behind",
        "If none is, remove that file, then sync again.",
    ),
    Complaint(("protected branch",), BranchProtected, "the remote's branch is protected", "Ask for access."),
    Complaint(("hook declined",), HookRefused, "a hook of the remote declined what was sent"),
    Complaint(
        ("authentication failed",),
        NotAllowed,
        "the remote did not accept who you are",
        "Log in as you do for git push.",
    ),
    Complaint(
        ("could not read username",),
        NotAllowed,
        "the remote asks who you are",
        "Log in as you do for git push.",
    ),
    Complaint(
        ("could not read password",),
        NotAllowed,
        "the remote asks who you are",
        "Log in as you do for git push.",
    ),
    *(
        # ssh tells in brackets what it tried
        Complaint(words, NotAllowed, "the remote does not let you in", "Check your key, or ask for access.")
        for words in (
            ("permission denied (",),
            ("permission denied, please",),
            ("permission to", "denied to"),
            ("remote:", "permission"),
        )
    ),
    *(
        Complaint(
            words,
            GitFailed,
            "git has no permission for a file it needs",
            "Let yourself read and write it (ls -l shows whose it is), then sync again.",
        )
        for words in (("permission denied",), ("insufficient permission for adding an object",))
    ),
    Complaint(
        ("host key verification failed",),
        NotAllowed,
        "the remote's host key is not known",
        "Connect to it once with ssh and compare the key.",
    ),
    Complaint(
        ("error: 403",),
        NotAllowed,
        "the remote does not let you do this",
        "Ask for access to the repository.",
    ),
    Complaint(
        ("error: 401",), NotAllowed, "the remote did not accept who you are", "Log in as you do for git push."
    ),
    Complaint(("error: 5",), ServerFailed, "the remote's server has trouble of its own", "Try again later."),
    Complaint(
        ("returned error: 404",), Offline, "there is no repository at that address", "Check the address."
    ),
    Complaint(
        ("repository not found",), Offline, "there is no repository at that address", "Check the address."
    ),
    Complaint(("could not resolve host",), Offline, "the remote's name cannot be found: are you offline?"),
    Complaint(("name or service not known",), Offline, "the remote's name cannot be found: are you offline?"),
    Complaint(
        ("temporary failure in name resolution",),
        Offline,
        "the remote's name cannot be found: are you offline?",
    ),
    Complaint(("failed to connect",), Offline, "the remote does not answer: are you offline?"),
    Complaint(("connection refused",), Offline, "the remote does not answer"),
    Complaint(("connection timed out",), Offline, "the remote does not answer"),
    Complaint(("connection reset",), Offline, "the connection to the remote broke off"),
    Complaint(("network is unreachable",), Offline, "there is no network"),
    Complaint(("does not appear to be a git repository",), Offline, "there is no repository at that address"),
    Complaint(("repository", "' not found"), Offline, "there is no repository at that address", "Check it."),
    Complaint(("repository", "does not exist"), Offline, "there is no repository at that address"),
    *(
        Complaint(
            (words,),
            Offline,
            "the remote's certificate cannot be checked",
            "Check the address; for a certificate of your own: git config --global http.sslCAInfo FILE.",
        )
        for words in ("certificate verification failed", "ssl certificate problem")
    ),
    Complaint(("could not fetch", "promisor"), Offline, "parts of the history have to be fetched first"),
    Complaint(("could not fetch",), Offline, "parts of the history have to be fetched first"),
    Complaint(("could not read from remote",), Offline, "the remote cannot be read"),
    Complaint(("unexpected disconnect",), Offline, "the connection to the remote broke off"),
    Complaint(("early eof",), Offline, "the connection to the remote broke off"),
    Complaint(
        ("no space left on device",), GitFailed, "the disk is full", "Free some space; nothing was lost."
    ),
    Complaint(("out of diskspace",), GitFailed, "the disk is full", "Free some space; nothing was lost."),
    Complaint(("transport", "not allowed"), BadAddress, "that kind of address is not allowed"),
    Complaint(("unknown option",), GitMissing, "git is too old", "Install git 2.31 or newer."),
)
