// Runs in the head, before the first paint: applies the theme a reader chose, by widening or narrowing the media
// attribute of the dark palette. Without a choice, or without scripts, the device decides.
(() => {
  const key = "partnerkit-theme";
  const states = ["auto", "light", "dark"];
  const media = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  let state = "auto";
  try {
    state = localStorage.getItem(key) ?? "auto";
  } catch {
    // Storage may be closed to us; the choice then lasts for the page.
  }
  if (!states.includes(state)) state = "auto";

  const apply = () => {
    document.getElementById("dark-palette").media = media[state];
    root.dataset.theme = state;
  };
  apply();

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-button]");
    const say = () => {
      button.querySelector("[data-theme-word]").textContent = button.dataset[state];
      button.title = button.dataset[state];
    };
    button.addEventListener("click", () => {
      state = states[(states.indexOf(state) + 1) % states.length];
      apply();
      say();
      try {
        localStorage.setItem(key, state);
      } catch {
        // As above.
      }
    });
    say();
    button.hidden = false;
  });
})();
