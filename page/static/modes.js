// Size, contrast and night: remembered in the browser and set before the first paint.
(() => {
  "use strict";
  const MODES = ["elder", "contrast", "night"];
  const root = document.documentElement;

  function read(name) {
    try { return localStorage.getItem("laoyou-" + name); } catch { return null; }
  }
  function keep(name, value) {
    try { localStorage.setItem("laoyou-" + name, value); } catch { /* private window */ }
  }
  function isOn(name) {
    const kept = read(name);
    if (kept !== null) return kept === "1";
    const asked = { night: "(prefers-color-scheme: dark)", contrast: "(prefers-contrast: more)" }[name];
    return Boolean(asked) && matchMedia(asked).matches;
  }
  function show() {
    root.lang = "zh-CN";
    for (const name of MODES) root.classList.toggle(name, isOn(name));
    if (document.body) document.body.classList.toggle("dark", isOn("night"));
    for (const button of document.querySelectorAll("[data-mode]"))
      button.setAttribute("aria-pressed", String(isOn(button.dataset.mode)));
  }
  // The framework's own words follow the browser's language; this page is Chinese everywhere.
  for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]])
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });

  // What the framework says in English whatever the language.
  const WORDS = { Clear: "清除", Close: "关闭", Remove: "移除", Cancel: "取消", Error: "出错", Warning: "提醒",
    "Click to upload or drop files": "点这里选文件，或把文件拖到这里" };
  const TEXTS = {
    "Drop File Here": "把文件拖到这里", "- or -": "或者", "- 或 -": "或者",
    "Click to Upload": "点这里选文件", "将文件拖放到此处": "把文件拖到这里", "点击上传": "点这里选文件",
  };
  function translate() {
    for (const upload of document.querySelectorAll("[data-testid='block-label'] ~ button, .file-preview-holder, #upload, #questions")) {
      const walker = document.createTreeWalker(upload, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const wanted = TEXTS[walker.currentNode.data.trim()];
        if (wanted) walker.currentNode.data = wanted;
      }
    }
    for (const name of ["aria-label", "title"])
      for (const word of Object.keys(WORDS))
        for (const found of document.querySelectorAll(`[${name}="${word}"]`))
          found.setAttribute(name, WORDS[word]);
    for (const found of document.querySelectorAll(".toast-title, .toast-text"))
      if (/[a-z]{3}/i.test(found.textContent))
        found.textContent = found.matches(".toast-title")
          ? "提醒" : "刚才没有连上服务器，请检查网络后再试一次。";
  }

  // The framework gives each choice a name of its own; of one name, the arrow keys go through them.
  function group() {
    for (const set of document.querySelectorAll("fieldset.block[id]"))
      for (const input of set.querySelectorAll("input[type=radio]"))
        if (input.name !== set.id) input.name = set.id;
  }

  window.laoyou = { read, keep, showModes: show };
  show();
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-mode]");
    if (!button) return;
    keep(button.dataset.mode, isOn(button.dataset.mode) ? "0" : "1");
    show();
    window.laoyou.say(button.textContent + (isOn(button.dataset.mode) ? "已打开" : "已关闭"));
  });
  // The framework sets language and colours again when it starts.
  new MutationObserver(() => {
    const night = isOn("night");
    if (root.lang !== "zh-CN") root.lang = "zh-CN";
    if (document.body && document.body.classList.contains("dark") !== night) show();
    translate();
    group();
  }).observe(root, {
    attributes: true, childList: true, subtree: true,
    attributeFilter: ["class", "lang", "aria-label", "title"],
  });
})();
