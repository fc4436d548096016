import type { IncidentFacts } from '../../../shared/notify/facts';
import { tick } from '../../../shared/report/sections/checklist';
import { CHECKLIST_TEXTS } from '../../../shared/report/texts/checklist';
import { aReport } from './a-report';

const ticked = async (over: Parameters<typeof aReport>[0], incident: Partial<IncidentFacts> = {}) =>
  Object.fromEntries(
    tick(await aReport(over, incident), CHECKLIST_TEXTS.en, (iso) => iso).map(({ demand, state }) => [demand, state]),
  );

test('a key that is denied and still on: narrowed, and the rest is left', async () => {
  expect(await ticked({})).toEqual({
    narrow: 'done',
    'key-off': 'left',
    rotate: 'left',
    unneeded: 'left',
    mfa: 'left',
    audit: 'part',
    'data-logs': 'part',
    others: 'part',
    bills: 'part',
    protect: 'left',
    notices: 'left',
  });
});

test.each<[string, Parameters<typeof aReport>[0], Partial<IncidentFacts>, object]>([
  ['the key was switched off', {}, { keyDisabled: true }, { 'key-off': 'part' }],
  ['no deny could be attached', {}, { attached: undefined as never }, { narrow: 'left' }],
  ['observe mode attaches nothing', {}, { mode: 'observe' }, { narrow: 'left' }],
  ['every source answered', { auditComplete: true }, {}, { audit: 'done' }],
  ['an unused key need not be rotated', {}, { row: 'unused' }, { rotate: 'none' }],
  [
    'no bill could be read: nothing is called checked',
    { bills: { asked: [], days: [], failures: ['x'], ordersFrom: '' } },
    {},
    { bills: 'left', protect: 'left' },
  ],
])('%s', async (_, over, incident, expected) => {
  expect(await ticked(over, incident)).toMatchObject(expected);
});

test('bills that were all read are checked in part while they end before the suspicion', async () => {
  const { bills, cost } = await aReport();
  const read = { ...bills, failures: [] };
  expect(await ticked({ bills: read, cost })).toMatchObject({ bills: 'part' });
  expect(await ticked({ bills: read, cost: { ...cost, notes: [] } })).toMatchObject({ bills: 'done' });
});

test('says who else bears the traces, and never that the others are clean', async () => {
  const why = async (over: Parameters<typeof aReport>[0]) =>
    tick(await aReport(over), CHECKLIST_TEXTS.en, (iso) => iso).find(({ demand }) => demand === 'others');
  expect((await why({ auditComplete: true }))?.why).toContain('other identities with the attack');
  expect(await why({ auditComplete: true, others: [] })).toMatchObject({
    state: 'part',
    why: expect.stringContaining('no other key or user bears'),
  });
  expect((await why({ auditComplete: false, others: [] }))?.why).toContain('not every source answered');
});

test('stands in the order of the document in both languages, with a word for each state', () => {
  expect(Object.keys(CHECKLIST_TEXTS.zh.demands)).toEqual(Object.keys(CHECKLIST_TEXTS.en.demands));
});
