// The library of another maker checks a presentation of ours: nothing is fetched, everything is given on standard input.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ES256, digest, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

const given = JSON.parse(readFileSync(0, "utf8"));
const issuer = await ES256.getVerifier(given.keys.jwks.keys[0]);
const holder = async (data, signature, payload) => (await ES256.getVerifier(payload.cnf.jwk))(data, signature);
const checker = new SDJwtVcInstance({
  verifier: issuer, statusVerifier: issuer, kbVerifier: holder, hasher: digest, hashAlg: "sha-256", saltGenerator: generateSalt,
  statusListFetcher: async () => given.status,
});
try {
  const found = await checker.verify(given.presentation, { keyBindingNonce: given.nonce, currentDate: given.now });
  console.log(JSON.stringify({ good: true, claims: found.payload, audience: found.kb?.payload.aud ?? "" }));
} catch (error) {
  console.log(JSON.stringify({ good: false, why: String(error.message), at: createHash("sha256").update(given.presentation).digest("hex") }));
}
