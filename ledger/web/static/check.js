// Checks the proof on the page: from the stored bytes to the root, and the signature of the root.
"use strict";
(() => {
  const pre = document.getElementById("proof-text");
  const button = document.getElementById("check");
  const steps = document.getElementById("steps");
  if (!pre || !button || !globalThis.crypto?.subtle) return;
  button.hidden = false;
  const said = pre.dataset;
  const un64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const hex = (raw) => Array.from(raw, (x) => x.toString(16).padStart(2, "0")).join("");
  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => Uint8Array.from(parts.flatMap((x) => [...x]));
  const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
  const tell = (text, kind) => {
    const item = document.createElement("li");
    item.textContent = text;
    if (kind) item.className = kind;
    steps.append(item);
  };
  const short = (raw) => hex(raw).slice(0, 16) + "…";
  const must = (holds) => { if (!holds) throw new Error(said.false); };

  // RFC 9162, section 2.1.3.2
  const climbed = async (entry, index, size, path, root) => {
    let place = BigInt(index), last = BigInt(size) - 1n;
    must(place >= 0n && place <= last);
    let current = await hash([0], entry);
    tell(`${said.stored} → ${short(current)}`);
    must(hex(current) === said.leaf);
    for (const step of path) {
      must(step.length === 32 && last > 0n);
      const odd = (place & 1n) === 1n || place === last;
      current = odd ? await hash([1], step, current) : await hash([1], current, step);
      tell(`+ ${short(step)} → ${short(current)}`);
      while (odd && (place & 1n) === 0n && place > 0n) { place >>= 1n; last >>= 1n; }
      place >>= 1n; last >>= 1n;
    }
    must(last === 0n && hex(current) === hex(root));
    tell(said.holds, "holds");
  };

  const signed = async (body, signatures) => {
    const [name, id] = said.key.split("+", 2);
    const key = un64(said.key.slice(name.length + id.length + 2));
    must(hex(await hash(utf8(name + "\n"), key)).slice(0, 8) === id && key[0] === 1);
    const own = signatures.trimEnd().split("\n").map((line) => line.replace(/^\u2014 /, "").split(" "))
      .filter(([who, text]) => who === name && hex(un64(text)).slice(0, 8) === id);
    must(own.length > 0 && body.split("\n")[0] === name);
    let made;
    try {
      made = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
    } catch {
      tell(said.unable);
      return;
    }
    for (const [, text] of own)
      must(await crypto.subtle.verify("Ed25519", made, un64(text).slice(4), utf8(body + "\n")));
    tell(said.signed, "holds");
  };

  button.addEventListener("click", async () => {
    steps.replaceChildren();
    steps.hidden = false;
    try {
      const [head, body, signatures] = pre.textContent.split("\n\n");
      const [version, extra, index, ...path] = head.split("\n");
      const [, size, root] = body.split("\n");
      must(version === "c2sp.org/tlog-proof@v1");
      await climbed(un64(extra.slice(6)), index.slice(6), size, path.map(un64), un64(root));
      await signed(body, signatures);
    } catch {
      tell(said.false, "lacks");
    }
  });
})();
