// Keeps "in 15 seconds" true: SimCord's page writes such times once. The bot's time may run faster than the clock.
const { now, speed } = document.querySelector(".sandbox-bar").dataset;
// When the sandbox said what time it is. This script runs later, and at a high speed each second would count many times.
const began = performance.getEntriesByType("navigation")[0].responseStart;
const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const UNITS = [["second", 1, 60], ["minute", 60, 3600], ["hour", 3600, 86400], ["day", 86400, Infinity]];

function spoken(unix) {
  const away = unix - Number(now) - (performance.now() - began) / 1000 * Number(speed);
  const [unit, length] = UNITS.find(([, , end]) => Math.abs(away) < end);
  return format.format(Math.round(away / length), unit);
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const text = spoken(Number(time.dataset.relative));
    if (time.textContent !== text) time.textContent = text;
  }
}, 250);
