"""From a request to what the message will say, or to the refusal that Discord would answer."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from .components import check, numbered
from .errors import ApiError, Refusal, invalid_form
from .files import Attachment, Cdn, Upload
from .message import Body, Flag
from .places import MIB, Channel, User
from .reply import Payload

MAX_CONTENT = 2000
MAX_ATTACHMENTS = 10
MAX_EMBEDS = 10
# "The maximum request size when sending a message is 25 MiB", unless the place allows larger files:
# https://discord.com/developers/docs/resources/message#create-message
REQUEST_LIMIT = 25 * MIB
SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.IS_COMPONENTS_V2
EDITABLE = Flag.SUPPRESS_EMBEDS | Flag.IS_COMPONENTS_V2


class Composer:
    """Turns the JSON and the files of a create or an edit into a `Body`; raises ApiError and changes nothing."""

    def __init__(self, cdn: Cdn, request_limit: int = REQUEST_LIMIT) -> None:
        self._cdn = cdn
        self._request_limit = request_limit

    def create(
        self, request: Payload, files: Mapping[str, Upload], channel: Channel, *, settable: Flag = SETTABLE
    ) -> Body:
        flags = Flag(request.get("flags") or 0) & settable
        return self._compose(Body(flags=flags), request, files, channel)

    def edit(self, old: Body, request: Payload, files: Mapping[str, Upload], channel: Channel) -> Body:
        """Keeps what the request does not name. IS_COMPONENTS_V2 can be set, never unset."""
        flags = old.flags & ~Flag.LOADING
        if request.get("flags") is not None:
            asked = Flag(request["flags"]) & EDITABLE
            flags = (flags & ~Flag.SUPPRESS_EMBEDS) | asked
        return self._compose(replace(old, flags=flags), request, files, channel)

    def _compose(self, old: Body, request: Payload, files: Mapping[str, Upload], channel: Channel) -> Body:
        self._check_sizes(files, channel.upload_limit)
        body = Body(
            content=(request["content"] or "") if "content" in request else old.content,
            embeds=tuple(request["embeds"] or ()) if "embeds" in request else old.embeds,
            components=numbered(request["components"] or ()) if "components" in request else old.components,
            attachments=tuple(self._attachments(old, request, files, f"attachments/{channel.id}")),
            flags=old.flags,
        )
        _check(body, _names(old, request, body))
        return body

    def _check_sizes(self, files: Mapping[str, Upload], limit: int) -> None:
        sizes = [len(upload.data) for upload in files.values()]
        if any(size > limit for size in sizes) or sum(sizes) > max(limit, self._request_limit):
            raise ApiError(Refusal.TOO_LARGE)

    def _attachments(
        self, old: Body, request: Payload, files: Mapping[str, Upload], folder: str
    ) -> Iterator[Attachment]:
        """https://discord.com/developers/docs/reference#editing-message-attachments"""
        if request.get("attachments") is None:
            yield from old.attachments
            yield from (self._cdn.store(upload, folder) for upload in files.values())
            return
        kept = {attachment.id: attachment for attachment in old.attachments}
        for index, entry in enumerate(request["attachments"]):
            identity, description = str(entry["id"]), entry.get("description")
            if identity in kept:
                yield replace(kept[identity], description=description or kept[identity].description)
            elif upload := files.get(f"files[{identity}]"):
                named = replace(upload, filename=entry.get("filename") or upload.filename)
                yield self._cdn.store(named, folder, description, spoiler=bool(entry.get("is_spoiler")))
            else:
                raise invalid_form(f"attachments.{index}.id", "ATTACHMENT_NOT_FOUND", "Attachment data not found")


def _names(old: Body, request: Payload, body: Body) -> set[str]:
    """The file names that `attachment://` can refer to: of those kept, only the ones that the request says again."""
    if "components" not in request:
        return {attachment.filename for attachment in body.attachments}
    before = {attachment.id for attachment in old.attachments}
    said = {str(entry["id"]) for entry in request.get("attachments") or () if entry.get("filename")}
    return {kept.filename for kept in body.attachments if kept.id not in before or kept.id in said}


def _check(body: Body, names: Collection[str]) -> None:
    if len(body.attachments) > MAX_ATTACHMENTS:
        raise invalid_form("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_ATTACHMENTS} or fewer in length.")
    if Flag.IS_COMPONENTS_V2 in body.flags:
        _check_v2(body)
    else:
        _check_legacy(body)
    check(body.components, names, v2=Flag.IS_COMPONENTS_V2 in body.flags)


def _check_v2(body: Body) -> None:
    for field in ("content", "embeds"):
        if getattr(body, field):
            message = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            raise invalid_form(field, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _check_legacy(body: Body) -> None:
    if len(body.content) > MAX_CONTENT:
        raise invalid_form("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")
    if len(body.embeds) > MAX_EMBEDS:
        raise invalid_form("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    if not (body.content or body.embeds or body.components or body.attachments):
        raise ApiError(Refusal.EMPTY_MESSAGE)


def pinged(body: Body, allowed: Payload | None, replied_to: User | None) -> tuple[str, ...]:
    """Ids of those whom a new message notifies, and "everyone".

    https://discord.com/developers/docs/resources/message#allowed-mentions-object
    """
    allowed = {"parse": ["users", "everyone"], "replied_user": True} if allowed is None else allowed
    parse, chosen = allowed.get("parse") or (), {str(user) for user in allowed.get("users") or ()}
    named = [user for user in re.findall(r"<@!?(\d+)>", body.text) if "users" in parse or user in chosen]
    if replied_to and allowed.get("replied_user"):
        named.append(replied_to.id)
    if "everyone" in parse and re.search("@(everyone|here)", body.text):
        named.append("everyone")
    return tuple(dict.fromkeys(named))
