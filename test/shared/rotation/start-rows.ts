import type { SecretPlace } from '../../../shared/incident/rotation-entries';
import type { StartFacts } from '../../../shared/rotation/start';
import { begun, finished, hours, key, NEW, OLD, OTHER, rotation } from './facts';

const start = (more: Partial<StartFacts> = {}): StartFacts => ({
  accessKeyId: OLD,
  userName: 'ci-bot',
  rotation: null,
  oldKeys: [key(OLD)],
  target: { userName: 'ci-bot', keys: [key(OLD)], isOurs: false },
  orphans: [],
  foundAtPlace: [],
  successor: undefined,
  leaked: [],
  lastUse: new Map(),
  ...more,
});
const two = { userName: 'ci-bot', keys: [key(OLD), key(NEW)], isOurs: false };
const offBoth = { ...two, keys: [key(OLD, 'Inactive'), key(NEW, 'Inactive')] };
const wish = (discard?: string, newUser?: string, place?: SecretPlace) => ({ discard, newUser, place });
const APP = { kind: 'kms', secretName: 'app' } as const;
const FILE = { kind: 'file', path: '/k' } as const;

/** What is known, what is wished, and the plan that it comes to. */
export const START_ROWS = [
  ['one key', start(), wish(), { kind: 'make', discard: undefined, makeUser: false }],
  [
    'taken back before',
    start({ rotation: rotation({ undone: { at: hours(-1), by: 'b' } }) }),
    wish(),
    { kind: 'make' },
  ],
  ['two keys', start({ target: two }), wish(), { kind: 'refused' }],
  ['the other one is named, and on', start({ target: two }), wish(NEW), { kind: 'refused' }],
  ['the leaked one is named', start({ target: two }), wish(OLD), { kind: 'refused' }],
  ['nobody has the key that is named', start({ target: two }), wish(OTHER), { kind: 'refused' }],
  [
    'the other one is named, and off',
    start({ target: { ...two, keys: [key(OLD), key(NEW, 'Inactive')] } }),
    wish(NEW),
    { kind: 'make', discard: NEW },
  ],
  [
    'a start died, its secret arrived',
    start({ rotation: begun, target: two, foundAtPlace: [NEW] }),
    wish(),
    { kind: 'found', newKey: NEW },
  ],
  ['a start died, its secret is lost', start({ rotation: begun, target: two }), wish(), { kind: 'refused' }],
  ['and is named', start({ rotation: begun, target: two }), wish(NEW), { kind: 'make', discard: NEW }],
  ['handed over', start({ rotation: rotation(), target: two }), wish(), { kind: 'stands' }],
  [
    'to the same place',
    start({ rotation: rotation(), target: two }),
    wish(undefined, undefined, APP),
    { kind: 'stands' },
  ],
  ...([FILE, { kind: 'kms', secretName: 'b' }, { kind: 'stdout' }] as const).map(
    (to) =>
      [
        `and wanted elsewhere: ${to.kind}`,
        start({ rotation: rotation(), target: two }),
        wish(undefined, undefined, to),
        { kind: 'given', newKey: NEW, to },
      ] as const,
  ),
  [
    'handed over to standard output, which holds nothing',
    start({ rotation: rotation({ place: { kind: 'stdout' } }), target: two }),
    wish(undefined, undefined, { kind: 'stdout' }),
    { kind: 'given' },
  ],
  [
    'handed over, and that key is to go',
    start({ rotation: rotation(), target: two }),
    wish(NEW, undefined, FILE),
    { kind: 'make', discard: NEW },
  ],
  ...(['handed-over', 'lost', 'unknown'] as const).map(
    (secret) =>
      [
        `for another user, and the first new key is there (${secret})`,
        start({
          rotation: rotation({ secret }),
          successor: { id: NEW, status: 'Active', userName: 'ci-bot' },
          target: { userName: 'svc', keys: undefined, isOurs: false },
        }),
        wish(undefined, 'svc', APP),
        { kind: 'refused', why: expect.stringMatching(/rotate start LTAI.*rotate undo LTAI.*start anew for svc/) },
      ] as const,
  ),
  [
    'handed over, and the new key is off',
    start({ rotation: rotation(), target: { ...two, keys: [key(OLD), key(NEW, 'Inactive')] } }),
    wish(),
    { kind: 'found', newKey: NEW, isRecorded: true, isOff: true },
  ],
  [
    'a start that could not see its end had it switched off, and its secret arrived',
    start({
      rotation: rotation({ secret: 'lost' }),
      target: { ...two, keys: [key(OLD), key(NEW, 'Inactive')] },
      foundAtPlace: [NEW],
    }),
    wish(),
    { kind: 'found', newKey: NEW, isRecorded: false, isOff: true },
  ],
  [
    'handed over, and the new key is off because it leaked as well',
    start({ rotation: rotation(), target: { ...two, keys: [key(OLD), key(NEW, 'Inactive')] }, leaked: [NEW] }),
    wish(),
    { kind: 'refused' },
  ],
  ['handed over, and the new key was deleted since', start({ rotation: rotation() }), wish(), { kind: 'make' }],
  ['finished', start({ rotation: finished, oldKeys: [key(OLD, 'Inactive')], target: two }), wish(), { kind: 'stands' }],
  [
    'finished, and the new key is wanted elsewhere',
    start({ rotation: finished, oldKeys: [key(OLD, 'Inactive')], target: two }),
    wish(undefined, undefined, FILE),
    { kind: 'given' },
  ],
  [
    'finished, and the only key that is on is to go',
    start({ rotation: finished, oldKeys: [key(OLD, 'Inactive')], target: two }),
    wish(NEW),
    { kind: 'refused', why: expect.stringMatching(/^Nothing was discarded: .* is on, and with the old key off/) },
  ],
  [
    'finished, and the new key was deleted since',
    start({ rotation: finished, oldKeys: [key(OLD, 'Inactive')], target: { ...two, keys: [key(OLD, 'Inactive')] } }),
    wish(),
    { kind: 'make', discard: undefined, makeUser: false },
  ],
  [
    '... and another user is to have one',
    start({
      rotation: finished,
      oldKeys: [key(OLD, 'Inactive')],
      target: { userName: 'svc', keys: undefined, isOurs: false },
    }),
    wish(undefined, 'svc'),
    { kind: 'make', makeUser: true },
  ],
  [
    'finished, and the new key is off since',
    start({ rotation: finished, oldKeys: [key(OLD, 'Inactive')], target: offBoth }),
    wish(),
    { kind: 'found', newKey: NEW, isRecorded: true, isOff: true },
  ],
  [
    '... and is to go',
    start({ rotation: finished, oldKeys: [key(OLD, 'Inactive')], target: offBoth }),
    wish(NEW),
    { kind: 'make', discard: NEW },
  ],
  [
    'finished although the secret was not seen to arrive, and it lies at its place',
    start({
      rotation: rotation({ ...finished, secret: 'unknown' }),
      oldKeys: [key(OLD, 'Inactive')],
      target: two,
      foundAtPlace: [NEW],
    }),
    wish(),
    { kind: 'found', newKey: NEW, isRecorded: false, isOff: false },
  ],
  ...(['handed-over', 'unknown'] as const).flatMap((secret) =>
    [OTHER, OLD].map(
      (named) =>
        [
          `a key is named, and none is made (${secret}): ${named}`,
          start({ rotation: rotation({ secret }), target: two, foundAtPlace: secret === 'unknown' ? [NEW] : [] }),
          wish(named),
          { kind: 'refused', why: expect.stringMatching(/^Nothing was discarded: /) },
        ] as const,
    ),
  ),
  [
    'a start died, its secret arrived, and that key is named',
    start({ rotation: begun, target: two, foundAtPlace: [NEW] }),
    wish(NEW),
    { kind: 'refused', why: expect.stringMatching(/^Nothing was discarded: .* is on, and its secret is where/) },
  ],
  ...(['gone', 'off', 'on'] as const).map(
    (newKey) =>
      [
        `the old key was deleted, and the new one: ${newKey}`,
        start({
          rotation: rotation({ ...finished, deleted: { at: hours(-1), by: 'b' } }),
          oldKeys: [],
          successor:
            newKey === 'gone'
              ? undefined
              : { id: NEW, status: newKey === 'on' ? 'Active' : 'Inactive', userName: 'ci-bot' },
        }),
        wish(),
        newKey === 'on'
          ? { kind: 'stands' }
          : { kind: 'refused', why: expect.stringMatching(/rotation is over.*RAM console.*rotate undo LTAI/) },
      ] as const,
  ),
  ['finished, and on again', start({ rotation: finished, target: two }), wish(NEW), { kind: 'refused' }],
  ['the user is gone', start({ oldKeys: undefined }), wish(), { kind: 'refused' }],
  ['the key is gone', start({ oldKeys: [] }), wish(), { kind: 'refused' }],
  [
    'a user who does not exist',
    start({ target: { userName: 'svc', keys: undefined, isOurs: false } }),
    wish(undefined, 'svc'),
    { kind: 'make', makeUser: true },
  ],
  [
    'a user who exists',
    start({ target: { userName: 'svc', keys: [], isOurs: false } }),
    wish(undefined, 'svc'),
    { kind: 'refused' },
  ],
  [
    'a user whom a start that died made',
    start({ target: { userName: 'svc', keys: [], isOurs: true } }),
    wish(undefined, 'svc'),
    { kind: 'make', makeUser: false },
  ],
] as const;
