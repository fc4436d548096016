import type { ContainmentRules, DecisionFacts } from '../../../shared/containment/decide';
import {
  approved,
  aSignal,
  daysAgo,
  deleted,
  excludes,
  incidentState,
  keyState,
  LEAKED,
  OTHER,
  ownedBy,
  ownedByRoot,
  releasedFor,
  unknownUse,
  usedAt,
} from './facts';

/** A case of the decision table: its name, the row and what is done, and what differs from a valid key in use. */
export type Row = readonly [
  name: string,
  decides: string,
  facts?: Partial<DecisionFacts>,
  rules?: Partial<ContainmentRules>,
  findings?: readonly string[],
];

const freeze = { containment: 'freeze' } as const;
const disable = { containment: 'disable' } as const;
const fence = { containment: 'fence' } as const;
const bus = { signal: aSignal({ leakId: 'bus:a:1', source: 'bus', foundAt: undefined }), tokenValid: undefined };
const refusedAt = (at: string) => ({
  signal: aSignal({ source: 'actiontrail', leakId: `actiontrail:${LEAKED}`, foundAt: new Date(at) }),
  tokenValid: undefined,
});
const manual = { signal: aSignal({ leakId: 'manual:1', source: 'manual', foundAt: undefined }), tokenValid: undefined };
const isOff = ownedBy('ci-bot', [keyState(LEAKED, 'Inactive')]);
const both = (other: 'Active' | 'Inactive' = 'Active') => ownedBy('ci-bot', [keyState(LEAKED), keyState(OTHER, other)]);
const aged = (days: number) => ownedBy('ci-bot', [keyState(LEAKED, 'Active', daysAgo(days))]);
const wasApproved = incidentState(approved);
const RELEASED_IN_DOUBT = { ...releasedFor('sas:1').release, inDoubt: ['sas:1'] };
const releasedInDoubt = incidentState({ release: RELEASED_IN_DOUBT });
const releasedSame = incidentState(releasedFor('sas:1'));
const releasedRefused = incidentState(releasedFor(`actiontrail:${LEAKED}`));
const RELEASED_MS = Date.parse(releasedRefused.release?.at ?? '');
const refused = refusedAt(new Date(RELEASED_MS - 60_000).toISOString());
const refusedLater = refusedAt(new Date(RELEASED_MS + 60_000).toISOString());
const releasedBus = incidentState(releasedFor('bus:a:1'));
const busAt = (sinceMs: number) => ({
  signal: aSignal({ leakId: 'bus:a:1', source: 'bus', foundAt: new Date(RELEASED_MS + sinceMs) }),
  tokenValid: undefined,
});
const commandLine = {
  signal: aSignal({ leakId: 'manual:cli-1', source: 'command-line', foundAt: undefined }),
  tokenValid: undefined,
};
const releasedOther = incidentState(releasedFor('sas:0'));
const notUsed = { owner: isOff, lastUse: usedAt(daysAgo(300)) };
const switchedOff = { isContaining: true, denyAt: daysAgo(0), disabledKeys: new Set([LEAKED]) };
const diedBefore = { isContaining: true, offByUs: new Set([LEAKED]) };

