// The two things that need a script: the search box and the copy buttons. Without it the report is whole.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const box = document.querySelector(".search");
  const input = document.getElementById("q");
  const list = document.getElementById("found");
  const count = document.getElementById("found-count");
  const entries = [];
  let wanted = 0, loaded = 0, asked = false;

  // Called by the files of the index: how many there are, and the entries of one.
  window.dubanSearch = (files, rows) => {
    entries.push(...rows);
    loaded += 1;
    if (wanted === 0) {
      wanted = files;
      for (let n = 1; n < files; n += 1) load(n);
    }
    if (loaded === wanted) show();
  };
  const load = (n) => {
    const script = document.createElement("script");
    script.src = `${root}search/${n}.js`;
    document.head.append(script);
  };
  const ask = () => { if (!asked) { asked = true; load(0); } else if (loaded && loaded === wanted) show(); };
  const squeeze = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  const show = () => {
    const words = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    count.textContent = "";
    if (!words.length) return;
    const hits = entries.filter((entry) => { const text = squeeze(entry.slice(1).join("\n")); return words.every((word) => text.includes(word)); });
    hits.slice(0, 30).forEach(([address, name, title, text, units]) => {
      const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("small");
      link.href = root + address;
      link.textContent = `${name}　${text}`;
      small.textContent = units ? `${title} · ${units}` : title;
      link.append(small);
      item.append(link);
      list.append(item);
    });
    count.textContent = `${hits.length} 项 found`;
    if (!hits.length) { const item = document.createElement("li"); item.textContent = "没有找到 Nothing found"; list.append(item); }
  };
  if (box) {
    box.hidden = false;
    input.addEventListener("focus", ask);
    input.addEventListener("input", ask);
    document.addEventListener("click", (event) => { if (!box.contains(event.target)) list.replaceChildren(); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
    if (event.key === "Escape") { list.replaceChildren(); document.body.classList.add("quelled"); }
  });
  for (const name of ["focusin", "pointerover"]) document.addEventListener(name, (event) => { if (event.target.closest(".n")) document.body.classList.remove("quelled"); });

  for (const command of document.querySelectorAll(".command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "复制 Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(command.textContent);
      } catch {  // no clipboard here (a page opened from a disk): select, so that one key copies
        getSelection().selectAllChildren(command);
        button.textContent = "按 Ctrl+C";
        return;
      }
      button.textContent = "已复制 Copied";
    });
    command.after(button);
  }
})();
