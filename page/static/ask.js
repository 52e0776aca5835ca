// A question on its way: asked, waited for, stopped, answered. The conversation is kept here,
// in the open page, and nowhere else.
(() => {
  "use strict";
  const WAIT_MS = 60000;
  const $ = (selector) => document.querySelector(selector);
  const laoyou = window.laoyou;
  let past = [];
  let running = null;
  let hint = "";

  const box = () => $("#question textarea, #question input");
  const place = () => ($("#place input:checked") || $("#place input"))?.value || "";

  function write(text) {
    const field = box();
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function show(html) {
    const answer = $("#answer");
    answer.innerHTML = html;
    laoyou.showSpeech();
    return answer.firstElementChild;
  }
  function showCard(name, asked) {
    const card = show($("#" + name).innerHTML);
    const line = card.querySelector(".asked");
    if (line) line.textContent = "您问：" + asked;
    return card;
  }

  function setBusy(busy) {
    const button = $(busy ? "#ask" : "#stop");
    const follow = button === document.activeElement;
    document.documentElement.classList.toggle("busy", busy);
    if (follow) $(busy ? "#stop" : "#ask").focus({ preventScroll: true });
  }
  // A pressed example is gone when its answer is there: then the answer has the focus.
  function keepFocus(card) {
    const at = document.activeElement;
    if (at !== document.body && at.checkVisibility()) return;
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
  }

  async function ask(text) {
    const asked = (text ?? box().value).trim();
    if (running) running.abort();
    laoyou.stopSpeech();
    // Else the keyboard of a phone stays open and covers the answer.
    if (asked && matchMedia("(pointer: coarse)").matches) box().blur();
    if (!asked) {
      showCard("empty-card", "");
      laoyou.say("您还没有写问题");
      return box().focus();
    }
    const mine = (running = new AbortController());
    const late = setTimeout(() => mine.abort("late"), WAIT_MS);
    setBusy(true);
    laoyou.intoView(showCard("busy-card", asked));
    laoyou.say("正在查找");
    try {
      const reply = await fetch("/page/ask", {
        method: "POST", signal: mine.signal, headers: { "content-type": "application/json" },
        body: JSON.stringify({ question: asked, place: place(), history: past }),
      });
      if (!reply.ok) throw new Error(reply.status);
      let found = null;
      for await (const part of parts(reply)) {
        if (mine !== running) return;
        if (part.partial === undefined) found = part;
        else showPartial(part.partial);
      }
      if (!found) throw new Error("broken off");
      if (mine === running) arrived(found);
    } catch {
      if (mine === running && mine.signal.reason !== "stop") {
        write(asked);
        showCard("lost-card", asked);
        laoyou.say("没有连上服务器");
      }
    } finally {
      clearTimeout(late);
      if (mine === running) { running = null; setBusy(false); }
    }
  }
  // The lines of a reply as they come, each an object.
  async function* parts(reply) {
    const reader = reply.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = done ? "" : lines.pop();
      for (const line of lines) if (line) yield JSON.parse(line);
      if (done) return;
    }
  }
  // What is verified so far, as plain text; the card of the answer takes its place.
  function showPartial(text) {
    const card = $("#answer .busy");
    if (!card) return;
    const shown = card.querySelector(".partial")
      || card.insertBefore(Object.assign(document.createElement("div"), { className: "answer-text partial" }), card.querySelector(".working"));
    shown.textContent = text;
    card.querySelector(".working").lastChild.data = "正在写，写一句核对一句…";
  }
  function arrived(found) {
    past = [...past, ...(found.turn || [])].slice(-12);
    const card = show(found.html);
    if (found.turn) {
      write("");
      hint ||= box().placeholder;
      box().placeholder = "接着问，比如：谁负责？";
    }
    document.documentElement.classList.add("has-answer");
    keepFocus(card);
    const verdict = card.querySelector(".verdict");
    const label = card.dataset.answered === "true" ? card.dataset.label : "";
    laoyou.say((verdict ? verdict.textContent + "。" : "") + (label || "") + (card.dataset.speech || ""));
    laoyou.intoView(card);
    if (found.turn && card.dataset.answered === "true") leadOn(card);
  }
  // Questions that lead on come when the answer is there already; without them nothing is lost.
  async function leadOn(card) {
    try {
      const reply = await fetch("/page/next", {
        method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify({ history: past.slice(-2) }),
      });
      const found = await reply.json();
      if (found.html && card.isConnected) card.querySelector(".chips").insertAdjacentHTML("afterbegin", found.html);
    } catch { /* the page works without */ }
  }
  function stop() {
    if (!running) return;
    running.abort("stop");
    running = null;
    setBusy(false);
    showCard("stopped-card", "");
    laoyou.say("已停止");
    box().focus();
  }
  function clear() {
    stop();
    past = [];
    laoyou.stopSpeech();
    $("#answer").innerHTML = "";
    document.documentElement.classList.remove("has-answer");
    write("");
    if (hint) box().placeholder = hint;
    scrollTo(0, 0);
    box().focus();
    laoyou.say("已清空");
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#ask")) ask();
    else if (event.target.closest?.("#stop")) stop();
    else if (event.target.closest?.("#again")) clear();
  });
  document.addEventListener("keydown", (event) => {
    // While a Chinese input method is open, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (event.target === box()) { event.preventDefault(); ask(); }
  }, true);
  laoyou.ask = ask;
})();
