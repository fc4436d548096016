import { detachPolicy } from '../../../sandbox/world/attachments';
import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { createUser, userNamed } from '../../../sandbox/world/users';
import { openTamperings } from '../../../shared/incident/tamper-state';
import { freezeDocument, highRiskDocument } from '../../../shared/ram-policy/documents';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const MINUTE_MS = 60_000;

let account: Account;
afterEach(() => account.stop());

interface Written {
  Statement: { Effect: string; Action: string[]; Resource: string | string[] }[];
}

const policy = (name: string) => policyNamed(account.sandbox.world, 'Custom', name);
const says = (name: string): Written =>
  JSON.parse(policy(name).versions.find(({ isDefault }) => isDefault)?.document ?? '{}');
function write(name: string, document: string | object): void {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  addVersion(account.sandbox.world, policy(name), text, { setAsDefault: true, rotate: true });
}
const weaken = (name: string): void => write(name, highRiskDocument().document);
/** What it throws is an alarm. */
const minute = async (env: Record<string, string> = {}): Promise<void> => {
  account.sandbox.clock.advance(MINUTE_MS);
  await account.respond(TIMER, { ...ENGLISH, ...env }).catch(() => undefined);
};
const undone = () => account.mails.filter(({ subject }) => /undid/.test(subject));
const told = (): string => account.mails.map(({ text }) => text).join('\n');
const getsOf = async (act: () => Promise<void>): Promise<string[]> => {
  const before = account.calls('ram').length;
  await act();
  return account
    .calls('ram')
    .slice(before)
    .map(({ action }) => action);
};

/** By the bus, whose word switches nothing off, or by Security Center's list. */
async function contained(how: 'bus' | 'list' = 'bus', env: Record<string, string> = {}): Promise<void> {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  if (how === 'list') account.leak('ci-bot', { tokenValid: 1 });
  if (how === 'list') await account.poll({ ...ENGLISH, ...env });
  else await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), { ...ENGLISH, ...env });
  await minute(env);
}

test.each<[string, (document: Written) => void]>([
  ['an action', ({ Statement: [powers] }) => powers?.Action.splice(powers.Action.indexOf('sts:AssumeRole'), 1)],
  ['what protects the tool', ({ Statement }) => Statement.splice(1)],
  ['one protected resource', ({ Statement: [, own] }) => Array.isArray(own?.Resource) && own.Resource.shift()],
  [
    'nothing, under a condition',
    ({ Statement }) => {
      for (const one of Statement) Object.assign(one, { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.7' } } });
    },
  ],
  [
    'nothing, and allows everything',
    ({ Statement }) => Statement.push({ Effect: 'Allow', Action: ['*'], Resource: '*' }),
  ],
])('a quarantine that denies less by %s was undone: freeze beside it, and its user is named', async (_, change) => {
  await contained();
  const document = says(QUARANTINE);
  change(document);
  write(QUARANTINE, document);
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
  expect(undone()).toMatchObject([{ subject: expect.stringContaining('containment of ci-bot; it is back') }]);
  expect(undone()[0]?.text).toContain('The freeze holds him now');
  expect(told()).toContain('AkTourniquetQuarantine denies less than it must');
  expect(told()).toContain('it was attached to contain ci-bot');
});

test('one that its owner made stricter is told as edited, and freezes nobody', async () => {
  await contained();
  const { Statement } = says(QUARANTINE);
  write(QUARANTINE, {
    Version: '1',
    Statement: [...Statement, { Effect: 'Deny', Action: 'oss:GetObject', Resource: '*' }],
  });
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(undone()).toEqual([]);
  expect(account.mails.at(-1)?.text).toContain('AkTourniquetQuarantine was edited');
});

test('one of which a newer configuration asks more was weakened by nobody, until somebody does', async () => {
  await contained();
  const newer = { TOURNIQUET_TRAIL_BUCKET: 'acme-trail' };
  await minute(newer);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails.at(-1)?.text).toContain('AkTourniquetQuarantine was edited');
  const document = says(QUARANTINE);
  document.Statement[0]?.Action.pop();
  write(QUARANTINE, document);
  await minute(newer);
  expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
});

describe('a freeze that was weakened', () => {
  test('before the deny is told in the minute of the deny, and costs a quiet minute nothing', async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
    weaken(FREEZE);
    account.leak('ci-bot', { tokenValid: 1 });
    await minute();
    expect(told()).toContain('AkTourniquetFreeze denies less than it must');
    expect(told()).toContain('cannot stand in for a quarantine that somebody undoes');
    await minute();
    expect(await getsOf(() => minute())).toEqual(['GetPolicy', 'ListEntitiesForPolicy', 'ListAccessKeys']);
  });

  test('takes no quarantine’s place: the key is switched off, and nothing is said to be back', async () => {
    await contained('list');
    weaken(FREEZE);
    weaken(QUARANTINE);
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(undone()).toHaveLength(1);
    expect(undone()[0]?.subject).toMatch(/^\[URGENT\].*ci-bot; no deny holds, and its key was switched off/);
    expect(undone()[0]?.text).toContain('his other keys and his console have their power');
    await minute();
    expect(undone()).toHaveLength(1);
  });

  test('where the source allows no switch: the alert is urgent, and says that nothing holds', async () => {
    await contained();
    weaken(FREEZE);
    weaken(QUARANTINE);
    await minute();
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(undone()).toHaveLength(1);
    expect(undone()[0]?.subject).toMatch(/^\[URGENT\].*ci-bot; it could NOT be put back/);
    expect(undone()[0]?.text).toContain('NOTHING holds him now');
  });

  test('and that somebody is held by: the quarantine in its place', async () => {
    await contained('bus', { TOURNIQUET_CONTAINMENT: 'freeze' });
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
    weaken(FREEZE);
    await minute({ TOURNIQUET_CONTAINMENT: 'freeze' });
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
    expect(undone()[0]?.text).toContain('The quarantine holds him now');
  });
});

