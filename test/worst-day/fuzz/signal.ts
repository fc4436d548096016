import fc from 'fast-check';
import { TourniquetError } from '../../../shared/errors';
import { isAccessKeyId } from '../../../shared/ids';
import { isDeeperThan } from '../../../shared/signal/loose';
import { parseEvent } from '../../../shared/signal/parse';
import { samples } from '../../shared/signal/samples';
import { junk, mutated, mutatedText } from './mutate';
import type { Target } from './target';

const KEY = 'LTAI5tExampleLeakedKey01';
const OWN = { accountId: '1234567890123456', roleNames: ['ak-tourniquet-respond'] };
const event = (type: string, data: object) => ({
  ...{ specversion: '1.0', id: 'e-1', source: 'my.scanner', type, time: '2026-05-20T12:00:00Z' },
  data,
});
const call = (eventName: string, requestParameters: object, errorMessage?: string) =>
  event('ActionTrail:ApiCall', {
    ...{ eventName, eventId: 'E', eventTime: '2026-05-20T12:00:00Z', requestParameters, errorMessage },
    userIdentity: { type: 'ram-user', accountId: OWN.accountId, userName: 'ci-bot', accessKeyId: KEY },
  });

/** A thousand characters, and in figures that it goes on. */
const MOST_KEPT = 1_030;

/** What triggers and people really send. */
const REAL: readonly unknown[] = [
  ...samples().flatMap(({ bytes }) => JSON.parse(bytes.toString()) as unknown),
  event('scanner:leak', { accessKeyId: KEY, userName: 'ci-bot', url: 'https://github.com/x', reason: 'found' }),
  event('acs:Config:NonCompliant', { rule: 'security-center-leak-ak-check', accessKeyId: KEY }),
  call('DescribeInstances', {}, 'There is a risk of leakage of this AccessKey'),
  call('DetachPolicyFromUser', { UserName: 'ci-bot', PolicyName: 'AkTourniquetQuarantine' }),
  call('UpdateAccessKey', { UserName: 'ci-bot', UserAccessKeyId: KEY, Status: 'Active' }),
  [event('a', { accessKeyId: KEY }), event('b', { accessKeyId: 'LTAI5tAnotherLeakedKey02' })],
  { triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll', payload: '' },
  { accessKeyId: KEY, reason: 'found', userName: 'ci-bot' },
  ...['respond', 'investigate', 'status', 'hygiene', 'release', 'approve', 'rotate'].map((command) => ({
    ...{ command, accessKeyId: KEY },
  })),
];

/** A named refusal, or a request whose keys are those of the event and whose texts are bounded. */
function holds(bytes: Buffer): boolean {
  let request: ReturnType<typeof parseEvent>;
  try {
    request = parseEvent(bytes, 'request-1', OWN);
  } catch (error) {
    return error instanceof TourniquetError && error.message.length < 2_000;
  }
  const said = JSON.stringify(JSON.parse(bytes.toString()));
  if (request.kind === 'command') return request.accessKeyId === undefined || said.includes(request.accessKeyId);
  if (request.kind !== 'signals') return ['timer', 'poll-now', 'nothing'].includes(request.kind);
  const isManual = !said.includes('"specversion"') && !said.startsWith('[') && !said.includes('"data"');
  return request.signals.every(
    ({ accessKeyId, leakId, source, link, reason }) =>
      // A person may write any word that can be one.
      isAccessKeyId(accessKeyId) &&
      said.includes(accessKeyId) &&
      leakId.length <= 400 &&
      (link?.length ?? 0) <= MOST_KEPT &&
      (reason?.length ?? 0) <= MOST_KEPT &&
      // Nobody but an invocation without a CloudEvent's marks speaks for a person.
      (source !== 'manual' || isManual || !said.includes('"specversion"')) &&
      source !== 'security-center' &&
      source !== 'command-line',
  );
}

const real = fc.constantFrom(...REAL);
const json = fc.oneof(
  { weight: 4, arbitrary: mutated(real) },
  { weight: 1, arbitrary: fc.array(mutated(real), { maxLength: 4 }) },
  { weight: 1, arbitrary: junk },
);

export const signal: Target = {
  name: { en: 'events: the signal parser', zh: '事件：信号解析' },
  holds: {
    en: 'a named refusal, or keys that the event itself names; bounded texts',
    zh: '给出明确的拒绝，或只取事件自身写明的密钥；文本有上限',
  },
  runs: [600, 60_000],
  property: () =>
    fc.property(
      fc.oneof(
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
        { weight: 2, arbitrary: mutatedText(real.map((one) => JSON.stringify(one))).map((text) => Buffer.from(text)) },
        {
          weight: 6,
          arbitrary: json.filter((one) => !isDeeperThan(one, 500)).map((one) => Buffer.from(JSON.stringify(one) ?? '')),
        },
      ),
      holds,
    ),
};
