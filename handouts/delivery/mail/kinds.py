"""The kinds of refusals there are: whose fault each is, the sentence for it, and how it is told from others.

In: nothing.  Out: `KINDS`, and `ROWS` in the order in which they are tried.  Refuses nothing.

A row is read against the reply's code with its enhanced status code (`550 5.7.26`), and against its words.  Words that name a thing come
before codes that could be several (5.7.1 is relaying, a blocklist, a mailbox that wants no strangers, and a filter).

Sources: RFC 3463, RFC 5248 and the registry "SMTP Enhanced Status Codes" (RFC 7372: 7.20-7.26, RFC 7505: 1.10 and 7.27); Microsoft, "Email
non-delivery reports and SMTP errors in Exchange Online" and "Fix issues with printers, scanners, and LOB applications that send email";
Google, "Gmail SMTP errors and codes"; Amazon, "SMTP response codes returned by Amazon SES"; Twilio, "SMTP Errors and Troubleshooting";
the words of Postfix (`smtpd_check.c`), Exim, Sendmail and of the large mailbox providers' postmaster pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

MINUTE, HOUR = 60, 3600  # seconds
PRINT = "check the address with the patient, or print the copy"


class Whose(Enum):
    """Whose fault it is that a letter was refused, and so what becomes of it and of the others."""

    COPY = "this copy has failed, the others are tried"
    MOMENT = "this copy waits, the others are tried"
    PAUSE = "nothing more is tried for a while, and then more slowly"
    CLINIC = "nothing more is tried until somebody has seen to it"
    EITHER = "this copy has failed; if the next address is answered the same, it is the clinic's"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal.  said: what is so, a semicolon, what to do; pause: of PAUSE, how many seconds; alone: says nothing of the next."""

    whose: Whose
    said: str
    pause: int = MINUTE
    alone: bool = False


