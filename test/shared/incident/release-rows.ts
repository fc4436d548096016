import type { EntryBody } from '../../../shared/incident/entries';
import * as e from './entries';
import type { StateRow } from './state-rows';

const { LEAKED, OTHER, at, went, failed, only, none } = e;
/** Contained in every way: both denies, by the group, with both keys off. */
const all: readonly EntryBody[] = [
  e.decided({ actions: [e.quarantine, e.freeze] }, { mayDisable: [LEAKED] }),
  e.outcome(
    [
      ...[went('attach-quarantine', at(2)), went('add-to-group'), went('attach-freeze', at(2))],
      ...[went(`disable-key:${LEAKED}`), went(`disable-key:${OTHER}`), went('freeze-user:thief')],
    ],
    { denyAt: at(2), verification: e.verification() },
  ),
];
const quarantineOff = went('detach:AkTourniquetQuarantine');
const freezeOff = went('detach:AkTourniquetFreeze');
const both = only<'quarantine' | 'freeze'>('quarantine', 'freeze');
const by = { by: 'alice', reason: 'it is ours', leakIds: ['sas:1'] };
const isHeld = (seq: number) => ({ since: at(seq), leakId: 'sas:1', reason: 'it is excluded' });

export const RELEASE_ROWS: readonly StateRow[] = [
  [
    'one that came to its end leaves nothing of ours, and that containment is over',
    [...all, e.released([quarantineOff, freezeOff])],
    {
      ...{ attached: none, mayHaveAttached: none, attachedAt: new Map(), viaGroup: false, denyAt: null, steps: [] },
      ...{ disabledKeys: none, mayHaveDisabled: none, handedOn: none, verification: null, tampering: null },
      ...{ isContaining: false, containmentsOver: 1, releases: 1, release: { ...by, at: at(3), complete: true } },
    },
  ],
  [
    'one that could take nothing off leaves all as it was',
    [
      ...all,
      e.partly(failed('detach:AkTourniquetQuarantine'), failed('leave-group'), failed(`activate-key:${LEAKED}`)),
    ],
    {
      ...{ attached: both, mayHaveAttached: both, viaGroup: true, denyAt: at(2), handedOn: none },
      ...{
        attachedAt: new Map([
          ['quarantine', at(2)],
          ['freeze', at(2)],
        ] as const),
      },
      ...{
        disabledKeys: only(LEAKED, OTHER),
        mayHaveDisabled: only(LEAKED),
        offByUs: only(LEAKED, OTHER),
        givenBack: none,
      },
      ...{ isContaining: true, containmentsOver: 0, releases: 1, release: { ...by, at: at(3), complete: false } },
    },
  ],
  ['what was read back before says nothing any more', [...all, e.partly()], { verification: null }],
  [
    'the quarantine alone came off',
    [...all, e.partly(quarantineOff)],
    { attached: only('freeze'), mayHaveAttached: both },
  ],
  [
    'a part of the quarantine that was split came off',
    [...all, e.partly(went('detach:AkTourniquetQuarantine2'))],
    { attached: only('freeze') },
  ],
  ['the group was left', [...all, e.partly(went('leave-group'))], { attached: only('freeze') }],
  ['the freeze alone came off', [...all, e.partly(freezeOff)], { attached: only('quarantine') }],
  [
    'what is no policy of ours says nothing',
    [...all, e.partly(went('detach:BusinessQuarantine'), went('AkTourniquetFreeze'))],
    { attached: both },
  ],
  [
    'found attached after all, what came off is ours still',
    [e.denied(), e.partly(quarantineOff, freezeOff)],
    { attached: none, mayHaveAttached: both },
  ],
  [
    'a key that was asked for is on again; the other stays off, and may be asked for later',
    [...all, e.released([went(`activate-key:${LEAKED}`)])],
    { offByUs: only(OTHER), givenBack: only(LEAKED) },
  ],
  [
    'the same in a release of a part',
    [...all, e.partly(went(`activate-key:${LEAKED}`))],
    { disabledKeys: only(OTHER), offByUs: only(OTHER), givenBack: only(LEAKED) },
  ],
  [
    'one that could not be switched on was not given back',
    [...all, e.released([failed(`activate-key:${LEAKED}`)])],
    { offByUs: only(LEAKED, OTHER), givenBack: none },
  ],
  [
    'before any leak was known nobody asks for a key in spite of one',
    [e.released([went(`activate-key:${LEAKED}`)], { leakIds: [] })],
    { givenBack: none },
  ],
  [
    'a key given back by one release is so behind the next',
    [e.released([went(`activate-key:${LEAKED}`)]), e.released([went(`activate-key:${OTHER}`)])],
    { givenBack: only(LEAKED, OTHER), releases: 2 },
  ],
  [
    'until it is switched off again',
    [e.released([went(`activate-key:${LEAKED}`)]), e.outcome([went(`disable-key:${LEAKED}`)])],
    { givenBack: none, offByUs: only(LEAKED) },
  ],
  [
    'which a failed step has not done',
    [e.released([went(`activate-key:${LEAKED}`)]), e.outcome([failed(`disable-key:${LEAKED}`)])],
    { givenBack: only(LEAKED) },
  ],
  ['a made identity stays frozen', [...all, e.released()], { alsoFrozen: only('freeze-user:thief') }],
  ['unless it was asked for', [...all, e.partly(went('unfreeze-user:thief'))], { alsoFrozen: none }],
  [
    'and could be given back',
    [...all, e.released([failed('unfreeze-user:thief')])],
    { alsoFrozen: only('freeze-user:thief') },
  ],
  [
    'a deny that another key of the user needs is left to its release',
    [e.contain, e.outcome([went('attach-freeze')]), e.released([failed('keep-deny:AkTourniquetQuarantine')])],
    { handedOn: both, attached: none, mayHaveAttached: none, isContaining: false },
  ],
  [
    'and stays left to it behind a later release',
    [e.denied(), e.released([went('keep-deny:x')]), e.released([went('keep-deny:x')])],
    { handedOn: only('quarantine') },
  ],
  [
    'until one needs it no more',
    [e.denied(), e.released([went('keep-deny:x')]), e.released([quarantineOff])],
    { handedOn: none },
  ],
  [
    'a release of a part leaves nothing to others',
    [e.denied(), e.partly(went('keep-deny:x'))],
    { handedOn: none, attached: only('quarantine') },
  ],
  [
    'a login that stays is no deny that does',
    [e.denied(), e.released([went('keep-login:ci-bot')])],
    { handedOn: none },
  ],
  [
    'nothing was contained: no containment is over',
    [e.hold, e.released()],
    { containmentsOver: 0, isContaining: false, releases: 1 },
  ],
  [
    'a second containment is a new one',
    [e.contain, e.released(), e.contain, e.denied(at(4))],
    { containmentsOver: 1, isContaining: true, denyAt: at(4) },
  ],
  [
    'and over with a second release',
    [e.contain, e.released(), e.contain, e.released()],
    { containmentsOver: 2, releases: 2 },
  ],

  [
    'a person has begun to give it back',
    [...all, e.releaseIntent],
    { release: { ...by, at: at(3), complete: false }, releases: 0, attached: both, isContaining: true },
  ],
  [
    'a false alarm is told by who begins it',
    [{ ...e.releaseIntent, falseAlarm: true }],
    { release: { ...by, at: at(1), complete: false, falseAlarm: true } },
  ],
  [
    'and by who ends it',
    [e.released([], { falseAlarm: true })],
    { release: { ...by, at: at(1), complete: true, falseAlarm: true } },
  ],
  ...([0, 2, null] as const).map(
    (tokenValid): StateRow => [
      `whose secret was not known to be valid by then (${tokenValid}) stays in doubt`,
      [e.decided({}, { signal: e.signal('sas:1', { tokenValid }) }), e.released()],
      { release: { ...by, at: at(2), complete: true, inDoubt: ['sas:1'] } },
    ],
  ),
  ['whoever begins it approves no more', [e.approval, e.releaseIntent], { approval: null }],
  ['nor has one that is over left an approval', [e.approval, e.released()], { approval: null }],
  [
    'an approval behind it has the key contained again',
    [e.contain, e.released(), e.approval],
    { release: null, approval: { by: 'alice', reason: 'it is ours', at: at(3), leak: true, findings: [] } },
  ],
  ['the begin answers no hold', [e.hold, e.releaseIntent], { held: { ...isHeld(1), answering: true } }],
  ['its end does, even of a part', [e.hold, e.releaseIntent, e.partly()], { held: null }],
  [
    'what was asked meanwhile its person has not seen',
    [e.hold, e.releaseIntent, e.hold, e.released()],
    { held: isHeld(3) },
  ],
  ['where nobody is asked nothing is answered', [e.releaseIntent], { held: null }],
  [
    'the same leak stays released when it comes again',
    [e.contain, e.released(), e.decided({ verdict: 'none' })],
    { release: { ...by, at: at(2), complete: true } },
  ],
  [
    'what gave back a key that had not leaked says nothing of a leak',
    [e.released([], { leakIds: [] }), e.decided({ verdict: 'none' })],
    { release: null },
  ],
  [
    'an observed containment leaves a release as it is',
    [e.contain, e.released(), e.decided({}, { mode: 'observe' })],
    { release: { ...by, at: at(2), complete: true } },
  ],
];
