import type { ChecklistItem } from '../../../shared/incident/checklist';
import type { EntryBody } from '../../../shared/incident/entries';
import * as e from './entries';

const { LEAKED, NEW, OTHER, at, went, failed } = e;
const place = { kind: 'kms', secretName: 'app' } as const;
const start = e.rotationIntent('start', { place });
const made = [start, e.rotated('start', went(`create-key:${NEW}`), went(`hand-over:${NEW}`))];
const seen = (
  oldKey: 'quiet' | 'off' | 'gone' | 'used' | 'not-visible-yet',
  newKey: 'works' | 'not-seen-yet' = 'works',
): EntryBody => ({
  ...{ type: 'rotation-verified', by: 'alice', oldKey, newKey, oldUsedAt: null, newUsedAt: null },
});
const unused = e.decided({ row: 'unused' });
const finishIntent = e.rotationIntent('finish', { wasActive: true, observeUntil: at(90) });
const finish = [finishIntent, e.rotated('finish', went(`disable-key:${LEAKED}`))];
const remove = [e.rotationIntent('delete'), e.rotated('delete', went(`delete-key:${LEAKED}`))];
const keyOff = e.outcome([went(`disable-key:${LEAKED}`)]);
const denyBack = [e.denyBackIntent, e.rotated('undo', went('attach-quarantine', at(8)))];
/** A look at the bills; those of entry 24 and later show everything until the first entry. */
const billed = (unread?: string | null, more = {}): EntryBody =>
  e.investigated(1, { cost: { balance: null, signs: [], ...(unread === undefined ? {} : { unread }) }, ...more });
const hours = (n: number): EntryBody[] => Array.from({ length: n }, () => e.failure);

type Row = readonly [string, ChecklistItem['name'], readonly EntryBody[], Omit<ChecklistItem, 'name'>];
const open = { standing: 'open' } as const;
const notNeeded = { standing: 'not-needed' } as const;
const done = (when?: string) => ({ standing: 'done' as const, ...(when === undefined ? {} : { at: when }) });

