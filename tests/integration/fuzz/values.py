"""Values for options, fields and custom_ids, as Hypothesis draws them: what was offered, and what never was."""

from typing import Any, TypeVar

from hypothesis import strategies as st

Data = dict[str, Any]
Value = TypeVar("Value")

JOB, TASK = "0123456789", "task_0123456789"
"""The ids of the one job that there is, whatever state it is in."""

_NASTY = (
    "", " ", "\n\t\u3000", "\x00", "0", "-1", "1e9", "NaN", "²", "\uff11\uff12", "9" * 5000, "x" * 6001, "狐" * 32_001,
    "\u202e\u2066fox", "שועל", "e" + "\u0301" * 500, "👩\u200d👧" * 80, "{0} {n} {missing}", "%s %(n)s", "%_", "\\",
    "'; DROP TABLE jobs; --", "```", "`" * 4000, "@everyone <@1> <#2>", "[a](https://a.example)", "# a\n> b", "../../x",
)  # fmt: skip

texts = st.sampled_from(_NASTY) | st.text(max_size=12)


def often(usual: st.SearchStrategy[Value], odd: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """What is usual, five times of six; ``one_of`` passes over what stands in it repeatedly."""
    return st.sampled_from([usual] * 5 + [odd]).flatmap(_itself)


def mostly(*usual: str) -> st.SearchStrategy[str]:
    """What is usual, or else anything."""
    return often(st.sampled_from(usual), texts)


def _itself(strategy: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return strategy


ids = mostly(
    *[JOB] * 30,
    TASK,
    JOB[:-1],
    f"{JOB}0",
    f" {JOB}",
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19",
    "f" * 10,
)

_addresses = st.sampled_from([
    # Nothing is fetched from any of them: they are neither https nor on a server that the host has named.
    "http://cdn.example/fox.png?ex=1", "http://cdn.example/" + "x" * 3000, "http://[::1", "http://a.example:port/", "http://",
])  # fmt: skip
_names = mostly(
    "fox.png", "imagine-1.png", "imagine-0a1b2c3d4e-1.png", "imagine-11.png", "imagine-².png", "a.TXT", "x" * 300
)
_types = mostly("image/png", "image/png", "text/plain; charset=utf-8", "IMAGE/GIF ;") | st.none()
_sides = st.sampled_from([None, 0, -1, 64, 2**40])

_seen = {"content_type": _types, "width": _sides, "height": _sides}
_sizes = st.sampled_from([0, -1, 1, 70_000, 70_000, 10**7, 2**60])

media = st.fixed_dictionaries({"url": _addresses, "proxy_url": _addresses}, optional=_seen)
"""A picture that a message shows, wherever it lies."""

_picture = st.just({
    "filename": "fox.png", "size": 70_000, "url": "http://cdn.example/fox.png", "proxy_url": "",
    "content_type": "image/png", "width": 64, "height": 64,
})  # fmt: skip
_odd = st.fixed_dictionaries(
    {"filename": _names, "size": _sizes, "url": _addresses, "proxy_url": st.just("")}, optional=_seen
)
files = often(_picture, _odd)
"""An attachment, as Discord describes it, but for its id."""

_user = st.fixed_dictionaries(
    {"username": st.sampled_from(["carol", "", "x" * 32]), "discriminator": st.just("0"), "avatar": st.none()},
    optional={"bot": st.booleans(), "global_name": texts},
)
users = often(_user, st.sampled_from(["8", "0", "not a number", ""]))
"""A user, as Discord describes them, but for their id; or an id of somebody whom it does not describe."""
