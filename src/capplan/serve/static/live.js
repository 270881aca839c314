// Shows how far a run is without loading the page anew. The page works without this.
"use strict";

const SECONDS = 2;
const live = document.getElementById("live");
const byHand = document.getElementById("by-hand");
let paused = false;

async function look() {
  if (paused) {
    return;
  }
  const answer = await fetch(live.dataset.from, { credentials: "same-origin" });
  if (!answer.ok) {
    return;
  }
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  live.replaceChildren(...part.body.childNodes);
  if (live.querySelector("p > a")) {
    // Ended: the link to its result is there, and the buttons have nothing left to stop.
    clearInterval(timer);
    document.querySelector(".buttons").remove();
    byHand.remove();
  }
}

const timer = setInterval(() => look().catch(() => undefined), SECONDS * 1000);

const pause = document.createElement("button");
pause.type = "button";
pause.className = "plain";
pause.textContent = "Stop showing it by itself";
pause.addEventListener("click", () => {
  paused = !paused;
  pause.textContent = paused ? "Show it by itself again" : "Stop showing it by itself";
});
byHand.replaceChildren(pause);
