// A relying party as others write it: openid-client 6, against the running provider. Reads its task as JSON, prints what it saw as JSON.
import { readFileSync } from "node:fs";
import * as client from "openid-client";

const task = JSON.parse(readFileSync(0, "utf8"));
const seen = {};
const jar = new Map([["motcua_session", task.session]]);

async function browse(url, options = {}) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(url, { redirect: "manual", ...options, headers: { cookie, ...options.headers } });
  for (const line of answer.headers.getSetCookie()) {
    const [name, value] = line.split(";")[0].split("=");
    jar.set(name, value);
  }
  return answer;
}

async function person(url) {
  // What a browser does: the consent page when there is one, then the way back to the application.
  let answer = await browse(url);
  if (answer.status === 200) {
    const page = await answer.text();
    const value = (name) => page.match(new RegExp(`name="${name}" value="([^"]+)"`))[1];
    const form = new URLSearchParams({ csrfmiddlewaretoken: value("csrfmiddlewaretoken"), yeu_cau: value("yeu_cau"), tra_loi: "dong_y", chia_se: "phone" });
    answer = await browse(new URL("/sso/dong-y", task.issuer), { method: "POST", body: form });
  }
  if (answer.status !== 302) throw new Error(`the person stands at ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return new URL(answer.headers.get("location"));
}

async function refused(name, attempt) {
  try {
    await attempt();
    seen[name] = "taken";
  } catch (error) {
    seen[name] = error.error ?? error.cause?.error ?? error.code ?? String(error);
  }
}

async function keyOf(jwk, algorithm) {
  return crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
}

const EC = { name: "ECDSA", namedCurve: "P-256" };
const options = { execute: [client.allowInsecureRequests] };
const proof = async (jwk) => client.PrivateKeyJwt({ key: await keyOf(jwk, EC), kid: "k1" });
const config = await client.discovery(new URL(task.issuer), task.clientId, {}, await proof(task.key), options);
seen.issuer = config.serverMetadata().issuer;

async function signIn({ pushed = false, configuration = config, ...more } = {}) {
  const verifier = client.randomPKCECodeVerifier(), state = client.randomState(), nonce = client.randomNonce();
  const asked = {
    redirect_uri: task.back, scope: "openid profile phone offline_access", state, nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...more,
  };
  const url = pushed ? await client.buildAuthorizationUrlWithPAR(configuration, asked) : client.buildAuthorizationUrl(configuration, asked);
  return { back: await person(url), checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce } };
}

const first = await signIn();
const tokens = await client.authorizationCodeGrant(config, first.back, first.checks);
seen.claims = tokens.claims();
seen.userinfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
seen.introspected = await client.tokenIntrospection(config, tokens.access_token);

const second = await client.refreshTokenGrant(config, tokens.refresh_token);
seen.rotated = second.refresh_token !== tokens.refresh_token;
await refused("reused", () => client.refreshTokenGrant(config, tokens.refresh_token));
await refused("family", () => client.refreshTokenGrant(config, second.refresh_token));
seen.after_reuse = (await client.tokenIntrospection(config, second.access_token)).active;

const again = await signIn({ pushed: true, max_age: "3600" });
const third = await client.authorizationCodeGrant(config, again.back, { ...again.checks, maxAge: 3600 });
seen.pushed = third.claims().sub === tokens.claims().sub;
await refused("replayed_code", () => client.authorizationCodeGrant(config, again.back, again.checks));
seen.after_replay = (await client.tokenIntrospection(config, third.access_token)).active;

const victim = await signIn();
await refused("wrong_verifier", () =>
  client.authorizationCodeGrant(config, victim.back, { ...victim.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }));
const strangers = await client.discovery(new URL(task.issuer), task.clientId, {}, await proof(task.strangersKey), options);
await refused("wrong_key", () => client.authorizationCodeGrant(strangers, victim.back, victim.checks));
const mixed = new URL(victim.back);
mixed.searchParams.set("iss", "https://other.example");
await refused("mixed_up", () => client.authorizationCodeGrant(config, mixed, victim.checks));
await refused("wrong_state", () => client.authorizationCodeGrant(config, victim.back, { ...victim.checks, expectedState: "x" }));

const bySecret = await client.discovery(new URL(task.issuer), task.secretClientId, {}, client.ClientSecretBasic(task.secret), options);
const other = await signIn({ configuration: bySecret, redirect_uri: task.back });
const others = await client.authorizationCodeGrant(bySecret, other.back, other.checks);
seen.es256 = JSON.parse(Buffer.from(others.id_token.split(".")[0], "base64url")).alg;
seen.pairwise = others.claims().sub !== tokens.claims().sub;
seen.foreign = (await client.tokenIntrospection(config, others.access_token)).active;
await client.tokenRevocation(bySecret, others.access_token);
await refused("revoked", () => client.fetchUserInfo(bySecret, others.access_token, others.claims().sub));

const machine = await client.discovery(new URL(task.issuer), task.machineId, {}, client.ClientSecretBasic(task.machineSecret), options);
const machines = await client.clientCredentialsGrant(machine, { scope: "dossiers:read" });
seen.machine = (await client.tokenIntrospection(machine, machines.access_token)).scope;
seen.machines_to_others = (await client.tokenIntrospection(config, machines.access_token)).active;
await refused("people_as_machine", () => client.clientCredentialsGrant(bySecret));

const last = await signIn();
const live = await client.authorizationCodeGrant(config, last.back, last.checks);
const leave = client.buildEndSessionUrl(config, { id_token_hint: live.id_token, post_logout_redirect_uri: task.bye, state: "s-9" });
seen.left = (await browse(leave)).headers.get("location");
seen.after_leaving = (await client.tokenIntrospection(config, live.access_token)).active;
const open = client.buildEndSessionUrl(config, { id_token_hint: live.id_token, post_logout_redirect_uri: "https://evil.example/" });
seen.open_redirect = (await browse(open)).status;

console.log(JSON.stringify(seen));