KINDS = {
    # -- this copy
    "no mailbox": Kind(Whose.COPY, f"there is no such mailbox; {PRINT}"),
    "no domain": Kind(Whose.COPY, f"what stands behind the @ of the address takes no mail; {PRINT}"),
    "moved": Kind(Whose.COPY, "the mailbox has moved; ask the patient for the address, or print the copy"),
    "closed": Kind(Whose.COPY, "the mailbox is switched off; ask the patient for another address, or print the copy"),
    "full": Kind(Whose.COPY, "the mailbox is full; print the copy"),
    "large": Kind(Whose.COPY, "the letter is too large for the mailbox; print the copy"),
    "strangers": Kind(Whose.COPY,
        "the mailbox takes letters from chosen senders only; ask the patient for another address, or print the copy"),
    "letters": Kind(Whose.COPY, "the server cannot carry the letters that the address is written in; print the copy"),
    # -- this copy at this moment
    "full now": Kind(Whose.MOMENT, "the mailbox is full at the moment; it is tried again", alone=True),
    "greylisted": Kind(Whose.MOMENT, "the server wants to be asked again later (greylisting); it is tried again", alone=True),
    "busy": Kind(Whose.MOMENT, "the mailbox is busy; it is tried again", alone=True),
    "later": Kind(Whose.MOMENT, "the server cannot take the letter at the moment; it is tried again"),
    # -- the moment, for every letter
    "rush": Kind(Whose.PAUSE, "the server wants fewer letters at a time; set per-minute or provider in mail.toml"),
    "closing": Kind(Whose.PAUSE, "the server was closing, or wants to be asked later; go on in a while"),
    "storage": Kind(Whose.PAUSE, "the server has no room at the moment; tell whoever runs it if that lasts"),
    "connections": Kind(Whose.PAUSE, "the server has too many connections from this login; close other programs that send"),
    "quota": Kind(Whose.PAUSE,
        "the account's letters for a day are used up; go on tomorrow, and set per-day or provider in mail.toml", HOUR),
    "logins": Kind(Whose.PAUSE, "there were too many logins in a short time; wait an hour", HOUR),
    # -- the clinic
    "retired": Kind(Whose.CLINIC,
        "Microsoft 365 takes passwords no longer (basic authentication is switched off); use an access token (token in "
        "mail.toml, XOAUTH2), Microsoft's High Volume Email, or a relay of your own: see docs/email.md"),
    "switched off": Kind(Whose.CLINIC,
        "SMTP AUTH is switched off for this mailbox or tenant of Microsoft 365; switch it on for the mailbox, or see "
        "docs/email.md"),
    "app password": Kind(Whose.CLINIC,
        "Google wants an app password; make one in the account (it needs 2-step verification), or use an access token"),
    "login": Kind(Whose.CLINIC, "the server refuses the login; check login and its password or token in mail.toml"),
    "no login": Kind(Whose.CLINIC, "the server wants a login, or encryption first; set login and password or token in mail.toml"),
    "encryption": Kind(Whose.CLINIC, "the server wants other encryption; check port and security in mail.toml"),
    "send as": Kind(Whose.CLINIC,
        "the login may not send as the address in `from`; use its own address, or give it the right to send as that one"),
    "unverified": Kind(Whose.CLINIC,
        "the provider does not know the address in `from` of mail.toml as yours; verify it, or its domain, in the provider's "
        "console, and ask for production access if the account is on trial"),
    "sender": Kind(Whose.CLINIC, "the server does not take letters from the address in `from` of mail.toml; correct it"),
    "relay": Kind(Whose.CLINIC,
        "the server forwards no letters of this machine; set login in mail.toml, or let it know this machine (a connector, the "
        "relay service, mynetworks)"),
    "unauthenticated": Kind(Whose.CLINIC,
        "the letters are not signed for the domain of `from` (SPF, DKIM, DMARC); let whoever runs the domain set these, or send"
        " by the domain's own server: host in mail.toml"),
    "name": Kind(Whose.CLINIC,
        "the server does not know this machine's network by name (PTR, HELO); set hello in mail.toml, or send by your "
        "provider's server: host in mail.toml"),
    "blocklist": Kind(Whose.CLINIC,
        "the network or address that the letters come from is on a blocklist; have it taken off, or send by your provider's "
        "server: host in mail.toml"),
    "suspended": Kind(Whose.CLINIC, "the provider has stopped the account; sign in at the provider, see why, and have it opened"),
    "attachment": Kind(Whose.CLINIC,
        "the server refuses the attachment, a locked PDF; let whoever runs the server allow encrypted PDFs from the address in "
        "`from`"),
    "spam": Kind(Whose.CLINIC,
        "the server takes the letters for unwanted ones; let whoever runs it allow the address in `from`, and see to SPF, DKIM "
        "and DMARC"),
    "policy": Kind(Whose.CLINIC,
        "a rule of the server refuses the letters; ask whoever runs it which, with the answer of `handouts outbox`"),
    "server": Kind(Whose.CLINIC, "the server is not set up to take letters; ask whoever runs it, or check host and port in mail.toml"),
    "connection": Kind(Whose.CLINIC,
        "the server refuses the connection; check host, port and hello in mail.toml, and that it knows this machine"),
    # -- either
    "refused": Kind(Whose.EITHER,
        "the server refuses the letter, and does not say whether for its address; ask whoever runs the server, with the answer "
        f"of `handouts outbox`, {PRINT}"),
    "size": Kind(Whose.EITHER, "the letter is too large for the server; ask for a higher limit (SIZE), or print the copy"),
    "unavailable": Kind(Whose.EITHER, f"there is no such mailbox, or it takes no letters of the clinic; {PRINT}"),
}  # fmt: skip

