// One containment against a server that answers like the cloud: V8 keeps the code of what has run, and this is what a
// leak runs into first. Nobody's account: loopback alone, and a key that there is nowhere.
const { once } = require('node:events');
const { createServer } = require('node:http');

const KEY = 'LTAI5tRehearsalOfNobody1';
const USER = 'rehearsal';
const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

const ANSWERS = {
  ListAccessKeys: () => ({ AccessKeys: { AccessKey: [{ AccessKeyId: KEY, Status: 'Active', CreateDate: now() }] } }),
  GetAccessKeyLastUsed: () => ({ AccessKeyLastUsed: { LastUsedDate: now(), ServiceName: 'Ecs' } }),
  ListPoliciesForUser: () => ({ Policies: { Policy: [] } }),
  ListGroupsForUser: () => ({ Groups: { Group: [] } }),
  AttachPolicyToUser: () => ({}),
};
const LISTING = '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>';
const UNVERSIONED = '<?xml version="1.0" encoding="UTF-8"?><VersioningConfiguration/>';
const MISSING = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>';

function answer(request, response, atDeny) {
  const action = request.headers['x-acs-action'];
  if (action === 'AttachPolicyToUser') atDeny();
  request.resume();
  request.on('end', () => {
    if (action !== undefined) {
      const known = ANSWERS[action];
      const body = { RequestId: 'rehearsal', ...(known?.() ?? { Code: 'EntityNotExist', Message: 'none' }) };
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } else if (request.method === 'GET' && request.url.includes('list-type=2')) response.end(LISTING);
    else if (request.method === 'GET' && request.url.includes('versioning')) response.end(UNVERSIONED);
    else if (request.method === 'GET') response.writeHead(404, { 'content-type': 'application/xml' }).end(MISSING);
    else response.writeHead(200, { etag: '"0"' }).end('{"errcode":0}');
  });
}

/** Runs respond's handler once, as `load` gives it; `atDeny` is called when the deny comes. What becomes of it does not matter. */
module.exports = async function rehearse(load, atDeny) {
  const server = createServer((request, response) => answer(request, response, atDeny)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  Object.assign(process.env, {
    TOURNIQUET_MODE: 'enforce',
    TOURNIQUET_EVIDENCE_BUCKET: 'rehearsal',
    TOURNIQUET_STATE_KEY: 'rehearsal-rehearsal-rehearsal-rehearsal',
    TOURNIQUET_WEBHOOK_URL: `${url}/webhook`,
    TOURNIQUET_ENDPOINT: url,
  });
  const { handler } = load();
  const event = Buffer.from(JSON.stringify({ accessKeyId: KEY, userName: USER }));
  const context = {
    requestId: 'rehearsal',
    accountId: '1234567890123456',
    region: 'cn-hangzhou',
    credentials: { accessKeyId: 'STS.rehearsal', accessKeySecret: 'rehearsal', securityToken: 'rehearsal' },
    function: { name: 'ak-tourniquet-respond', timeout: 20 },
  };
  await handler(event, context).catch(() => undefined);
  server.closeAllConnections();
  server.close();
};
