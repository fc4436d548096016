import { anEvent, anOrdinaryPast, type Call, KEY, THIEF } from './account';
import { high, ids, look } from './look';

type Work = Omit<Call, 'minute'>;
const modelKey: Work = { service: 'ModelStudio', name: 'CreateTokenPlanKey', response: { ApiKeyId: 'apikey-77' } };
const servers: Work = { service: 'Domain', name: 'SaveBatchTaskForModifyingDomainDns' };
const unlock: Work = {
  service: 'Domain',
  name: 'SaveBatchTaskForTransferProhibitionLock',
  request: { Status: 'false' },
};
const code: Work = { service: 'Domain', name: 'SaveSingleTaskForQueryingTransferAuthorizationCode' };
const disk: Work = { service: 'Ecs', name: 'ExportImage', request: { ImageId: 'm-1', OSSBucket: 'b' } };
const rulesOf = (call: Work, more: Partial<Call>) =>
  high(look([...anOrdinaryPast(), anEvent({ minute: 30, ...call, ...more })])).map(({ rule }) => rule);

test.each<[string, Work, string]>([
  ['a key for a model service', modelKey, 'model-key-made'],
  ["a domain's name servers", servers, 'domain-servers'],
  ["a domain's lock", unlock, 'domain-unlocked'],
  ['a whole disk', disk, 'data-exported'],
])("%s: an attack from a strange address, told low from the key's own", (_, call, rule) => {
  expect(rulesOf(call, { ip: THIEF })).toEqual([rule]);
  expect(rulesOf(call, {})).toEqual([]);
});

test('the code that moves a domain elsewhere is asked for by nobody with a key, from whatever machine', () => {
  expect(rulesOf(code, { ip: THIEF })).toEqual(['domain-transfer']);
  expect(rulesOf(code, {})).toEqual(['domain-transfer']);
});

test('a model key is an identity of the attack; without its id the call is found all the same', () => {
  const seen = look([...anOrdinaryPast(), anEvent({ minute: 30, ...modelKey, ip: THIEF })]);
  expect(ids(seen)).toEqual([KEY, 'apikey-77']);
  expect(rulesOf({ service: 'ModelStudio', name: 'CreateTokenPlanKey' }, { ip: THIEF })).toEqual(['model-key-made']);
});
