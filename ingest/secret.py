"""Keeping secrets out of addresses, messages, logs and landing files."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote_plus, urlsplit

HIDDEN = "HIDDEN"

# names of query parameters that hold a secret on some platform or storage; `-` and `_` are read alike
_SECRET = re.compile(
    r"(x_amz_|x_goog_|oauth_)?(access|auth|refresh|id|bearer|session|security|csrf|xsrf)?_?token(_secret)?"
    r"|(x_)?api_?key|key|client_?key|(client_|app|consumer_|oauth_)?secret|appsecret_proof|jwt|auth"
    r"|authorization"
    r"|passw(or)?d|pwd|pass|sig|signature|(x_amz_|x_goog_)(signature|credential|security_token)"
    r"|oauth_signature"
    r"|phpsessid|jsessionid|(session|s)_?id|code_verifier|assertion"
)
_USER_INFO = re.compile(r"(?<=//)[^/?#]*@")
_SHORTEST = 6  # what is shorter is no secret, and hiding it would maul the body
_LOGGERS = (
    "urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry", "urllib3.response",
    "tweepy.client", "tweepy.api", "requests_oauthlib", "requests_oauthlib.oauth1_auth", "oauthlib",
)  # fmt: skip

_known: set[str] = set()


def remember(secrets: Iterable[str]) -> None:
    """From now on no message, address or log line of this process shows these."""
    _known.update(secret for secret in secrets if len(secret) >= _SHORTEST)


def hide_known(text: str) -> str:
    """`text` with HIDDEN for every secret this process was ever handed."""
    return hide(text.encode("utf-8", "surrogatepass"), _known).decode("utf-8", "surrogatepass") if _known else text


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A token, the hosts that may see it, and the header it goes out in; nothing prints it.

    With no hosts the client sends it to nobody: then it is a pair that only the source knows how to trade.
    """

    text: str
    hosts: tuple[str, ...]
    header: str = "Authorization"
    form: str = "Bearer {}"

    def __repr__(self) -> str:
        return f"Secret(for {', '.join(self.hosts) or 'nobody'})"


def is_secret_name(name: str) -> bool:
    """True where a query parameter of this name holds a secret."""
    return _SECRET.fullmatch(unquote_plus(name).strip().lower().replace("-", "_")) is not None


def scrub(url: str) -> str:
    """The address without user-info and with HIDDEN for the value of every secret parameter. Idempotent."""
    head, hash_sign, fragment = _USER_INFO.sub("", hide_known(url), count=1).partition("#")
    path, question_mark, query = head.partition("?")
    return path + question_mark + _scrub_query(query) + hash_sign + _scrub_query(fragment)


def _scrub_query(query: str) -> str:
    return "".join(_scrub_pair(part) for part in re.split(r"([&;?])", query))


def _scrub_pair(part: str) -> str:
    name, equals, text = part.partition("=")
    return f"{name}={HIDDEN}" if equals and text and is_secret_name(name) else part


def secrets_in(url: str) -> set[str]:
    """The values of the secret parameters of an address, decoded."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return set()
    return {text for name, text in parse_qsl(query) if is_secret_name(name) and text != HIDDEN}


def hide(content: bytes, secrets: Iterable[str]) -> bytes:
    """`content` with HIDDEN for every secret in it, be it plain, percent-encoded or escaped as in JSON.

    Platforms do echo them: Meta writes the access token into `paging.next`.
    """
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            content = _written_anyhow(secret).sub(HIDDEN.encode(), content)
    return content


@lru_cache(maxsize=64)
def _written_anyhow(secret: str) -> re.Pattern[bytes]:
    forms = []
    for letter in secret:
        plain, encoded = re.escape(letter.encode()), "".join(f"%{byte:02X}" for byte in letter.encode())
        # percent signs and escapes are written in capitals or not
        # what stands in JSON in JSON is escaped twice
        either = f"(?i:{encoded}|\\\\{{1,4}}u{ord(letter):04x})".encode()
        forms.append(rb"(?:\\{0,4}" + plain + b"|" + either + (rb"|\+" if letter == " " else b"") + b")")
    return re.compile(b"".join(forms))


class ScrubbedLog(logging.Filter):
    """Scrubs the addresses that urllib3 logs (whole paths at DEBUG, whole addresses in its warnings), and hides what
    was remembered, in messages and tracebacks.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(scrub(arg) if isinstance(arg, str) else arg for arg in record.args)
        if _known:
            message = record.getMessage()
            if (hidden := hide_known(message)) != message:
                record.msg, record.args = hidden, ()
            if record.exc_info:
                told = logging.Formatter().formatException(record.exc_info)
                if (hidden := hide_known(told)) != told:
                    record.exc_info, record.exc_text = None, hidden
        return True


_FILTER = ScrubbedLog()


def scrub_logs() -> None:
    """Let no logger of ours, of urllib3 or of tweepy tell a secret. May be called any number of times."""
    ours = [name for name in logging.root.manager.loggerDict if name.startswith("earshot")]
    for name in (*_LOGGERS, *ours):
        logging.getLogger(name).addFilter(_FILTER)
