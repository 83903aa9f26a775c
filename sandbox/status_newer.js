// Whoever reads is left alone until there is something newer; a tab that nobody sees asks for nothing.
setInterval(async () => {
  if (document.hidden) return;
  const tag = await fetch("/", {cache: "no-store"}).then(reply => reply.headers.get("etag"), () => null);
  if (!tag || tag === document.getElementById("rehearsal-strip").dataset.tag) return;
  sessionStorage.setItem("left", JSON.stringify({
    open: [...document.querySelectorAll("details[open]")].map(named),
    focus: named(document.activeElement),
  }));
  location.reload();
}, 2000);

// The newer page is as the one before it was left: what was open, and where the focus was. Browsers keep by
// themselves what is in sight.
addEventListener("DOMContentLoaded", () => {
  const left = JSON.parse(sessionStorage.getItem("left"));
  if (!left) return;
  sessionStorage.removeItem("left");
  for (const each of document.querySelectorAll("details")) each.open = left.open.includes(named(each));
  const all = [...document.querySelectorAll("a, summary, [tabindex]")];
  all.find(each => named(each) === left.focus)?.focus({preventScroll: true});
});

// By its place in the nearest part that has a name: other parts may have grown.
function named(each) {
  const part = each.closest("[id]") ?? document;
  return [part.id, each.tagName, [...part.querySelectorAll(each.tagName)].indexOf(each)].join(" ");
}
