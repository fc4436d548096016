import { failureOf } from '../../cli/failure';
import { nextOfNetwork } from '../../cli/network';
import { CloudCallFailed } from '../../shared/errors';
import { aSandbox } from '../builders';
import { cli } from './run-cli';

const failed = (code: string, detail = 'why', service = 'ram', status?: number) =>
  new CloudCallFailed(service, 'GetUser', code, status, undefined, detail);

test.each([
  ['ECONNREFUSED', /^Nothing answers at the endpoint of ram: .*HTTPS_PROXY/],
  ['ECONNRESET', /^The connection was cut off in the middle of a call at the endpoint of ram: .*not known.*again/],
  ['EPIPE', /^The connection was cut off/],
  ['ETIMEDOUT', /^No answer came in time from the endpoint of ram/],
  ['Timeout', /^No answer came in time/],
  ['RequestTimeoutError', /^No answer came in time/],
  ['ENOTFOUND', /^No address is known by the name of the endpoint of ram: .*ALIBABA_CLOUD_REGION_ID/],
  ['EAI_AGAIN', /^No address is known.*EAI_AGAIN passes by itself/],
  ['EHOSTUNREACH', /^No way leads from here to the endpoint of ram/],
  ['CERT_HAS_EXPIRED', /certificate that is not trusted.*NODE_EXTRA_CA_CERTS.*clock/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /certificate/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /certificate/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate/],
] as const)('%s is told as what it is', (code, words) => {
  const told = nextOfNetwork(failed(code), {});
  expect(told).toMatch(words);
  expect(told).not.toContain('TOURNIQUET_ENDPOINT');
  // As the OSS client words it: under a code of its own.
  expect(nextOfNetwork(failed('RequestError', `connect ${code} 10.0.0.1:443`), {})).toMatch(words);
});

test.each([
  ['an answer', failed('InvalidParameter', 'ECONNRESET is no name', 'ram', 400)],
  ['a defect', new TypeError('x is no function')],
  ['no error', 'ECONNRESET'],
] as const)('%s is no network error', (_, thrown) => expect(nextOfNetwork(thrown, {})).toBeUndefined());

test.each([
  [
    'ECONNREFUSED',
    'ram',
    { TOURNIQUET_ENDPOINT: 'http://x' },
    /Nothing answers at TOURNIQUET_ENDPOINT, http:\/\/x: start/,
  ],
  ['ECONNRESET', 'ram', { TOURNIQUET_ENDPOINT: 'http://x' }, /cut off .* TOURNIQUET_ENDPOINT, http:\/\/x: whether/],
  [
    'ENOTFOUND',
    'oss',
    { TOURNIQUET_OSS_ENDPOINT: 'https://y' },
    /name of TOURNIQUET_OSS_ENDPOINT, https:\/\/y: correct/,
  ],
  ['ETIMEDOUT', 'sas', { TOURNIQUET_SAS_ENDPOINT: 'z' }, /TOURNIQUET_SAS_ENDPOINT, z/],
] as const)('%s of %s, with an endpoint that was set', (code, service, environment, words) =>
  expect(failureOf(failed(code, 'why', service), environment).todo).toMatch(words),
);

test.each(['sts', 'oss'] as const)(
  'a call of %s that is cut off is not told as one that nobody answers',
  async (service) => {
    const sandbox = await aSandbox().start();
    try {
      sandbox.kernel.faults.add({ match: { service }, fault: 'reset', times: 99 });
      const { code, stderr } = await cli(sandbox, ['status']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/\nThe connection was cut off in the middle of a call/),
      ]);
      expect(stderr).not.toMatch(/Nothing answers/);
    } finally {
      await sandbox.stop();
    }
  },
);
