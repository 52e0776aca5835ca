// The clause beside the page: opened by any [data-clause], closed by 返回, Esc or the Back key.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  let opener = null;

  function address(target) {
    const query = new URLSearchParams({ id: target.clause });
    if (target.start) { query.set("start", target.start); query.set("end", target.end); }
    return "/page/clause?" + query;
  }
  async function fill(target) {
    const body = $("clause-body");
    body.setAttribute("aria-busy", "true");
    try {
      body.innerHTML = await (await fetch(address(target))).text();
    } catch {
      body.innerHTML = '<p class="none">没有取到原文，请检查网络后再点一次。</p>';
    }
    body.removeAttribute("aria-busy");
    const mark = body.querySelector("mark");
    const panel = $("clause");
    panel.scrollTop = 0;
    if (mark) {
      const below = mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom;
      if (below > -24) panel.scrollTop = mark.offsetTop - panel.clientHeight / 3;
    }
  }
  async function open(target, remembered) {
    const panel = $("clause");
    if (panel.hidden && !remembered) opener = document.activeElement;
    const was = !panel.hidden;
    panel.hidden = false;
    document.documentElement.classList.add("beside");
    if (!remembered) {
      const here = "?" + new URLSearchParams({ clause: target.clause }) + location.hash;
      history[was ? "replaceState" : "pushState"]({ target }, "", here);
    }
    await fill(target);
    panel.focus({ preventScroll: true });
    window.laoyou.say("已打开条款原文");
  }
  function hide() {
    const panel = $("clause");
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    document.documentElement.classList.remove("beside");
    // The framework may have drawn the list anew meanwhile: then the same button in it.
    const again = opener && (opener.isConnected ? opener : [...document.querySelectorAll("[data-clause]")]
      .find((button) => button.className === opener.className && button.dataset.clause === opener.dataset.clause));
    if (again) again.focus();
    opener = null;
  }
  function close() {
    if (history.state && history.state.target && history.state.pushed !== false) history.back();
    else { history.replaceState(null, "", location.pathname + location.hash); hide(); }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-clause]");
    if (button) return void open({ ...button.dataset });
    if (event.target.closest?.("[data-close]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && $("clause") && !$("clause").hidden) close();
  });
  addEventListener("popstate", (event) => {
    if (event.state && event.state.target) open(event.state.target, true);
    else hide();
  });
  // A link that was kept or sent: ?clause=…
  function openLinked() {
    const clause = new URLSearchParams(location.search).get("clause");
    if (!clause) return;
    const target = { clause };
    history.replaceState({ target, pushed: false }, "", location.href);
    open(target, true);
  }
  Object.assign(window.laoyou, { openClause: open, openLinked, hideClause: hide });
})();
