// A link to a message leads to it, as on Discord: followed, it would leave the page for a server that does not exist.
const LINK = 'a[href^="https://discord.com/channels/"]';
// One of SimCord's own tools, which are hidden: it fetches a message that the page does not show, and those around it.
const wanted = document.getElementById("message-exact-id");

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINK);
  if (!link) return;
  event.preventDefault();
  const message = link.href.split("/").at(-1);
  const shown = document.querySelector(`article.channel-message[data-message-id="${message}"]`);
  if (shown) return shown.scrollIntoView({ block: "center" });
  wanted.value = message;
  wanted.form.requestSubmit();
});