export const ROWS: readonly Row[] = [
  // Each row of the table, in its order.
  ["root's key", 'root-key: none', { owner: ownedByRoot }],
  ['not in this account', 'not-ours: none', { owner: { kind: 'not-ours', looked: ['walk'] } }],
  ['deleted', 'deleted: none', { owner: deleted }],
  ['already inactive', 'already-inactive: none', { owner: isOff }],
  [
    'switched off by this containment',
    'unused: quarantine disable',
    { ...notUsed, incident: incidentState(switchedOff) },
  ],
  ['by a run that died', 'unused: quarantine disable', { ...notUsed, incident: incidentState(diedBefore) }],
  [
    'instead of a deny that could not be attached',
    'already-inactive: none',
    { ...notUsed, incident: incidentState({ ...switchedOff, denyAt: null }) },
  ],
  [
    'by the owner, after a containment that left it on',
    'already-inactive: none',
    { owner: isOff, incident: incidentState({ ...diedBefore, denyAt: daysAgo(0) }) },
  ],
  [
    'switched off by a containment that a release has ended in part',
    'already-inactive: none',
    { ...notUsed, incident: incidentState({ ...switchedOff, ...releasedFor('sas:1') }) },
  ],
  ['released before, same leak id', 'released-same-leak: none', { incident: releasedSame }],
  ['released before, new leak', 'released-new-leak: hold', { incident: releasedOther }],
  [
    'released in doubt, confirmed since',
    'released-since-confirmed: hold',
    { incident: releasedInDoubt, tokenValid: 1 },
  ],
  ['released in doubt, in doubt still', 'released-same-leak: none', { incident: releasedInDoubt, tokenValid: 0 }],
  [
    'released in doubt, confirmed, and approved',
    'in-use: quarantine',
    { incident: incidentState({ ...approved, release: RELEASED_IN_DOUBT }), tokenValid: 1 },
  ],
  ['TokenValid 2', 'secret-invalid: hold', { tokenValid: 2 }],
  ['excluded user', 'excluded: hold', {}, excludes(['ci-bot'])],
  ['excluded key', 'excluded: hold', {}, excludes([], [LEAKED])],
  ['over the hourly cap', 'over-cap: hold', { overCap: true }],
  ['unused', 'unused: quarantine disable', { lastUse: usedAt(daysAgo(300)) }],
  ['use unknown', 'use-unknown: quarantine', { lastUse: unknownUse }],
  ['in use, quarantine', 'in-use: quarantine'],
  ['in use, freeze', 'in-use: freeze', {}, freeze],
  ['in use, fence: beside the deny', 'in-use: quarantine fence', {}, fence],
  ['use unknown, fence', 'use-unknown: quarantine fence', { lastUse: unknownUse }, fence],
  ['unused, fence: it is switched off instead', 'unused: quarantine disable', { lastUse: usedAt(daysAgo(300)) }, fence],
  [
    'a secret that nobody has confirmed costs no more than the quarantine',
    'in-use: quarantine',
    { tokenValid: 0 },
    fence,
  ],
  ['in use, disable', 'in-use: quarantine disable', {}, disable],

  // Which row comes first when several fit.
  ['root before everything', 'root-key: none', { owner: ownedByRoot, overCap: true, tokenValid: 2 }],
  ['inactive before released', 'already-inactive: none', { owner: isOff, incident: releasedOther }],
  ['inactive before excluded', 'already-inactive: none', { owner: isOff }, excludes(['ci-bot'])],
  ['released before an invalid secret', 'released-new-leak: hold', { incident: releasedOther, tokenValid: 2 }],
  ['invalid secret before excluded', 'secret-invalid: hold', { tokenValid: 2 }, excludes(['ci-bot'])],
  ['excluded before the cap', 'excluded: hold', { overCap: true }, excludes(['ci-bot'])],
  ['the cap before unused', 'over-cap: hold', { overCap: true, lastUse: usedAt(null) }],

  // A person's approval overrides what holds or excludes, and no fact.
  ['approval over the cap', 'in-use: quarantine', { overCap: true, incident: wasApproved }],
  ['approval over an exclusion', 'in-use: quarantine', { incident: wasApproved }, excludes(['ci-bot'], [LEAKED])],
  [
    'approval over a standstill',
    'in-use: quarantine',
    { incident: incidentState({ ...approved, ...releasedFor('sas:0') }) },
  ],
  ['approval over an invalid secret', 'in-use: quarantine', { tokenValid: 2, incident: wasApproved }],
  ['approval is none for root', 'root-key: none', { owner: ownedByRoot, incident: wasApproved }],
  ['approval is none for a key that is off', 'already-inactive: none', { owner: isOff, incident: wasApproved }],
  [
    'an approved manual signal may switch off',
    'in-use: quarantine disable',
    { ...manual, incident: wasApproved },
    disable,
  ],

  // Nothing is known of the incident: what the signal brings along counts, and nothing else.
  ['unknown incident', 'in-use: quarantine', { incident: 'unknown' }],
  ['unknown incident, excluded', 'excluded: hold', { incident: 'unknown' }, excludes(['ci-bot'])],
  [
    'unknown incident, approved by the signal',
    'in-use: quarantine',
    { incident: 'unknown', signal: aSignal({ approved: true }) },
    excludes(['ci-bot']),
  ],
  [
    'a known incident is not approved by the signal',
    'excluded: hold',
    { signal: aSignal({ approved: true }) },
    excludes(['ci-bot']),
  ],
  ['unknown incident, off', 'already-inactive: none', { ...notUsed, incident: 'unknown' }],
  ['what was given back before any leak was known', 'in-use: quarantine', { incident: incidentState(releasedFor()) }],
  [
    'switched off by a containment that has ended',
    'already-inactive: none',
    { ...notUsed, incident: incidentState({ ...diedBefore, isContaining: false }) },
  ],
  [
    'another key of his was switched off, and this one not',
    'already-inactive: none',
    { ...notUsed, incident: incidentState({ ...diedBefore, disabledKeys: new Set([OTHER]) }) },
  ],

  // Whose sender is unknown never switches a key off, and overrides nothing.
  ['bus, unused', 'unused: quarantine', { ...bus, lastUse: usedAt(null) }],
  ['bus, disable', 'in-use: quarantine', { ...bus }, disable],
  ['manual, unused', 'unused: quarantine', { ...manual, lastUse: usedAt(null) }],
  ['manual, disable', 'in-use: quarantine', { ...manual }, disable],
  ['manual, freeze', 'in-use: freeze', { ...manual }, freeze],
  ['manual over the cap', 'over-cap: hold', { ...manual, overCap: true }],
  ['manual, excluded', 'excluded: hold', { ...manual }, excludes(['ci-bot'])],
  ['manual after a release', 'released-new-leak: hold', { ...manual, incident: releasedSame }],
  // An event may be anybody's, whatever it says of itself.
  ['actiontrail, unused', 'unused: quarantine', { ...refused, lastUse: usedAt(null) }],
  ['actiontrail, disable', 'in-use: quarantine', { ...refused }, disable],
  ['actiontrail after a release, of before it', 'released-same-leak: none', { ...refused, incident: releasedRefused }],
  [
    'actiontrail after a release, of since then',
    'released-new-leak: hold',
    { ...refusedLater, incident: releasedRefused },
  ],
  ['bus, released, of before it', 'released-same-leak: none', { ...busAt(-60_000), incident: releasedBus }],
  ['bus, released, of since then', 'released-new-leak: hold', { ...busAt(60_000), incident: releasedBus }],
  // A person at the command line has agreed to the plan: he is no event, and is held by what holds others.
  ['command line, unused', 'unused: quarantine disable', { ...commandLine, lastUse: usedAt(null) }],
  ['command line, disable', 'in-use: quarantine disable', { ...commandLine }, disable],
  ['command line, excluded', 'excluded: hold', { ...commandLine }, excludes(['ci-bot'])],
  ['command line after a release', 'released-new-leak: hold', { ...commandLine, incident: releasedSame }],

  // Security Center's word on the secret.
  ['TokenValid 0, unused', 'unused: quarantine', { tokenValid: 0, lastUse: usedAt(null) }],
  ['TokenValid 0, disable', 'in-use: quarantine', { tokenValid: 0 }, disable],
  ['TokenValid 0, freeze', 'in-use: quarantine', { tokenValid: 0 }, freeze],
  ['TokenValid not asked for, unused', 'unused: quarantine disable', { tokenValid: undefined, lastUse: usedAt(null) }],
  ['TokenValid not asked for, in use', 'in-use: quarantine', { tokenValid: undefined }],
  ['TokenValid not known, unused', 'unused: quarantine', { tokenValid: 'unchecked', lastUse: usedAt(null) }],
  ['TokenValid not known, disable', 'in-use: quarantine', { tokenValid: 'unchecked' }, disable],
  ['TokenValid not known, freeze', 'in-use: quarantine', { tokenValid: 'unchecked' }, freeze],
  ['TokenValid not known, fence', 'in-use: quarantine', { tokenValid: 'unchecked' }, fence],
  [
    'TokenValid not known, approved',
    'unused: quarantine disable',
    { tokenValid: 'unchecked', incident: wasApproved, lastUse: usedAt(null) },
  ],

  // Unused: seen by both, before the suspicion began, and not because the key is young.
  ['never used', 'unused: quarantine disable', { lastUse: usedAt(null) }],
  ['never used, six days old', 'in-use: quarantine', { owner: aged(6), lastUse: usedAt(null) }],
  ['never used, eight days old', 'unused: quarantine disable', { owner: aged(8), lastUse: usedAt(null) }],
  [
    'never used, of unknown age',
    'in-use: quarantine',
    { owner: ownedBy('ci-bot', [keyState(LEAKED, 'Active', null)]), lastUse: usedAt(null) },
  ],
  ['used 90 days before the suspicion', 'in-use: quarantine', { lastUse: usedAt(daysAgo(91)) }],
  ['used more than 90 days before the suspicion', 'unused: quarantine disable', { lastUse: usedAt(daysAgo(91.1)) }],
  [
    'used 91 days ago, 60 before a suspicion of a month',
    'in-use: quarantine',
    { signal: aSignal({ foundAt: new Date(daysAgo(31)) }), lastUse: usedAt(daysAgo(91)) },
  ],
  [
    'used since the suspicion alone: what was before cannot be told',
    'in-use: quarantine',
    { lastUse: usedAt(daysAgo(0.5)) },
  ],
  ['fewer days by configuration', 'unused: quarantine disable', { lastUse: usedAt(daysAgo(40)) }, { unusedDays: 30 }],
  ['use unknown, freeze', 'use-unknown: freeze', { lastUse: unknownUse }, freeze],
  ['unused, freeze', 'unused: freeze disable', { lastUse: usedAt(null) }, freeze],

  // What was silenced in Security Center is a leak like any other.
  ['dealt with while active', 'in-use: quarantine', { signal: aSignal({ dealt: 'manual' }) }, {}, ['alarms-silenced']],
  [
    'whitelisted while active',
    'in-use: quarantine',
    { signal: aSignal({ dealt: 'add-whitelist' }) },
    {},
    ['alarms-silenced'],
  ],
  ['dealt with, and off', 'already-inactive: none', { signal: aSignal({ dealt: 'disable' }), owner: isOff }],
  [
    'dealt with after our release',
    'released-same-leak: none',
    { signal: aSignal({ dealt: 'manual' }), incident: releasedSame },
  ],
  [
    'dealt with, of an excluded user',
    'excluded: hold',
    { signal: aSignal({ dealt: 'manual' }) },
    excludes(['ci-bot']),
    ['alarms-silenced'],
  ],

  // Names match whole.
  [
    'defect 26 (GCP SRA): ci-bot does not spare ci-bot2',
    'in-use: quarantine',
    { owner: ownedBy('ci-bot2') },
    excludes(['ci-bot']),
  ],
  ['ci-bot2 does not spare ci-bot', 'in-use: quarantine', {}, excludes(['ci-bot2'])],
  ['the dot is a letter of the name', 'in-use: quarantine', { owner: ownedBy('ciXbot') }, excludes(['ci.bot'])],

  // A deny is on the user: it would bind his excluded key as well.
  ['the other key of the user is excluded', 'excluded: hold', { owner: both() }, excludes([], [OTHER])],
  ['… and off: it has nothing to lose', 'in-use: quarantine', { owner: both('Inactive') }, excludes([], [OTHER])],
  ['… whom a person approved', 'in-use: quarantine', { owner: both(), incident: wasApproved }, excludes([], [OTHER])],
  [
    '… and the deny is on him already',
    'in-use: quarantine',
    { owner: both(), incident: incidentState({ attached: new Set(['quarantine']) }) },
    excludes([], [OTHER]),
  ],
  ['… over the hourly cap', 'excluded: hold', { owner: both(), overCap: true }, excludes([], [OTHER])],
  ['… in disable mode', 'excluded: hold', { owner: both() }, { ...disable, ...excludes([], [OTHER]) }],
  ['… by a notice of the bus', 'excluded: hold', { ...bus, owner: both() }, excludes([], [OTHER])],
  ['… at the command line', 'excluded: hold', { ...commandLine, owner: both() }, excludes([], [OTHER])],
  ['… while OSS is down', 'excluded: hold', { owner: both(), incident: 'unknown' }, excludes([], [OTHER])],
  ["somebody else's key is excluded", 'in-use: quarantine', {}, excludes([], [OTHER])],

  // OSS down: the journal is unknown, and containment happens.
  ['the journal is unknown', 'in-use: quarantine', { incident: 'unknown' }],
  ['the user no longer has the key', 'not-ours: none', { owner: ownedBy('ci-bot', [keyState(OTHER)]) }],
];
