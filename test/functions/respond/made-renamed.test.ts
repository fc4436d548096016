import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { unansweredIntent } from '../../../shared/incident/containment-under-way';
import { FREEZE, QUARANTINE } from './arrange';
import {
  AUTO,
  account,
  found,
  isDue,
  make,
  minute,
  on,
  released,
  rightBeforeTheDeny,
  start,
  svc,
  told,
  world,
} from './made-arrange';

const ALLOW_ALL = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

beforeEach(start);
afterEach(() => account.stop());

const rename = (from: string, to: string): void => renameUser(world(), userNamed(world(), from), to);
const takeOff = (name: string, policy: string): void =>
  detachPolicy(world(), userNamed(world(), name), policyNamed(world(), 'Custom', policy));
const stateOf = async () => (await account.incident('ci-bot')).state;
const lookedUp = (): number =>
  account.calls('ims').filter(({ parameters }) => parameters['UserId'] !== undefined).length;

function rewritten(name: string): () => void {
  const version = policyNamed(world(), 'Custom', name).versions.find(({ isDefault }) => isDefault);
  if (version === undefined) throw new Error(`no version of ${name} counts`);
  const before = version.document;
  Object.assign(version, { document: ALLOW_ALL });
  return () => void Object.assign(version, { document: before });
}

describe('renamed before he is frozen', () => {
  test('is found by the id that the audit told, and frozen under his new name, which is told', async () => {
    await found(svc());
    rename('svc', 'svc-two');
    await account.poll(AUTO);
    expect([on('svc-two'), isDue()]).toEqual([[FREEZE], false]);
    expect(told()).toMatch(/Frozen as well[^\n]*svc/);
    expect(told()).toContain('it is called svc-two now');
    expect(told()).not.toContain('left alone');
  });

  test('whoever bears the old name by now is another one, and is left as he is', async () => {
    await found(svc());
    rename('svc', 'svc-two');
    make('svc');
    await account.poll(AUTO);
    expect([on('svc'), on('svc-two')]).toEqual([[], [FREEZE]]);
  });

  test('is known to the watch from then on', async () => {
    await found(svc());
    rename('svc', 'svc-two');
    await account.poll(AUTO);
    rename('svc-two', 'svc-three');
    takeOff('svc-three', FREEZE);
    await minute();
    expect(on('svc-three')).toEqual([FREEZE]);
    expect(account.mails.at(-1)?.text).toContain('it is called svc-three now');
  });

  test('told under both names he is one', async () => {
    await found(svc(), { type: 'user', name: 'svc-two' });
    rename('svc', 'svc-two');
    await account.poll(AUTO);
    expect(on('svc-two')).toEqual([FREEZE]);
    expect([...(await stateOf()).alsoFrozen]).toEqual(['freeze-user:svc']);
    expect(told()).not.toContain('left alone');
  });

  test('to the name of an excluded user, he is left alone under that name', async () => {
    await found(svc());
    rename('svc', 'boss');
    await account.poll({ ...AUTO, TOURNIQUET_EXCLUDE_USERS: 'boss' });
    expect(on('boss')).toEqual([]);
    expect(told()).toContain('user boss was left alone: it is on the exclusion list');
  });

  test('in the moment of the attach: the next minute finds him by the id that was seen', async () => {
    rightBeforeTheDeny(() => rename('svc', 'svc-two'));
    // No call told an id: the look did.
    await found({ type: 'user', name: 'svc' });
    expect(await minute()).toMatch(/freeze-user:svc/);
    expect([on('svc-two'), isDue()]).toEqual([[], true]);
    await minute();
    expect([on('svc-two'), isDue()]).toEqual([[FREEZE], false]);
  });
});

test('whoever takes his name in the moment of the attach is told of as carrying the freeze, and the next minute finds the true one', async () => {
  rightBeforeTheDeny(() => {
    rename('svc', 'svc-two');
    make('svc');
  });
  await found(svc());
  expect(await minute()).toMatch(/check-user:svc: AkTourniquetFreeze went to another user, who is called svc by now/);
  expect(told()).not.toContain('Frozen as well');
  expect(told()).toContain('AkTourniquetFreeze went to another user');
  await minute();
  expect([on('svc-two'), isDue()]).toEqual([[FREEZE], false]);
});

