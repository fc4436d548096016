import { expectedOf } from '../../../shared/containment/tampering/expect';
import type { Entry, EntryBody } from '../../../shared/incident/entries';
import type { KeyStanding } from '../../../shared/incident/follow-entries';
import { RELEASE_MS } from '../../../shared/incident/release-under-way';
import { stateOf } from '../../../shared/incident/state';
import { ACCOUNT, LEAKED, minutesAgo, OTHER } from './facts';

const id = { accountId: ACCOUNT, accessKeyId: LEAKED };

describe('what the journal says must be in its place', () => {
  let seq = 0;
  const entry = (body: EntryBody): Entry => {
    seq += 1;
    return { ...body, schema: 1, seq, at: minutesAgo(100 - seq), previous: null, nonce: String(seq) };
  };
  const step = (name: string) => ({ step: name, ok: true, detail: 'attached', at: minutesAgo(90) });
  const decision = { row: 'in-use', verdict: 'contain', reason: '', actions: [], findings: [] } as const;
  const outcome = (...steps: string[]): EntryBody => ({
    type: 'outcome',
    leakId: 'sas:1',
    decision,
    lastUse: { kind: 'not-asked' },
    steps: steps.map(step),
    denyAt: minutesAgo(90),
    verification: null,
  });
  const about = { by: 'alice', reason: '', leakIds: [] };
  const intent: EntryBody = { type: 'release-intent', ...about };
  const release = (complete: boolean, ...off: string[]): EntryBody => ({
    ...{ type: 'release' as const, ...about, complete },
    steps: off.map(step),
  });
  const approval: EntryBody = { type: 'approval', by: 'alice', reason: '' };
  const off = `disable-key:${LEAKED}`;
  const seen = (key: KeyStanding): EntryBody => ({ type: 'followed', key });
  const released = (key: KeyStanding): EntryBody => ({ ...release(true), key }) as EntryBody;
  const falseAlarm = (...leakIds: string[]): EntryBody =>
    ({ ...released('Inactive'), falseAlarm: true, leakIds }) as EntryBody;
  const onAgain: EntryBody = {
    ...{ type: 'tampered', gone: [off], doer: null, verdict: 'ask', row: 'over', reason: '' },
  };
  const decided = (status: 'Active' | 'Inactive', verdict: 'contain' | 'none' = 'contain'): EntryBody => ({
    type: 'decision',
    mode: 'enforce',
    signal: { leakId: 'sas:1' } as never,
    owner: { type: 'ram-user', userName: 'ci-bot', keys: [] } as never,
    decision: { ...decision, verdict },
    mayDisable: [],
    keysBefore: [{ id: LEAKED, status, createdAt: null }],
  });
  const turned = (name: string, by: 'undo' | 'finish' | 'delete' = 'undo'): EntryBody => ({
    type: 'rotation',
    step: by,
    by: 'alice',
    run: 'r',
    steps: [step(name)],
    ended: true,
  });

  test.each<[string, EntryBody[], object | string, number?]>([
    ['what was attached', [outcome('attach-quarantine')], { policies: ['quarantine'], keysOff: [] }],
    ['by the group', [outcome('add-to-group')], { policies: ['quarantine'] }],
    ['a key that we switched off', [outcome('attach-quarantine', off)], { keysOff: [LEAKED] }],
    [
      '… and a rotation has switched on',
      [outcome('attach-quarantine', off), turned(`enable-key:${LEAKED}`)],
      { keysOff: [] },
    ],
    ['… of another key', [outcome('attach-quarantine', off), turned(`enable-key:${OTHER}`)], { keysOff: [LEAKED] }],
    ...(
      [
        ['a look', [seen('Inactive')]],
        ['a later notice', [decided('Inactive')]],
        ['a rotation', [turned(off, 'finish')]],
      ] as const
    ).flatMap(([how, more]): [string, EntryBody[], object][] => [
      [
        `the leaked key, switched off by somebody else: ${how} has shown it`,
        [decided('Active'), outcome('attach-quarantine'), ...more],
        { keysOff: [LEAKED] },
      ],
      [
        `… (${how}), and switched on by a rotation`,
        [decided('Active'), outcome('attach-quarantine'), ...more, turned(`enable-key:${LEAKED}`)],
        { keysOff: [] },
      ],
      [
        `… (${how}), before the release that is over, and contained anew`,
        [decided('Active'), ...more, release(true), approval, decided('Active'), outcome('attach-quarantine')],
        { keysOff: [] },
      ],
    ]),
    [
      '… and a look sees it on: that is no leave',
      [decided('Active'), outcome('attach-quarantine'), seen('Inactive'), seen('Active')],
      { keysOff: [LEAKED] },
    ],
    ['… of an incident that contained nothing', [decided('Inactive', 'none'), seen('Inactive')], 'not-contained'],
    [
      'what the attack made',
      [outcome('freeze-user:b', 'freeze-role:c')],
      {
        frozen: [
          { type: 'user', name: 'b' },
          { type: 'role', name: 'c' },
        ],
      },
    ],
    [
      'what was put back',
      [outcome('attach-quarantine'), { type: 'mended', how: 'put-back', steps: [step('attach-freeze')] }],
      { policies: ['quarantine', 'freeze'] },
    ],
    ['nothing', [], 'not-contained'],
    ['a release under way', [outcome('attach-quarantine'), intent], 'release-under-way'],
    ['a release that is over', [outcome('attach-quarantine'), intent, release(true)], 'released'],
    [
      'a release that died in its midst',
      [outcome('attach-quarantine'), intent],
      { policies: ['quarantine'] },
      RELEASE_MS,
    ],
    [
      'a release that left something',
      [outcome('attach-quarantine'), intent, release(false)],
      { policies: ['quarantine'] },
    ],
    [
      '… less what it took off',
      [
        outcome('attach-quarantine', 'attach-freeze', off),
        intent,
        release(false, `activate-key:${LEAKED}`, 'detach:AkTourniquetQuarantine2'),
      ],
      { policies: ['freeze'], keysOff: [] },
    ],
    [
      '… everything but what was never ours',
      [outcome('attach-freeze'), intent, release(false, 'detach:AkTourniquetFreeze')],
      'not-contained',
    ],
    [
      'approved behind it, and not contained yet',
      [outcome('attach-quarantine'), intent, release(false), approval],
      'approval-under-way',
    ],
    ['… and contained', [intent, release(true), approval, outcome('attach-quarantine')], { policies: ['quarantine'] }],
    ['closed', [outcome('attach-quarantine'), { type: 'closed', reason: '' }], 'closed'],
    ...(
      [
        ['off, as a look had shown', [decided('Active'), seen('Inactive'), release(true)]],
        ['deleted, as a look had shown', [decided('Active'), seen('gone'), { type: 'closed', reason: '' }]],
        ['off, as the release itself saw', [decided('Active'), released('Inactive')]],
        ['deleted, as the release itself saw', [decided('Active'), released('gone')]],
        ['off, by a rotation behind the release', [decided('Active'), released('Active'), turned(off, 'finish')]],
        ['deleted by a rotation', [decided('Active'), release(true), turned(`delete-key:${LEAKED}`, 'delete')]],
        [
          'back from the recycle bin, and off',
          [decided('Active'), released('gone'), turned(`restore-key:${LEAKED}`, 'undo')],
        ],
        [
          'off, and a leak told of behind a false alarm',
          [decided('Inactive'), falseAlarm('sas:0'), decided('Inactive', 'none')],
        ],
        ['found on again, which nobody has answered', [decided('Active'), released('Inactive'), onAgain]],
      ] as [string, EntryBody[]][]
    ).map(([how, bodies]): [string, EntryBody[], object] => [
      `over, with the key ${how}: that it stays so`,
      bodies,
      { isOver: true, policies: [], keysOff: [LEAKED], frozen: [] },
    ]),
    ...(
      [
        ['on', [decided('Active'), released('Active')]],
        ['given back by the release', [decided('Inactive'), release(true, `activate-key:${LEAKED}`)]],
        ['off, and a false alarm', [decided('Inactive'), falseAlarm('sas:1')]],
        ['on again, and released so', [decided('Inactive'), released('Inactive'), onAgain, released('Active')]],
        [
          'switched on again by a rotation',
          [decided('Active'), released('Active'), turned(off, 'finish'), turned(`enable-key:${LEAKED}`)],
        ],
      ] as [string, EntryBody[]][]
    ).map(([how, bodies]): [string, EntryBody[], string] => [`over, with the key ${how}: nothing`, bodies, 'released']),
  ])('%s', (_, bodies, expected, later = 0) => {
    const entries = bodies.map(entry);
    const now = new Date(Date.parse(entries.at(-1)?.at ?? '2026-05-20') + later);
    const found = expectedOf({ id, entries, state: stateOf(entries) }, now);
    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatchObject(expected);
  });
});
