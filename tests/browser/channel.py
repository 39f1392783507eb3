"""A channel on the sandbox's page, and what a person does there."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Locator, Page, Request, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.camera import Camera, newest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Debian's and Ubuntu's browser, if it is there."""

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE = 20_000.0
"""Milliseconds that anything expected on the page may take."""

DESK = ViewportSize(width=1280, height=1400)
PHONE = ViewportSize(width=390, height=844)

TRIES = 5
ACCEPTED_WITHIN = 2_000.0
"""Milliseconds after which the page has let the pick of a command go by, or has rejected it."""

SENT_WITHIN = 2_000.0
"""Milliseconds after which the page has let a click go by, as it does while it fetches what is new."""


@contextmanager
def a_channel(url: str, *, scale: float = 1, size: ViewportSize = DESK) -> Iterator["Channel"]:
    """Open the page in a browser of this ``size``; a screenshot has ``scale`` pixels for each of the page."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        page = browser.new_page(viewport=size, device_scale_factor=scale)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        yield Channel(page)
        # A sandbox that is ended in the middle of decoding a picture may complain.
        page.wait_for_function("() => window.simcordPreview.ready")
        browser.close()
        assert errors == []


class Channel:
    """Types into the channel and reads it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.camera = Camera(page)

    def imagine(
        self, prompt: str, choices: Mapping[str, str], files: Mapping[str, Path] | None = None, count: int = 1
    ) -> None:
        """Run ``/imagine`` as a person does: pick the command and its options from the lists, and send it."""
        self.begin_prompt()
        self.write(prompt)
        if count > 1:
            self.write_option("count", str(count))
        for option, label in choices.items():
            self.choose_option(option, label)
        for option, path in (files or {}).items():
            self.attach(option, path)
        self.send()

    def attach(self, option: str, path: Path) -> None:
        """Add an option to the command, and give it a file."""
        self._more(option)
        self._page.locator("input[type=file]").set_input_files(path)

    @property
    def option_value(self) -> Locator:
        """Where one types the newest option's value."""
        return self._page.locator(".command-option-input").last

    @property
    def option_error(self) -> Locator:
        """What the page says of an option's value that it refuses."""
        return self._page.locator(".command-error")

    @property
    def window(self) -> ViewportSize:
        """The size of the window."""
        size = self._page.viewport_size
        assert size
        return size

    def begin_prompt(self) -> None:
        """Pick ``/imagine`` and its option ``prompt``, to write into."""
        self._begin("imagine")
        with suppress(TookTooLong):
            return self._pick("prompt", ACCEPTED_WITHIN)
        return self._more("prompt")  # the list of options has closed, as something new had come in

    def write(self, text: str) -> None:
        """Type where the cursor is."""
        self._page.keyboard.type(text)

    def write_option(self, option: str, text: str) -> None:
        """Add an option to the command, and type its value."""
        self._more(option)
        self.write(text)

    def choose_option(self, option: str, label: str) -> None:
        """Add an option to the command, and pick one of its choices."""
        self._more(option)
        self._page.locator(".command-suggestion", has_text=label).first.click()

    def send(self) -> None:
        """Press Send, again if need be: the page rejects what was sent just when something new had come in."""
        for _ in range(TRIES):
            self._page.get_by_label("Send").click()
            with suppress(TookTooLong):
                return self._command.wait_for(state="detached", timeout=ACCEPTED_WITHIN)
        raise AssertionError(f"the page took no command: {self._page.locator('#action-status').inner_text()}")

    def run(self, command: str) -> None:
        """Run a command without options."""
        self._begin(command)
        self.send()

    def paste(self, text: str) -> None:
        """Put a whole command into the field, and press Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    @property
    def field(self) -> Locator:
        """Where one types."""
        return self._page.get_by_label("Message", exact=True)

    @property
    def actor(self) -> Locator:
        """The list of those one can act as."""
        return self._page.locator("#act-as")

    @property
    def messages(self) -> Locator:
        """All messages of the channel."""
        return self._page.locator("article.channel-message")

    def tool(self, name: str) -> Locator:
        """One of SimCord's own tools."""
        return self._page.get_by_role("button", name=name, include_hidden=True).first

    @property
    def hint(self) -> Locator:
        """What the page says of a command that it can't read."""
        return self._page.locator("#hint")

    @property
    def tries(self) -> Locator:
        """The buttons for whoever has just come."""
        return self._page.locator("#tries").get_by_role("button")

    @contextmanager
    def on_a_phone(self) -> Iterator[None]:
        """See the page in a window as narrow as a phone's."""
        self._page.set_viewport_size(PHONE)
        yield
        self._page.set_viewport_size(DESK)

    def reload(self) -> None:
        """Load the page again, and wait until it is there."""
        self._page.reload()
        self._page.wait_for_function("() => window.simcordPreview.ready")

    def run_on(self, command: str, option: str) -> None:
        """Run a command whose first option is a choice of what the page lists."""
        self._begin(command)
        self._page.locator(".command-suggestion", has_text=option).first.click()
        self.send()

    def act_as(self, whom: str) -> None:
        """Choose through whom to look, and wait until that is seen."""
        picker = self._page.locator("#act-as")
        key = picker.locator("option", has_text=whom).get_attribute("value")
        picker.select_option(key)
        self._page.wait_for_function("key => simcordPreview.viewerId === key && simcordPreview.ready", arg=key)

    @property
    def place(self) -> Locator:
        """Where one is: the name of the channel, or with whom one talks in private."""
        return self._page.locator("#channel-name")

    def offered(self, typed: str) -> Locator:
        """The commands that the page lists when this is typed."""
        self._page.get_by_label("Message", exact=True).fill(typed)
        return self._page.locator(".command-entry")

    def menus(self, message: Locator) -> Locator:
        """Right-click on a message; gives what the menu offers."""
        message.locator(".message-header").click(button="right")
        return self._page.get_by_role("menuitem")

    def use(self, menu: str, message: Locator) -> None:
        """Right-click on a message, and pick what the menu offers; again, if the page closes it to show what is new."""
        for _ in range(TRIES):
            with suppress(TookTooLong):
                self.menus(message).filter(has_text=menu).click(timeout=SENT_WITHIN)
                return
        raise AssertionError(f"the page offers no {menu}")

    def press(self, button: str) -> None:
        """Press a button of the newest message."""
        # A moderator's Discord has a Delete of its own beside each message.
        pressed = self.last.get_by_role("button", name=button, exact=True).and_(self._page.locator(".component-button"))
        self._do("click", pressed.click)

    def press_behind_more(self, button: str) -> None:
        """Press a button of the panel that More opens on the newest message."""
        self.press("More")
        expect(self.last).to_contain_text("Only you can see this")
        self.press(button)

    def choose(self, option: str, *, select: int = 0, one_of_several: bool = False) -> None:
        """Pick an option of a select in the newest message. One that takes several is sent as its list is closed."""

        def act() -> None:
            self.last.get_by_role("combobox").nth(select).click()
            self.last.get_by_role("option", name=option).click()
            if one_of_several:
                self.last.get_by_role("combobox").nth(select).click()

        self._do("select", act)

    def submit(self) -> None:
        """Send the form that is open."""
        self._do("modal_submit", lambda: self.form.get_by_role("button", name="Submit").click())

    def dismiss(self) -> None:
        """Close the form that is open, and send nothing; again, if the page lets the key go by."""
        for _ in range(TRIES):
            self._page.keyboard.press("Escape")
            with suppress(TookTooLong):
                return self.form.wait_for(state="hidden", timeout=ACCEPTED_WITHIN)
        raise AssertionError("the form stays open")

    @property
    def last(self) -> Locator:
        """The newest message."""
        return newest(self._page)

    def message(self, text: str) -> Locator:
        """The oldest message with this text."""
        return self._page.locator("article.channel-message", has_text=text).first

    @property
    def form(self) -> Locator:
        """The form that is open."""
        return self._page.get_by_role("dialog")

    def _do(self, kind: str, act: Callable[[], None]) -> None:
        """``act`` until the page takes it: it lets clicks go by while it fetches what is new."""

        def is_it(request: Request) -> bool:
            return f'"kind":"{kind}"' in (request.post_data or "")

        for _ in range(TRIES):
            with suppress(TookTooLong):
                with self._page.expect_request(is_it, timeout=SENT_WITHIN) as sent:
                    act()
                answer = sent.value.response()
                assert answer
                assert not answer.json()["rejected"], answer.json()["diagnostics"]
                return
        raise AssertionError(f"the page took no {kind}: {self._page.locator('#action-status').inner_text()}")

    @property
    def _command(self) -> Locator:
        """The command that is being filled in."""
        return self._page.locator("[data-command-chip]")

    def _begin(self, command: str) -> None:
        """Pick the command, again if need be: what is only written would be sent as a message."""
        for _ in range(TRIES):
            self._page.get_by_label("Message", exact=True).fill(f"/{command}")
            self._page.get_by_role("option", name=f"/{command}").first.click()
            with suppress(TookTooLong):
                return self._command.wait_for(timeout=ACCEPTED_WITHIN)
        raise AssertionError(f"the page let nobody pick /{command}")

    def _more(self, option: str) -> None:
        self._page.locator(".command-ghost").click()
        self._pick(option)

    def _pick(self, option: str, patience: float = PATIENCE) -> None:
        self._page.locator(f".command-suggestion[data-value={option}]").click(timeout=patience)
