"""The sentences for what the rules of a server refuse, where they have values in them."""

from bot.admission.errors import AccountTooNew, BeyondTier, MemberTooNew
from bot.errors import UserError
from bot.host.errors import BotPaused
from bot.servers.errors import BadNumber, BadTimeZone, MemberBlocked, SelectionRefused, TooManyRules, TooManyWords
from bot.servers.tiers import Limits
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, joined, moment
from cogs.i18n.translator import Translator


def server_refusal(error: UserError, t: Translator) -> Markup:
    """Why a member may not do something in this server, or what else was refused."""
    match error:
        case MemberBlocked(until, reason):
            end = t("blocked-until", when=moment(until)) if until else ""
            return joined(t(error.code), end, t("blocked-reason", reason=reason) if reason else "")
        case BeyondTier(limits, offers):
            offered = (
                t("tier-offer", role=Markup(f"<@&{role}>"), limits=limits_text(allowed, t))
                for role, allowed in offers.items()
            )
            return joined(t(error.code, limits=limits_text(limits, t)), *offered)
        case SelectionRefused(cause):
            return joined(t(cause.code), t(error.code))
        case BotPaused(until, reason):
            end = t("pause-until", when=moment(until, "f")) if until else ""
            return joined(t(error.code), end, t("blocked-reason", reason=reason) if reason else "")
        case AccountTooNew(days, at) | MemberTooNew(days, at):
            return t(error.code, n=days, when=moment(at))
        case _:
            return _panel_refusal(error, t)


def _panel_refusal(error: UserError, t: Translator) -> Markup:
    """What a manager filled in that no rule can hold, or a refusal without values."""
    match error:
        case BadTimeZone(value, names):
            # The example of the reader's language is the likeliest.
            shown = sorted(names, key=lambda name: name != t("panel-zone-example"))
            return t(error.code, value=value, names=t.listed(map(code, shown)))
        case BadNumber(label, least, most):
            return t(error.code, field=t(label), least=least, most=most)
        case TooManyWords() | TooManyRules():
            return t(error.code, **vars(error))
        case _:
            return t(error.code)


def limits_text(limits: Limits, t: Translator) -> Markup:
    """The most that somebody may request at once."""
    return t("tier-limits", n=limits.count, size=limits.resolution, quality=t(keys.QUALITY[limits.quality]))
