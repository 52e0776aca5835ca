// Tabs, questions, copying, printing, opinions. All of it by delegation: the framework
// puts answers into the page and takes them out again.
(() => {
  "use strict";
  // The tabs of the page that is open: people and staff have different ones.
  const tabs = () => [...document.querySelectorAll("[data-tab]:not(html)")].map((link) => link.dataset.tab);
  const $ = (selector) => document.querySelector(selector);
  const laoyou = window.laoyou;
  let wanted = null;

  function say(text) {
    const live = $("#live");
    if (live) { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 60); }
  }
  function showTab() {
    const known = tabs();
    // "#/search", not "#search": a browser gives the focus to an element of the fragment's name.
    const asked = location.hash.replace(/^#\/?/, "");
    const name = known.includes(asked) ? asked : known[0];
    if (!name) return;
    document.documentElement.dataset.tab = name;
    for (const link of document.querySelectorAll("[data-tab]:not(html)"))
      if (link.dataset.tab === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    $("[data-skip]")?.setAttribute("href", "#tab-" + name);
  }
  function goTab(name) {
    if (document.documentElement.dataset.tab === name) return;
    history.pushState(null, "", location.pathname + "#/" + name);
    showTab();
  }
  // In 大字版 the places are folded behind a line that says which one is chosen.
  function fold(open) {
    if (!open && $("#place").contains(document.activeElement)) $("#place-now").focus({ preventScroll: true });
    document.documentElement.classList.toggle("choosing", open);
    $("#place-now").setAttribute("aria-expanded", String(open));
    $("#place-now .more").textContent = open ? "收起" : "更换";
  }
  function press(id) {
    const found = document.getElementById(id);
    if (found) (found.matches("button") ? found : found.querySelector("button")).click();
  }
  function intoView(element) {
    if (!element) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  }
  // Called by the page's events.
  Object.assign(laoyou, {
    say,
    intoView,
    keepPlace(place) {
      if (!place) return;
      laoyou.keep("place", place);
      $("#place-now b").textContent = place;
      laoyou.showExamples(place);
    },
    keptPlace(place) {
      const kept = laoyou.read("place");
      const known = ($(".bottom")?.dataset.places || "").split("|");
      const chosen = kept && known.includes(kept) ? kept : place;
      laoyou.showExamples(chosen);
      return chosen;
    },
    wantedDocument() { return wanted ? wanted.document : null; },
    jumpWanted,
  });
  function jumpWanted() {
    if (!wanted) return;
    const button = [...document.querySelectorAll("#full [data-clause]")]
      .find((found) => found.dataset.clause === wanted.read);
    if (!button) return;
    wanted = null;
    const section = button.closest(".paragraph");
    intoView(section);
    section.focus({ preventScroll: true });
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = "已复制";
    say("已复制");
    setTimeout(() => { button.textContent = label; }, 2000);
  }
  function print(part) {
    document.documentElement.dataset.print = part;
    window.print();
  }
  async function judge(card, form, verdict, words) {
    const body = {
      verdict, question: card.dataset.question, answered: card.dataset.answered === "true",
      answer: card.dataset.speech || "", label: card.dataset.label || "", ...words,
    };
    const box = card.querySelector(".feedback");
    try {
      const reply = await fetch("/page/feedback", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
      });
      if (!reply.ok) throw new Error();
      box.innerHTML = "<p>谢谢，已经记下您的意见。</p>";
      say("谢谢，已经记下您的意见");
    } catch {
      say("没有记下，请稍后再试");
      if (form) form.querySelector("[type=submit]").textContent = "没有记下，再试一次";
    }
  }

  const ACTIONS = {
    ask(button) { goTab("ask"); laoyou.ask(button.dataset.ask); },
    again() { const box = $("#question textarea, #question input"); intoView($("#tab-ask")); box.focus(); },
    copy(button) { copy(button.dataset.copy, button); },
    link(button) {
      copy(location.origin + "/?" + new URLSearchParams({ clause: button.dataset.link }), button);
    },
    print(button) { print(button.dataset.print); },
    verdict(button) {
      const card = button.closest(".answer");
      if (button.dataset.verdict === "up") return judge(card, null, "up", {});
      const form = card.querySelector("form.reasons");
      form.hidden = !form.hidden;
      button.setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) form.querySelector("input").focus();
    },
    read(button) {
      wanted = { ...button.dataset };
      if (history.state?.target) history.replaceState(null, "", location.pathname + location.hash);
      laoyou.hideClause();
      goTab("read");
      press("open-document");
      setTimeout(jumpWanted, 300);
    },
    jump(link, event) {
      event.preventDefault();
      const section = document.getElementById(link.dataset.jump);
      intoView(section);
      section.focus({ preventScroll: true });
    },
    fold() { fold(!document.documentElement.classList.contains("choosing")); },
    toggle(button) {
      const on = $("#full").classList.toggle("show-" + button.dataset.toggle);
      button.setAttribute("aria-pressed", String(on));
    },
    tab(link, event) { event.preventDefault(); goTab(link.dataset.tab); scrollTo(0, 0); },
    skip(link, event) {
      event.preventDefault();
      const tab = document.querySelector(link.getAttribute("href"));
      [...tab.querySelectorAll("input, textarea, button")].find((found) => found.checkVisibility())?.focus();
    },
  };
  document.addEventListener("click", (event) => {
    for (const [name, act] of Object.entries(ACTIONS)) {
      const found = event.target.closest?.(`button[data-${name}], a[data-${name}]`);
      if (found) return void act(found, event);
    }
  });
  // A place that was tapped is chosen; with the arrow keys one may still be on the way.
  document.addEventListener("pointerup", (event) => {
    if (event.target.closest?.("#place label, #place li")) setTimeout(() => fold(false), 150);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("form.reasons");
    if (!form) return;
    event.preventDefault();
    const data = new FormData(form);
    judge(form.closest(".answer"), form, "down", {
      reason: String(data.get("reason") || ""), remark: String(data.get("remark") || ""),
    });
  });
  addEventListener("afterprint", () => { delete document.documentElement.dataset.print; });
  addEventListener("hashchange", showTab);
  addEventListener("popstate", showTab);
  showTab();

  // The framework draws the page after the scripts have run, and hears clicks after that.
  const begun = new Set();
  const begin = (part) => {
    begun.add(part);
    if (begun.size === 2) document.documentElement.classList.add("ready");
  };
  laoyou.heard = () => begin("heard");
  const waiting = new MutationObserver(() => {
    const drawn = $("#tab-library") || ($("#clause") && $("#question textarea, #question input"));
    if (!$("#header .top") || !drawn) return;
    waiting.disconnect();
    laoyou.showModes();
    showTab();
    if ($("#clause")) laoyou.openLinked();
    begin("drawn");
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