test('what was frozen of the attack is bound no more by a freeze that was weakened: told by name, and handed to nobody: the quarantine stands in', async () => {
  await contained('bus', AUTO);
  createUser(account.sandbox.world, { name: 'svc' });
  const run = await aRun(account.sandbox, AUTO, 'investigate');
  const { id } = await account.incident('ci-bot');
  const made = [{ type: 'user', name: 'svc' }];
  await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'persistence-after-leak', why: 'a user', made });
  await minute(AUTO);
  expect(account.policiesOf('svc')).toEqual([FREEZE]);
  weaken(FREEZE);
  await minute(AUTO);
  expect(undone().map(({ subject }) => subject)).toEqual([expect.stringContaining('could NOT be put back')]);
  expect(undone()[0]?.text).toContain(
    'policy AkTourniquetFreeze is not on user svc any more, or denies less than it must',
  );
  await minute(AUTO);
  expect(undone()).toHaveLength(1);
  const handed = account
    .calls('ram')
    .filter(({ action, parameters }) => /^Attach/.test(action) && parameters['UserName'] === 'svc')
    .map(({ parameters }) => parameters['PolicyName']);
  // Freeze once, while it was sound; then the quarantine in its place.
  expect(handed[0]).toBe(FREEZE);
  expect(new Set(handed.slice(1))).toEqual(new Set([QUARANTINE]));
  // What stands there again was put back by its owner.
  write(FREEZE, freezeDocument().document);
  await minute(AUTO);
  await minute(AUTO);
  expect(openTamperings((await account.incident('ci-bot')).state.tampering)).toEqual([]);
});

test('what is attached again, and was weakened in that moment, is not called back', async () => {
  await contained();
  const { kernel, world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policy(QUARANTINE));
  kernel.takeFault = async (service, action) => {
    if (action === 'AttachPolicyToUser') for (const name of [QUARANTINE, FREEZE]) weaken(name);
    return kernel.faults.take(service, action);
  };
  await minute();
  Reflect.deleteProperty(kernel, 'takeFault');
  expect(undone().map(({ subject }) => subject)).toEqual([expect.stringContaining('could NOT be put back')]);
  expect(undone()[0]?.text).toContain('NOTHING holds him now');
});

test('what is attached again, and cannot be read behind that, is not called back before it can', async () => {
  await contained();
  const { kernel, world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policy(QUARANTINE));
  let isAttached = false;
  kernel.takeFault = async (service, action) => {
    if (action === 'AttachPolicyToUser') isAttached = true;
    if (isAttached && action === 'GetPolicy') account.fault('ram', 'GetPolicy', 'deny', 1);
    return kernel.faults.take(service, action);
  };
  await minute();
  Reflect.deleteProperty(kernel, 'takeFault');
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(undone().map(({ subject }) => subject)).toEqual([expect.stringContaining('could NOT be put back')]);
  await minute();
  expect(openTamperings((await account.incident('ci-bot')).state.tampering)).toEqual([]);
});
