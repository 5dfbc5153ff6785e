// Search: a dialog over the Pagefind index, which is fetched when it is first opened. Words come from the dialog's data
// attributes; the count is an ICU plural, chosen by the browser's own plural rules.
(() => {
  const dialog = document.getElementById("site-search");
  const open = document.querySelector("[data-search-open]");
  if (!dialog || !open || !dialog.showModal) return;

  const input = dialog.querySelector("input");
  const status = dialog.querySelector(".search-status");
  const list = dialog.querySelector(".search-results");
  const limit = 12;
  const locale = document.documentElement.lang;
  let index;
  let asked = 0;

  open.hidden = false;
  open.addEventListener("click", show);
  dialog.querySelector("[data-search-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    event.preventDefault();
    show();
  });
  input.addEventListener("input", search);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });

  // Arrows walk from the field through the results and back. Escape closes at once; Chromium would first empty the field.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      dialog.close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });

  function show() {
    dialog.showModal();
    input.focus();
    input.select();
    load().catch(() => say(dialog.dataset.failed));
  }

  function load() {
    index ??= import(new URL(dialog.dataset.index, document.baseURI)).then(async (pagefind) => {
      await pagefind.options({ excerptLength: 22 });
      await pagefind.init();
      return pagefind;
    });
    return index;
  }

  async function search() {
    const words = input.value.trim();
    const turn = ++asked;
    if (!words) {
      list.replaceChildren();
      say("");
      return;
    }
    try {
      const pagefind = await load();
      say(dialog.dataset.busy);
      const found = await pagefind.debouncedSearch(words, {}, 180);
      if (!found || turn !== asked) return;
      const pages = await Promise.all(found.results.slice(0, limit).map((one) => one.data()));
      if (turn !== asked) return;
      list.replaceChildren(...pages.map(row));
      say(found.results.length ? counted(dialog.dataset.count, found.results.length) : dialog.dataset.none);
    } catch {
      say(dialog.dataset.failed);
    }
  }

  // The excerpt is HTML that Pagefind escaped itself, save for the marks around the words found.
  function row(page) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = page.url;
    link.textContent = page.meta.title;
    const excerpt = document.createElement("p");
    excerpt.innerHTML = page.excerpt;
    item.append(link, excerpt);
    return item;
  }

  function say(text) {
    status.textContent = text;
  }

  function counted(message, n) {
    const forms = new Map([...message.matchAll(/(=?\w+)\s*\{([^{}]*)\}/g)].map(([, name, text]) => [name, text]));
    const form = forms.get(`=${n}`) ?? forms.get(new Intl.PluralRules(locale).select(n)) ?? forms.get("other") ?? message;
    return form.replace("#", new Intl.NumberFormat(locale).format(n));
  }
})();
