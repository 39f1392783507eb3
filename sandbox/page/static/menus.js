// What a right-click on a message offers: the bot's menus, as Discord has them under Apps.
const names = Object.entries(JSON.parse(document.currentScript.dataset.menus));

const style = new CSSStyleSheet();
style.replaceSync(`
  .message-menu { margin: 0; padding: 6px; border: 1px solid var(--discord-border); border-radius: 8px;
    background: var(--discord-elevated); }
  .message-menu button { display: block; width: 100%; padding: 6px 12px; border: 0; border-radius: 4px; text-align: left;
    color: var(--discord-text); background: none; }
  .message-menu button:is(:hover, :focus-visible) { background: var(--discord-brand); }
`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

const menu = Object.assign(document.createElement("div"), { className: "message-menu", popover: "auto" });
menu.setAttribute("role", "menu");
document.body.append(menu);

async function use(name, message) {
  menu.hidePopover();
  const answer = await fetch("/api/action", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Simcord-Capability": location.hash.slice(1),
      "X-Simcord-Context": window.simcordPreview.contextId,
    },
    body: JSON.stringify({ kind: "menu", menu: name, target_id: message }),
  });
  if (!answer.ok) document.getElementById("action-status").textContent = "Action was not completed.";
}

function item([name, shown], message) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: shown });
  button.setAttribute("role", "menuitem");
  button.addEventListener("click", () => use(name, message));
  return button;
}

document.addEventListener("contextmenu", (event) => {
  const message = event.target.closest("article.channel-message");
  if (!message || !names.length) return;
  event.preventDefault();
  menu.replaceChildren(...names.map((name) => item(name, message.dataset.messageId)));
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.inset = "auto";
  menu.style.left = `${Math.min(event.clientX, innerWidth - width)}px`;
  menu.style.top = `${Math.min(event.clientY, innerHeight - height)}px`;
  menu.firstElementChild.focus();
});
