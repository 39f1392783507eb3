// Commands as text: pasted ones, and those of the buttons for whoever has just come.
import { ask, hint } from "/asking.js";

const form = document.getElementById("channel-composer");
const field = document.getElementById("channel-composer-input");

async function run(text) {
  const answer = await ask({ kind: "slash", text });
  hint(answer?.hint);
  return Boolean(answer && !answer.hint);
}

// While SimCord's list of commands is open, Enter picks from it: only what it can't complete arrives here.
form.addEventListener("submit", async (event) => {
  if (!field.isConnected || !field.value.trimStart().startsWith("/") || field.dataset.controlKey?.startsWith("edit:")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const text = field.value;
  if (!await run(text) || field.value !== text) return;
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}, true);
field.addEventListener("input", () => hint(""));

// A command may be longer than a message, at whose limit the field would cut off what is pasted without a word.
const MESSAGE = field.maxLength;
const COMMAND = 10000;
field.addEventListener("paste", (event) => {
  const text = field.value || event.clipboardData.getData("text/plain").trimStart();
  field.maxLength = text.startsWith("/") ? COMMAND : MESSAGE;
});

const tries = document.getElementById("tries");
for (const button of tries.children) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    await run(button.dataset.command);
    button.disabled = false;
  });
}
form.before(tries, document.getElementById("hint"));
