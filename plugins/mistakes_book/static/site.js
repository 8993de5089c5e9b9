// Light and dark: the system's choice, unless one chose otherwise; "/" leads to the search.
"use strict";
(() => {
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try {
      return localStorage.getItem("mistakes-theme");
    } catch {
      return null;
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem("mistakes-theme", theme);
    } catch {
      // a browser that keeps nothing shows the choice on this page only
    }
  }

  const chosen = remembered();
  if (chosen === "dark" || chosen === "light") page.dataset.theme = chosen;

  function isDark() {
    return page.dataset.theme ? page.dataset.theme === "dark" : dark.matches;
  }

  addEventListener("DOMContentLoaded", () => {
    const lamp = document.querySelector(".lamp");
    if (lamp) {
      const show = () => lamp.setAttribute("aria-pressed", String(isDark()));
      lamp.addEventListener("click", () => {
        page.dataset.theme = isDark() ? "light" : "dark";
        remember(page.dataset.theme);
        show();
      });
      dark.addEventListener("change", show);
      show();
      lamp.hidden = false;
    }
    addEventListener("keydown", (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const box = document.getElementById("q");
      const link = document.querySelector('nav a[href$="all.html"]');
      if (box) box.focus();
      else if (link) location.href = `${link.href}#q`;
    });
  });
})();
