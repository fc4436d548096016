import { ROOT } from '../../../shared/rotation/stage';
import { begun, facts, finished, hours, isOff, key, NEW, no, OLD, off, quiet, rotation, yes } from './facts';

const deleted = rotation({ finished: off, deleted: { at: hours(0), by: 'a' } });
const unused = { ...quiet, newKey: 'not-seen-yet' as const };
const lifted = { isDenied: false, isBound: false };
const stage = { do: 'stage-back', secretName: 'app', from: `ak-tourniquet-${NEW}`, to: 'v1' };

/** What is known, whether it is wished anyway, and the plan that it comes to. */
export const UNDO_ROWS = [
  ['of a deletion', facts({ rotation: deleted, oldKeys: [key(NEW)] }), no, [{ do: 'restore', key: OLD }]],
  ['of a deletion, and the user was deleted as well', facts({ rotation: deleted, oldKeys: undefined }), no, 'refused'],
  [
    'of a deletion, and somebody has put the key back and switched it on',
    facts({ rotation: deleted }),
    no,
    [
      { do: 'disable', key: OLD },
      { do: 'note', step: `restore-key:${OLD}` },
    ],
  ],
  ['of a finish', facts({ ...isOff, rotation: finished }), no, [{ do: 'enable', key: OLD }]],
  [
    'of a finish that died behind its call',
    facts({ ...isOff, rotation: rotation({ mayHaveDisabled: true }) }),
    no,
    [{ do: 'enable', key: OLD }],
  ],
  [
    'of a deletion that died behind its call',
    facts({ oldKeys: [key(NEW)], rotation: { ...finished, mayHaveDeleted: true } }),
    no,
    [{ do: 'restore', key: OLD }],
  ],
  ['of a finish whose key somebody deleted', facts({ oldKeys: [key(NEW)], rotation: finished }), no, 'refused'],
  [
    'of a finish, and somebody has taken the deny off',
    facts({ ...isOff, rotation: finished, isBound: false, isContained: true }),
    no,
    [
      { do: 'attach', policy: 'quarantine' },
      { do: 'enable', key: OLD },
    ],
  ],
  ['of a finish, without the deny', facts({ ...isOff, rotation: finished, ...lifted }), no, 'refused'],
  [
    'of a finish, without the deny, by the word of a person',
    facts({ ...isOff, rotation: finished, ...lifted }),
    yes,
    [
      { do: 'attach', policy: 'quarantine' },
      { do: 'enable', key: OLD },
    ],
  ],
  [
    "of a finish, under another incident's deny: this one's is written down",
    facts({ ...isOff, rotation: finished, ...lifted, isBound: true }),
    no,
    [
      { do: 'attach', policy: 'quarantine' },
      { do: 'enable', key: OLD },
    ],
  ],
  [
    'of a finish, and it was no leak',
    facts({ ...isOff, rotation: finished, ...lifted, isFalseAlarm: true }),
    no,
    [{ do: 'enable', key: OLD }],
  ],
  [
    'of a finish, and somebody has switched the key on: the deny binds it',
    facts({ rotation: finished }),
    no,
    [{ do: 'note', step: `enable-key:${OLD}`, detail: expect.stringContaining('not by this command') }],
  ],
  ['..., without the deny', facts({ rotation: finished, ...lifted }), no, 'refused'],
  [
    '..., and somebody has taken the deny off as well',
    facts({ rotation: finished, isBound: false, isContained: true }),
    no,
    [
      { do: 'attach', policy: 'quarantine' },
      { do: 'note', step: `enable-key:${OLD}` },
    ],
  ],
  [
    '..., without the deny, by the word of a person',
    facts({ rotation: finished, ...lifted }),
    yes,
    [
      { do: 'attach', policy: 'quarantine' },
      { do: 'note', step: `enable-key:${OLD}` },
    ],
  ],
  [
    '..., which had been off before the rotation',
    facts({ rotation: rotation({ finished: { ...off, wasActive: false } }) }),
    no,
    [{ do: 'note', step: `enable-key:${OLD}` }],
  ],
  ["..., root's", facts({ userName: ROOT, rotation: { ...finished, userName: ROOT } }), no, 'refused'],
  [
    'of a finish that found it off',
    facts({ ...isOff, rotation: rotation({ finished: { ...off, wasActive: false } }) }),
    no,
    [{ do: 'note', step: `left-off:${OLD}` }],
  ],
  [
    'of a start',
    facts({ verdict: unused }),
    no,
    [stage, { do: 'switch-off-new', key: NEW }, { do: 'note', step: 'take-back' }],
  ],
  ['of a start whose key is in use', facts(), no, 'refused'],
  ...(['refused', 'used-not-visible-yet', 'used-not-visible'] as const).map(
    (newKey) =>
      [`of a start whose key is in use: ${newKey}`, facts({ verdict: { ...quiet, newKey } }), no, 'refused'] as const,
  ),
  [
    'of a start whose key may be in use',
    facts({ verdict: { ...quiet, newKey: 'could-not-check', problems: ['x'] } }),
    no,
    'refused',
  ],
  [
    'of a start whose key is gone',
    facts({ newKeys: [key(OLD)], verdict: unused }),
    no,
    [stage, { do: 'note', step: 'take-back' }],
  ],
  ['of a start that made nothing', facts({ rotation: begun }), no, [{ do: 'note', step: 'take-back' }]],
  ['of nothing', facts({ rotation: null }), no, 'stands'],
] as const;
