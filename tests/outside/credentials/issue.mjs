// The library of another maker issues a credential and presents it: our check reads it.
import { readFileSync } from "node:fs";
import { ES256, digest, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

const given = JSON.parse(readFileSync(0, "utf8"));
const issuer = await ES256.generateKeyPair();
const holder = await ES256.generateKeyPair();
const maker = new SDJwtVcInstance({
  signer: await ES256.getSigner(issuer.privateKey), signAlg: "ES256", hasher: digest, hashAlg: "sha-256", saltGenerator: generateSalt,
  kbSigner: await ES256.getSigner(holder.privateKey), kbSignAlg: "ES256",
});
const { kty, crv, x, y } = holder.publicKey;
const claims = { ...given.claims, iss: given.issuer, iat: given.now, vct: "https://elsewhere.example/type/1", cnf: { jwk: { kty, crv, x, y } } };
const issued = await maker.issue(claims, given.frame, { header: { kid: "one" } });
const payload = { iat: given.now, aud: given.audience, nonce: given.nonce };
const presentation = await maker.present(issued, given.show, { kb: { payload } });
const key = { kty: "EC", crv: "P-256", x: issuer.publicKey.x, y: issuer.publicKey.y, kid: "one" };
console.log(JSON.stringify({ presentation, keys: { issuer: given.issuer, jwks: { keys: [key] } } }));