test('renamed while he is frozen, before somebody weakens the freeze: the quarantine goes beside it by his id', async () => {
  await found(svc());
  await account.poll(AUTO);
  rename('svc', 'svc-two');
  rewritten(FREEZE);
  await minute();
  expect(on('svc-two')).toEqual([FREEZE, QUARANTINE]);
});

describe('while the quarantine stands in for a weakened freeze', () => {
  test('is held again under his new name, and told so; frozen once the freeze is mended; released by his id', async () => {
    const mend = rewritten(FREEZE);
    await found({ type: 'user', name: 'svc' });
    await minute();
    expect(on('svc')).toEqual([QUARANTINE]);
    rename('svc', 'svc-two');
    make('svc');
    await minute();
    const { nextSeq } = await account.incident('ci-bot');
    await minute();
    // Nothing is written each minute.
    expect((await account.incident('ci-bot')).nextSeq).toBe(nextSeq);
    takeOff('svc-two', QUARANTINE);
    const before = account.mails.length;
    await minute();
    expect([on('svc-two'), on('svc'), isDue()]).toEqual([[QUARANTINE], [], true]);
    const news = account.mails.slice(before).map(({ text }) => text);
    expect(news.join('\n')).toContain('it is called svc-two now');
    await minute();
    expect(account.mails.length - before).toBe(news.length);
    mend();
    await minute();
    expect([on('svc-two'), on('svc'), isDue()]).toEqual([[FREEZE, QUARANTINE], [], false]);
    expect(await released()).toBe(0);
    expect(on('svc-two')).toEqual([]);
  });

  test('with the quarantine emptied as well, the keys are switched off under his new name', async () => {
    rewritten(FREEZE);
    rewritten(QUARANTINE);
    await found(svc());
    rename('svc', 'svc-two');
    await minute();
    expect(userNamed(world(), 'svc-two').keys.map(({ status }) => status)).toEqual(['Inactive']);
    expect(told()).toContain('a key of svc-two');
  });
});

describe('an id', () => {
  test('is asked about only where the name does not answer to it', async () => {
    await found(svc());
    const before = lookedUp();
    await account.poll(AUTO);
    expect([on('svc'), lookedUp() - before]).toEqual([[FREEZE], 0]);
  });

  test('that is told later, of one who is frozen already, leaves no intent without its end', async () => {
    await found({ type: 'user', name: 'svc' });
    await account.poll(AUTO);
    await found(svc());
    await minute();
    expect(unansweredIntent(await account.incident('ci-bot'))).toBeUndefined();
  });

  test('that was told of no form that RAM gives says nothing: the name does, as it does without one', async () => {
    await found({ ...svc(), id: '2900000000****' });
    await account.poll(AUTO);
    expect(on('svc')).toEqual([FREEZE]);
  });

  test('of one who was made anew under the same name is the new one’s', async () => {
    await found(svc());
    await account.poll(AUTO);
    rename('svc', 'svc-two');
    const second = make('svc');
    await found({ ...svc(), id: second });
    await minute();
    expect([on('svc'), on('svc-two')]).toEqual([[FREEZE], [FREEZE]]);
    // Both are known from then on, to the watch and to a release.
    for (const name of ['svc', 'svc-two']) {
      takeOff(name, FREEZE);
      await minute();
      expect([on('svc'), on('svc-two')]).toEqual([[FREEZE], [FREEZE]]);
    }
    expect(await released()).toBe(0);
    expect([on('svc'), on('svc-two')]).toEqual([[], []]);
  });

  test('that cannot be looked up is no reason to act on the name, and the next minute asks again', async () => {
    await found(svc());
    rename('svc', 'svc-two');
    make('svc');
    account.fault('ims', 'GetUser', '500', 1_000);
    expect(await minute()).toMatch(/user svc: /);
    expect([on('svc'), on('svc-two'), isDue()]).toEqual([[], [], true]);
    account.clearFaults();
    await minute();
    expect([on('svc'), on('svc-two'), isDue()]).toEqual([[], [FREEZE], false]);
  });
});