_AUTH = r"auth|credential|password|login|logon|username"
_MAILBOX = r"^5.*\.(1\.(1|2|3|6|10)|2\.[123])$"
ROWS: tuple[tuple[str, str, str], ...] = (  # code and status, words, kind
    # -- to whom, by a code that names a mailbox, unless its words say otherwise
    (_MAILBOX, r"sender (address|domain|verif)|relay(ing)?( access)? denied|\b(spf|dkim|dmarc)\b|blocked using", "refused"),
    (r"^5.*\.1\.(1|3)$", "", "no mailbox"),
    (r"^5.*\.1\.(2|10)$", "", "no domain"),
    (r"^5.*\.1\.6$", "", "moved"),
    (r"^5.*\.2\.1$", "", "closed"),
    (r"^5.*\.2\.2$", "", "full"),
    (r"^5.*\.2\.3$", "", "large"),
    (r"\.7\.(12[0-9]|13[0-8])$", "", "strangers"),
    # -- logging in
    ("", r"basic authentication is (not supported|disabled)", "retired"),
    (r"5\.7\.30$", r"microsoft|client submission|^$", "retired"),
    (r"5\.7\.139$", "", "switched off"),
    ("", r"SmtpClientAuthentication is disabled", "switched off"),
    (r"^534|5\.7\.9$", rf"{_AUTH}|^$", "app password"),
    ("", r"too many (failed )?(login|auth\w*) attempts", "logins"),
    (r"^432", "", "connections"),
    ("", r"too many (concurrent |simultaneous )?connections|thread limit|connection limit|"
        r"max(imum)? (number of )?connections", "connections"),
    ("", r"must issue a? ?starttls|starttls (is )?required|encryption required|tls (is )?required|requires? tls", "encryption"),
    (r"\.7\.(10|11)$|^538|^523", "", "encryption"),
    ("", r"client (was|host)? ?not authenticated|authentication (is )?required|(not|un)authenticated senders? not|not logged in|"
        r"smtp auth", "no login"),
    (r"\.7\.57$|^530", "", "no login"),
    (r"\.7\.(3|5|8)$|^535", rf"{_AUTH}", "login"),
    (r"^535|\.7\.8$|^500 .*auth|^504 .*auth", "", "login"),
    # -- how many
    ("", r"credits? exceeded|daily (user |message |mail |e-?mail )?(sending |submission )?(quota|limit)|SubmissionQuota|"
        r"sending (limit|quota)", "quota"),
    ("", r"(send|message|mail|recipient|relay)(ing)?( rate)? (quota|limit)s? (is |was |has been )?(exceeded|reached)|exceeded.{0,40}"
        r"(sending|message|daily|hourly) (quota|limit)|(external|outbound) recipients? .{0,20}limit", "quota"),
    (r"\.4\.5$|\.7\.23[0-9]$", "", "quota"),
    (r"\.2\.12[12]$", "", "busy"),
    ("", r"(user|mailbox|account|recipient)[^.]{0,40}(receiving|received) (mail|e-?mail|messages) (too quickly|at a rate)", "busy"),
    ("", r"grey ?-?list|gray ?-?list|postgrey|sqlgrey|milter-grey", "greylisted"),
    # -- who sends
    ("", r"send as|SendAsDenied|not owned by (the )?(user|login|auth)|not one of your addresses|sender address is not allowed|"
        r"not (allowed|authori[sz]ed|permitted) to (send|use) (as|from|this)|ses:SendRawEmail", "send as"),
    (r"\.7\.60$|\.2\.252$", "", "send as"),
    ("", r"not verified|verified sender|sender (identity|signature)|unconfigured sending domain|not allowed to send|unregistered domain|"
        r"domain .{0,40}(is )?not (verified|allowed|registered|configured)|sandbox", "unverified"),
    (r"\.7\.750$", "", "unverified"),
    ("", r"bad outbound sender|account (is |has been |was )?(temporarily )?(disabled|suspended|blocked|locked|deactivated)|"
        r"sending (is |was |has been )?(paused|suspended|disabled|blocked)|tenant has exceeded|unusual sending|domain is disabled|"
        r"on probation", "suspended"),
    (r"\.7\.70[0-9]$|\.7\.50[1-3]$", "", "suspended"),
    ("", r"\b(SPF|DKIM|DMARC)\b|unauthenticated|authentication (checks?|results?|level)|sender policy framework|"
        r"ARC validation", "unauthenticated"),
    (r"\.7\.(2[0-46-7]|29|30|32|40|509|515)$", "", "unauthenticated"),
    ("", r"reverse (dns|hostname|lookup)|\brDNS\b|\bPTR\b|\b[eh][eh]lo (command|argument|name|host|invalid|rejected)|"
        r"(invalid|bad|need) [eh][eh]lo|fully-qualified|hostname .{0,30}(invalid|rejected)", "name"),
    (r"\.7\.25$", "", "name"),
    ("", r"sender (address|domain|verif\w+|callout)|from address|return.path|MAIL FROM|envelope sender|from: header", "sender"),
    (r"\.1\.[78]$|\.7\.512$", "", "sender"),
    # -- how, and what
    ("", r"relay(ing)?( access)? (denied|disallowed|prohibited|not permitted|not allowed|rejected)|unable to relay|not permitted to relay|"
        r"relay not permitted|do(es)? not relay|no relay|(refus|den)\w+ to relay|not a relay|authori[sz]ed to relay|rcpthosts|"
        r"not authori[sz]ed to send (e-?mail )?directly", "relay"),
    (r"\.7\.(54|64)$", "", "relay"),
    ("", r"spamhaus|spamcop|barracuda|sorbs|proofpoint|block ?-?list|black ?-?list|deny ?-?list|dnsbl|\brbl\b|banned|blocked using|"
        r"(ip|network|host|client)\b.{0,60}\b(blocked|rejected|reputation)|reputation|(blocked|rejected).{0,40}\bip\b|\[TSS0|"
        r"\bIP=", "blocklist"),
    (r"\.7\.(511|60[6-9]|6[1-4][0-9])$", "", "blocklist"),
    ("", r"attachment|virus|malware|encrypted|password.protected|file type|executable|security issue|"
        r"(message )?content (was )?(rejected|refused)", "attachment"),
    ("", r"spam|unsolicited|junk|bulk mail|phish|suspicious", "spam"),
    # -- to whom
    ("", r"not allow(ed)? to send to (this|the) (group|recipient|mailbox)|only accepts? (messages|mail|e-?mail) from|"
        r"RESOLVER\.RST", "strangers"),
    (r"^4.*\.2\.2$", "", "full now"),
    (r"\.6\.7$", "", "letters"),
    (r"^551", "", "moved"),
    (r"^5.*\.4\.(4|310|312)$", "", "no domain"),
    (r"^5.*\.1\.(4|351)$", "", "no mailbox"),
    (r"^5\d\d$|^5.*\.(1|4)\.[0-9]$", r"recipient address rejected", "no mailbox"),
    (r"^5", r"(mailbox|inbox|user|account|recipient)\b.{0,40}\b(is |over ?)(full|quota)|over ?quota|quota exceeded|mailbox full", "full"),
    (r"^5", r"(user|mailbox|recipient|account|address|customer)\b.{0,60}\b(unknown|not (found|exist|known|here)|do(es)?n.?t exist|"
        r"does not exist)|"
        r"(no such|unknown|invalid|unrouteable|undeliverable|no) (user|recipient|mailbox|address|local)|not our customer|"
        r"recipient not found|no mailbox here|user is unknown", "no mailbox"),
    (r"^5", r"(mailbox|account|user|recipient).{0,20}(disabled|inactive|suspended|closed|deactivated)", "closed"),
    (r"^5", r"(domain|host) .{0,40}(not found|unknown|does not exist|not exist)|no (mx|mail hosts)|null mx", "no domain"),
    (r"^5.*\.2\.[0-9]+$", "", "unavailable"),
    # -- the moment
    (r"\.3\.1$", "", "storage"),
    (r"^4", r"insufficient (system )?(storage|disk)|out of (disk|space)|disk full", "storage"),
    (r"^4", r"rate|too (many|fast|much|frequent)|throttl|slow down|unusual|limit|volume|frequent|deferred due to", "rush"),
    (r"^45[01] 4\.7\.[01]$", "", "later"),
    (r"^4.*\.7\.[0-9]+$", "", "rush"),
    (r"^421", "", "closing"),
    (r"^4.*\.2\.[0-9]+$|^450 4\.1", "", "busy"),
    (r"^450", r"busy|in use|locked|unavailable|^$", "busy"),
    (r"^4", "", "later"),
    # -- what is left
    (r"^5", r"too (many|fast|frequent)|rate limit|throttl", "rush"),
    (r"\.3\.4$|^552|^523", r"large|size|big|exceed|limit|^$", "size"),
    (r"\.3\.4$", "", "size"),
    (r"^5", r"policy|prohibit|not accepted for|administrative", "policy"),
    (r"\.3\.[1235]$|\.5\.[1245]$|^50[0-4]", "", "server"),
    (r"^550|^553", r"unavailable|^$", "unavailable"),
    (r"^5", "", "refused"),
)  # fmt: skip
READ = tuple((re.compile(status), re.compile(words, re.IGNORECASE | re.DOTALL), KINDS[kind]) for status, words, kind in ROWS)
