// What a right-click on a message offers: the bot's menus, as Discord has them under Apps.
import { ask } from "/asking.js";

// "manual": the browser would close an "auto" one when the button that opened it is let go.
const menu = Object.assign(document.createElement("div"), { className: "message-menu", popover: "manual" });
menu.setAttribute("role", "menu");
document.body.append(menu);
document.addEventListener("pointerdown", (event) => menu.contains(event.target) || menu.hidePopover());
document.addEventListener("keydown", (event) => event.key === "Escape" && menu.hidePopover());

function item([name, shown], message) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: shown });
  button.setAttribute("role", "menuitem");
  button.addEventListener("click", () => {
    menu.hidePopover();
    ask({ kind: "menu", menu: name, target_id: message });
  });
  return button;
}

document.addEventListener("contextmenu", async (event) => {
  const message = event.target.closest("article.channel-message")?.dataset.messageId;
  if (!message) return;
  event.preventDefault();
  // Who acts may have changed since the last time.
  const names = Object.entries((await ask({ kind: "menus" }))?.menus ?? {});
  if (!names.length) return;
  menu.replaceChildren(...names.map((name) => item(name, message)));
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.inset = "auto";
  menu.style.left = `${Math.min(event.clientX, innerWidth - width)}px`;
  menu.style.top = `${Math.min(event.clientY, innerHeight - height)}px`;
  menu.firstElementChild.focus();
});
