// Whoever reads is left alone until there is something newer; a tab that nobody sees asks for nothing.
setInterval(async () => {
  if (document.hidden) return;
  const tag = await fetch("/", {cache: "no-store"}).then(reply => reply.headers.get("etag"), () => null);
  if (tag && tag !== document.getElementById("rehearsal-strip").dataset.tag) location.reload();
}, 2000);
