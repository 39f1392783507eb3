// The product's own bar: whom one acts as, and what went wrong. And the page shows what is new.
import { hint } from "/asking.js";

const actAs = document.getElementById("act-as");
const theirs = document.getElementById("viewer-picker");
// Whoever it was before the page was loaded again.
let wanted = sessionStorage.getItem("act-as");
const ATTEMPTS = 5;
let attempts = 0;
let newest = 0n;

// SimCord's own list, which is hidden, does the work. It is empty while SimCord switches, and before it has begun; and it
// is as before when SimCord has refused to switch, because something else was still going on.
function act() {
  if (!theirs.options.length) return;
  if (wanted !== null && wanted !== theirs.value && attempts < ATTEMPTS) {
    attempts += 1;
    theirs.value = wanted;
    theirs.dispatchEvent(new Event("change"));
    return;
  }
  wanted = null;
  attempts = 0;
  actAs.value = theirs.value;
  sessionStorage.setItem("act-as", theirs.value);
}
actAs.addEventListener("change", () => {
  wanted = actAs.value;
  newest = 0n;
  hint("");
  act();
});
new MutationObserver(act).observe(theirs, { childList: true });

const trouble = document.getElementById("trouble");
const troubles = JSON.parse(trouble.dataset.troubles);
const status = document.getElementById("action-status");
// Where the bot has left the server, SimCord only calls the channel unavailable.
const place = document.getElementById("channel-name");
const told = new MutationObserver(() => {
  trouble.textContent = troubles[status.textContent] ?? troubles[place.textContent] ?? "";
});
for (const teller of [status, place]) told.observe(teller, { childList: true, characterData: true, subtree: true });

const app = document.getElementById("preview-app");
const timeline = document.getElementById("channel-timeline");

// SimCord keeps its place while it draws, and once more in the next frame.
new MutationObserver(() => {
  if (app.getAttribute("aria-busy") === "true") return;
  const last = BigInt([...timeline.querySelectorAll("article.channel-message")].at(-1)?.dataset.messageId ?? 0);
  if (last > newest) requestAnimationFrame(() => { timeline.scrollTop = timeline.scrollHeight; });
  newest = last;
}).observe(app, { attributes: true, attributeFilter: ["aria-busy"] });
