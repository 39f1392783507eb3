// Asks the sandbox to do what SimCord's page can't do.
export async function ask(body) {
  const answer = await fetch("/api/action", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Simcord-Capability": location.hash.slice(1),
      "X-Simcord-Context": window.simcordPreview.contextId,
    },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (answer?.ok) return answer.json();
  document.getElementById("action-status").textContent = "Action was not completed.";
  return null;
}

// Says below the channel what is wrong with what was typed; nothing takes it away.
export function hint(text) {
  document.getElementById("hint").textContent = text ?? "";
}
