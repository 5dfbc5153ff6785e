// The small conveniences of the shell: the menu on phones, closing open lists, wide tables, "on this page", sharing.
// Each stands alone and leaves the page whole when it can't run.

// The menu on phones. Escape closes it and gives the focus back.
const menuButton = document.querySelector("[data-menu-button]");
const setMenu = (open) => menuButton.setAttribute("aria-expanded", String(open));
menuButton.addEventListener("click", () => setMenu(menuButton.getAttribute("aria-expanded") !== "true"));

// The list of languages: a click elsewhere or Escape closes it, as a menu would.
const lists = [...document.querySelectorAll("details[data-disclosure]")];
document.addEventListener("click", (event) => {
  for (const list of lists) if (!list.contains(event.target)) list.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const list of lists.filter((one) => one.open)) {
    list.open = false;
    list.querySelector("summary").focus();
  }
  if (menuButton.getAttribute("aria-expanded") === "true") {
    setMenu(false);
    menuButton.focus();
  }
});

// A wide table scrolls inside its own region, never the page (WCAG 1.4.10). The region takes the focus only while there
// is something to scroll, so a keyboard meets no needless stop.
for (const table of document.querySelectorAll("main table")) {
  const region = table.closest(".scroll") ?? document.createElement("div");
  if (!region.isConnected) {
    region.className = "scroll";
    table.replaceWith(region);
    region.append(table);
  }
  const named = table.caption ?? precedingHeading(region);
  new ResizeObserver(() => {
    const wide = region.scrollWidth > region.clientWidth + 1;
    region.toggleAttribute("data-wide", wide);
    if (wide && named) {
      named.id ||= `table-${[...document.querySelectorAll(".scroll")].indexOf(region) + 1}`;
      region.tabIndex = 0;
      region.setAttribute("role", "region");
      region.setAttribute("aria-labelledby", named.id);
    } else {
      for (const name of ["tabindex", "role", "aria-labelledby"]) region.removeAttribute(name);
    }
  }).observe(region);
}

function precedingHeading(element) {
  const headings = [...document.querySelectorAll("main :is(h1, h2, h3)")];
  return headings.findLast((one) => one.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
}

// "On this page" marks the section being read: the last heading above the upper third of the window.
const links = new Map(
  [...document.querySelectorAll(".contents a")].map((link) => [
    document.getElementById(decodeURIComponent(link.hash.slice(1))),
    link,
  ]),
);
links.delete(null);
if (links.size) {
  const mark = () => {
    const passed = [...links.keys()].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.at(-1);
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}

// Sharing a page with families goes through the phone's own sheet, where there is one.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: document.title, url: location.href }).catch(() => {
      // Closing the phone's sheet counts as an error to the browser, not to us.
    });
  });
}
