// Keeps static files and the offline page. Pages always come from the network: they may carry personal data.
"use strict";
const NAME = "motcua-" + SETTINGS.version;

self.addEventListener("install", (event) => {
  const wanted = [SETTINGS.offline, ...SETTINGS.files].map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("motcua-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

async function fromNetworkElseOffline(request) {
  try {
    return await fetch(request);
  } catch (fault) {
    const page = await caches.match(SETTINGS.offline);
    return page || Response.error();
  }
}

async function keptWhileRefreshed(request) {
  const kept = await caches.open(NAME);
  const found = await kept.match(request);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) { kept.put(request, answer.clone()); }
    return answer;
  });
  if (found) { fresh.catch(() => undefined); return found; }
  return fresh;
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") { event.respondWith(fromNetworkElseOffline(request)); return; }
  if (url.pathname.startsWith(SETTINGS.prefix)) { event.respondWith(keptWhileRefreshed(request)); }
});
