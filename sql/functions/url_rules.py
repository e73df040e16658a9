"""What is known about addresses on the web: trackers, redirectors, shorteners, aliases. Data only; no code.

Source: the project's platform notes, section 13, and the parameters one sees on links in posts. It is a small
list of our own on purpose: the big community list (ClearURLs) is LGPL and broad enough to break links.
Wrong in one direction only: an unknown tracker leaves two addresses apart, a stripped parameter that
mattered breaks a link. So a name belongs here when it cannot mean anything else on the hosts it is
listed for.
"""

from __future__ import annotations

# everywhere. A name is compared decoded and in lower case; a trailing * means "begins with".
TRACKING: tuple[str, ...] = (
    *("utm_*", "mtm_*", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_content", "pk_cid"),
    *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid"),
    *("li_fat_id", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok"),
    *("_hsenc", "_hsmi", "__hs*", "hsctatracking"),
    *("vero_*", "oly_*", "ml_subscriber*", "_ga", "_gl", "s_cid", "spm", "srsltid", "cmpid", "echobox"),
    *("amp_js_v", "amp_gsa", "usqp"),  # of Google's AMP viewer
    # substack adds it on the custom domains of its authors, which no list of hosts can name.
    "triedredirect",
)

# only where the host makes the meaning certain. A host stands for its www. and m. forms, *.host for it and
# all below it. `t` and `s` are trackers on X alone: on YouTube `t` is the second to start at, on
# media.licdn.com a signature.
TRACKING_ON: dict[str, tuple[str, ...]] = {
    "x.com": ("s", "t", "ref_src", "ref_url"),
    "*.youtube.com": ("si", "feature", "pp", "ab_channel"),
    "*.medium.com": ("source",),
    "*.substack.com": ("r", "publication_id"),
    "reddit.com": ("share_id", "rdt"),
    "*.linkedin.com": ("trk", "rcm", "trackingid", "lipi"),
    "*.facebook.com": ("mibextid", "__tn__", "__cft__*", "__xts__*", "paipv", "eav", "_rdr", "_rdc"),
    "threads.com": ("xmt",),
    "open.spotify.com": ("si",),
    "*.tiktok.com": ("_r", "_t", "is_from_webapp", "is_copy_url", "sender_device"),
}

# trackers only with such a value (a whole-match pattern): the bare name means something on other sites.
TRACKING_BY_VALUE: dict[str, str] = {
    "amp": "(?:1|true)?",  # WordPress writes ?amp and ?amp=1; a shop's ?amp=marshall is a filter
    "outputtype": "amp",
    "source": "rss-.*",  # Medium's feeds put source=rss----<hash>---4 on authors' own domains as well
}

# never a tracker, whatever a list says: they choose WHAT is shown. A test holds the lists above to it.
NEVER_TRACKING: frozenset[str] = frozenset({"v", "list", "id", "p", "q", "story_fbid"})

# a signature covers the whole query: with one of these present nothing is stripped, or the server says 403.
SIGNATURES: tuple[str, ...] = (
    *("x-amz-signature", "x-goog-signature", "x-oss-signature", "q-signature", "x-signature", "x-expires"),
    *("signature", "sig", "key-pair-id", "hmac", "hdnts", "hdnea", "__token__", "__gda__", "awsaccesskeyid"),
)

# (host, path, parameters that may hold the target, in order). Hosts as in TRACKING_ON; path * is any.
GOOGLE = "google.*"  # google.com, google.de, google.co.uk ...
REDIRECTORS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("l.facebook.com", "/l.php", ("u",)),
    ("lm.facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/flx/warn", ("u",)),
    ("l.messenger.com", "/l.php", ("u",)),
    ("l.instagram.com", "*", ("u",)),
    ("l.threads.com", "*", ("u",)),
    ("l.wl.co", "/l", ("u",)),
    # a result page's link carries the words searched in q and the target in url; a shared one has q alone.
    (GOOGLE, "/url", ("q", "url")),
    ("youtube.com", "/redirect", ("q",)),
    ("out.reddit.com", "*", ("url",)),
    ("linkedin.com", "/safety/go", ("url",)),
    ("linkedin.com", "/redir/redirect", ("url",)),
    ("*.safelinks.protection.outlook.com", "*", ("url",)),
    ("go.bsky.app", "/redirect", ("u",)),
    ("x.com", "/safety/unsafe_link_warning", ("unsafe_link",)),
    ("medium.com", "/r", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("vk.com", "/away.php", ("to",)),
    ("duckduckgo.com", "/l", ("uddg",)),
    ("slack-redir.net", "/link", ("url",)),
    ("steamcommunity.com", "/linkfilter", ("url", "u")),
)

# the same pages under another name; the right-hand one is where the site itself sends its
# readers, by https. Other m. hosts stay as they are (not every site has the page on both); keys drop the m.
ALIASES: dict[str, str] = {
    **dict.fromkeys(("twitter.com", "www.twitter.com", "mobile.twitter.com", "m.twitter.com"), "x.com"),
    **dict.fromkeys(("www.x.com", "mobile.x.com"), "x.com"),
    **dict.fromkeys(("youtube.com", "m.youtube.com"), "www.youtube.com"),
    **dict.fromkeys(("reddit.com", "old.reddit.com", "new.reddit.com", "np.reddit.com"), "www.reddit.com"),
    **dict.fromkeys(("m.reddit.com", "amp.reddit.com"), "www.reddit.com"),
    **dict.fromkeys(("facebook.com", "m.facebook.com", "mbasic.facebook.com"), "www.facebook.com"),
    **dict.fromkeys(("web.facebook.com", "touch.facebook.com"), "www.facebook.com"),
    "threads.net": "threads.com",
    "www.threads.net": "www.threads.com",
    "l.threads.net": "l.threads.com",
}

# show one post of X with a better preview, under the path the post has there; the rest of them is their own.
X_MIRRORS: tuple[str, ...] = ("fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "twittpr.com")

# hosts whose every path (but the bare root) stands for another address: only asking can tell which.
SHORTENERS: frozenset[str] = frozenset(
    # a block of words reads better than fifty quoted ones
    """
    bit.ly t.co lnkd.in buff.ly ow.ly tinyurl.com redd.it dlvr.it is.gd amzn.to fb.me wp.me
    j.mp v.gd rb.gy t.ly cutt.ly tiny.cc shorturl.at trib.al ift.tt shar.es po.st zpr.io hubs.ly hubs.la
    goo.gl maps.app.goo.gl g.co aka.ms a.co amzn.eu apple.co spoti.fi pin.it eepurl.com db.tt
    vm.tiktok.com vt.tiktok.com fb.watch nyti.ms wapo.st econ.st reut.rs bbc.in cnn.it on.ft.com
    """.split()  # noqa: SIM905
)