export const CHECKLIST_ROWS: readonly Row[] = [
  ['nothing was contained', 'contained', [e.hold], open],
  ['the deny is on', 'contained', [e.contain, e.denied(at(2))], done(at(2))],
  ['a deny was decided, and is not known to be on', 'contained', [e.contain], open],
  ['it could not be put on, and the key is off instead', 'contained', [e.contain, keyOff], done(at(1))],
  ['another key is off', 'contained', [e.contain, e.outcome([went(`disable-key:${OTHER}`)])], open],
  ['a release behind it takes nothing from that', 'contained', [e.contain, e.denied(at(2)), e.released()], done(at(2))],
  [
    'of two containments that are over, the last',
    'contained',
    [e.denied(at(1)), e.released(), e.denied(at(3)), e.released()],
    done(at(3)),
  ],
  [
    'a containment released in parts began when it first did',
    'contained',
    [e.denied(at(1)), e.partly(), e.denied(at(3)), e.released()],
    done(at(1)),
  ],
  [
    'released, and contained anew',
    'contained',
    [e.denied(at(1)), e.released(), e.contain, e.denied(at(4))],
    done(at(4)),
  ],
  ['it was released, and decided anew', 'contained', [e.contain, e.denied(at(1)), e.released(), e.contain], open],
  [
    'it was released, and approved anew',
    'contained',
    [e.contain, e.denied(at(1)), e.released(), e.hold, e.approval],
    open,
  ],
  ['the deny was put back', 'contained', [e.denied(at(1)), e.released(), ...denyBack], done(at(8))],
  ['it was put back, and taken off', 'contained', [...denyBack, e.released()], done(at(8))],

  ['no new key', 'replaced', [e.contain], open],
  ['a new key that its owner has', 'replaced', [e.contain, ...made], done(at(2))],
  ['one whose secret nobody has told of', 'replaced', [start, e.rotated('start', went(`create-key:${NEW}`))], open],
  [
    'one whose secret is lost',
    'replaced',
    [start, e.rotated('start', went(`create-key:${NEW}`), failed(`hand-over:${NEW}`))],
    open,
  ],
  ['a secret without a key', 'replaced', [start, e.rotated('start', went(`hand-over:${NEW}`))], open],
  ['one that is off replaces nothing', 'replaced', [...made, e.rotated('start', went(`new-key-off:${NEW}`))], open],
  ['one that was taken back', 'replaced', [...made, e.rotated('undo', went('take-back'))], open],
  ['nobody used the leaked one', 'replaced', [unused], notNeeded],
  ['it is deleted already', 'replaced', [e.contain, e.followed('gone')], notNeeded],
  ['it was replaced all the same', 'replaced', [unused, ...made], done(at(2))],

  ['nobody has looked', 'verified', made, open],
  ['the old key is quiet, and the new one works', 'verified', [...made, seen('quiet')], done(at(3))],
  ['the old key is off', 'verified', [...made, seen('off')], done(at(3))],
  ['or gone', 'verified', [...made, seen('gone')], done(at(3))],
  ['the old key is used still', 'verified', [...made, seen('used')], open],
  ['its uses need not show yet', 'verified', [...made, seen('not-visible-yet')], open],
  ['the new one has not been seen', 'verified', [...made, seen('quiet', 'not-seen-yet')], open],
  ['what worked was taken back', 'verified', [...made, seen('quiet'), e.rotated('undo', went('take-back'))], open],
  ['there is nothing to look at where nobody used it', 'verified', [unused], notNeeded],

  ['the key is on', 'disabled', [e.contain, e.denied()], open],
  ['we switched it off', 'disabled', [e.contain, keyOff], done(at(2))],
  ['and again: it was off first then', 'disabled', [keyOff, keyOff], done(at(1))],
  ['after a step that failed', 'disabled', [e.outcome([failed(`disable-key:${LEAKED}`)]), keyOff], done(at(2))],
  ['behind an undoing', 'disabled', [e.mended(undefined, went(`disable-key:${LEAKED}`))], done(at(1))],
  ['a rotation did', 'disabled', [...made, ...finish], done(at(4))],
  ['somebody did, as the daily look shows', 'disabled', [e.contain, e.followed('Inactive')], done(at(2))],
  ['whichever was first', 'disabled', [e.followed('Inactive'), keyOff, ...finish], done(at(1))],
  ['the daily look sees it on: whatever was recorded', 'disabled', [keyOff, e.followed('Active')], open],
  ['another key is off', 'disabled', [e.outcome([went(`disable-key:${OTHER}`)])], open],
  ['a release switched it on', 'disabled', [keyOff, e.released([went(`activate-key:${LEAKED}`)])], open],

  ['it is not deleted', 'deleted', [keyOff, e.followed('Inactive')], open],
  ['a rotation deleted it', 'deleted', [...made, ...finish, ...remove], done(at(6))],
  ['somebody did', 'deleted', [e.contain, e.followed('gone')], done(at(2))],
  ['it was known first when we did', 'deleted', [...finish, ...remove, e.followed('gone')], done(at(4))],

  ['nobody has looked at the console', 'mfa', [e.contain], open],
  ['no second factor', 'mfa', [e.followed('Active', { mfa: 'missing' })], open],
  ['one is bound', 'mfa', [e.followed('Active', { mfa: 'bound' })], done(at(1))],
  ['he cannot log in', 'mfa', [e.followed('Active', { mfa: 'no-console' })], notNeeded],

  ['nobody has looked at what was done', 'audit-reviewed', [e.contain], open],
  ['a look was cut short', 'audit-reviewed', [e.investigated(1, { complete: false })], open],
  [
    'the last whole one counts',
    'audit-reviewed',
    [e.investigated(1), e.investigated(2), e.investigated(3, { complete: false })],
    done(at(2)),
  ],

  ['nobody has read the bills', 'bill-reviewed', [e.denied(at(1)), ...hours(24), e.investigated(1)], open],
  ['bills lag a day', 'bill-reviewed', [e.denied(at(1)), ...hours(22), billed(null)], open],
  ['a day later they show it', 'bill-reviewed', [e.denied(at(1)), ...hours(23), billed(null)], done(at(25))],
  [
    'they could not be read',
    'bill-reviewed',
    [e.denied(at(1)), ...hours(23), billed('refused')],
    { standing: 'could-not-check', why: 'refused' },
  ],
  [
    'and then they could',
    'bill-reviewed',
    [e.denied(at(1)), ...hours(23), billed('refused'), billed(null)],
    done(at(26)),
  ],
  [
    'they could, and then not',
    'bill-reviewed',
    [e.denied(at(1)), ...hours(23), billed(null), billed('refused')],
    done(at(25)),
  ],
  [
    'once the key is deleted what was spent until then must be read: that failed',
    'bill-reviewed',
    [e.denied(at(1)), e.followed('gone'), ...hours(23), billed(null), billed('refused')],
    { standing: 'could-not-check', why: 'refused' },
  ],
  [
    'a failure of before the deletion showed says nothing of after it',
    'bill-reviewed',
    [e.denied(at(1)), ...hours(12), e.followed('gone'), ...hours(11), billed('refused')],
    open,
  ],
  [
    'an entry of before tells of all sources together: whole',
    'bill-reviewed',
    [e.denied(at(1)), ...hours(23), billed()],
    done(at(25)),
  ],
  [
    'or cut',
    'bill-reviewed',
    [e.denied(at(1)), ...hours(23), billed(undefined, { complete: false })],
    {
      standing: 'could-not-check',
      why: 'a source of that look was cut or refused, and which one was not written down',
    },
  ],
  [
    'of the containment that is over the same is asked',
    'bill-reviewed',
    [e.denied(at(1)), e.released(), ...hours(22), billed(null)],
    done(at(25)),
  ],
  [
    'of one that was decided, and is not known to be on',
    'bill-reviewed',
    [e.contain, ...hours(23), billed(null)],
    done(at(25)),
  ],
  ['nothing was contained: there is no day to ask for', 'bill-reviewed', [e.hold, ...hours(23), billed(null)], open],
];
