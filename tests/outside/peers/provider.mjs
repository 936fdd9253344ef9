// An OpenID provider of another maker (oidc-provider): every visitor is the same person, who agrees at once.
// PORT and CALLBACK come from the environment. POST /spoil publishes another key than the one that signs.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { PORT, CALLBACK, HOME } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const rsa = () => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' });
const person = {
  sub: 'peer-1', SoDinhDanh: '031191900000', HoVaTen: 'Đỗ Thị Hải Yến', NgayThangNamSinh: '12/04/1991', loAs: '2', IAL: 2, SoDienThoai: '0100900001',
};
let spoiled = null;

const provider = new Provider(issuer, {
  jwks: { keys: [rsa()] },
  clients: [{
    client_id: 'motcua', client_secret: 'demo-only-vneid-client', redirect_uris: [CALLBACK], post_logout_redirect_uris: [HOME],
    token_endpoint_auth_method: 'client_secret_basic', grant_types: ['authorization_code'], response_types: ['code'],
  }],
  pkce: { required: () => true },
  acrValues: ['1', '2'],
  scopes: ['openid', 'profile', 'phone', 'email', 'address', 'organisation'],
  claims: { openid: ['sub'], profile: ['SoDinhDanh', 'HoVaTen', 'NgayThangNamSinh', 'loAs', 'IAL'], phone: ['SoDienThoai'], acr: null, sid: null },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['only-for-tests'] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => person }),
});

async function agree(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: person.sub, acr: '2', amr: ['pin', 'otp'] } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

const callback = provider.callback();
createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/spoil') {
    const { d, p, q, dp, dq, qi, ...open } = rsa();
    spoiled = JSON.stringify({ keys: [open] });
    return response.end();
  }
  if (spoiled && request.url === '/jwks') {
    response.setHeader('content-type', 'application/json');
    return response.end(spoiled);
  }
  if (request.url.startsWith('/interaction/')) {
    return agree(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
  }
  return callback(request, response);
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
