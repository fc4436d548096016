import { statusCommand } from '../../../cli/status';
import { etagOf } from '../../../sandbox/oss/objects';
import { aSandbox, aUser } from '../../builders';
import { output, person, released } from '../../cli/release-arrange';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
let account: Account;
let last: number;
let key: string;

const stored = () => {
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  const object = objects?.get(key);
  if (objects === undefined || object === undefined) throw new Error(`${key} is not there`);
  return { object, put: (body: Buffer) => objects.set(key, { ...object, body, etag: etagOf(body) }) };
};
const minute = async () => {
  account.sandbox.clock.advance(60_000);
  await account.poll(ENGLISH);
};
const notice = (id: string) => account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, id), ENGLISH);
const takeOff = () =>
  callRpc(account.sandbox, account.sandbox.identities.admin, 'ram', 'DetachPolicyFromUser', {
    UserName: 'ci-bot',
    PolicyName: QUARANTINE,
    PolicyType: 'Custom',
  });
const told = () => account.mails.map(({ text }) => text).join('\n');

beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(ENGLISH);
  await minute();
  await minute();
  last = (await account.incident('ci-bot')).nextSeq - 1;
  key =
    account.objects('incidents/').find((one) => one.endsWith(`/journal/${String(last).padStart(6, '0')}.json`)) ?? '';
});
afterEach(() => account.stop());

test('one answer about the last entry comes cut while a notice is written down: nothing is lost by it', async () => {
  let cut = 0;
  account.sandbox.kernel.faults.rewrite({
    service: 'oss',
    action: 'GetObject',
    answer: (reply) => {
      const text = String(reply['body'] ?? '');
      if (cut > 0 || !text.includes(`"seq":${last},`)) return reply;
      cut += 1;
      return { ...reply, body: text.slice(0, text.length / 2) };
    },
  });
  expect([await notice('e-2'), cut]).toMatchObject([[{ row: 'in-use', failures: [] }], 1]);
  account.clearFaults();
  const incident = await account.incident('ci-bot');
  expect(incident).toMatchObject({ tampered: [], missing: [], unchained: [] });
  expect(incident.nextSeq).toBeGreaterThan(last + 1);
  await takeOff();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told()).not.toContain('tampered');
});

test('whoever overwrites the last entry until the next is written, and puts it back, stops nothing, and is told', async () => {
  const { object, put } = stored();
  put(Buffer.from('x'));
  expect(await notice('e-2')).toMatchObject([{ row: 'in-use', failures: [] }]);
  expect(told()).toContain(key);
  put(object.body);
  await minute();
  await takeOff();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);

  account.sandbox.clock.advance(3_600_000);
  const mails = account.mails.length;
  expect(await notice('e-3')).toMatchObject([{ row: 'in-use', failures: [] }]);
  const alarm = account.mails.slice(mails).find(({ subject }) => /memory was tampered with/.test(subject));
  const next = key.replace(/\d{6}(?=\.json$)/, String(last + 1).padStart(6, '0'));
  expect(alarm?.text).toContain('what they say counts');
  expect(alarm?.text).toContain(next);

  const cli = await person(account);
  const status = JSON.parse(await output(async () => void (await statusCommand(cli, account.keyOf('ci-bot'), true))));
  expect(status).toMatchObject({ known: true, ignoredObjects: [], missingObjects: [], unchainedObjects: [next] });
  const lines = await output(async () => void (await released(account)));
  expect(lines).toContain(`go by a damaged journal: ${next} does not follow from the entry before it`);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});
