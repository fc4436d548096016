import { newLook } from '../../../../shared/evidence/audit/look';
import { believed, type Look, NOBODY } from '../../../../shared/evidence/audit/progress';
import { afterTestimony, newWitness, openCalls, testimony } from '../../../../shared/evidence/audit/witness';
import { parseAuditEvent } from '../../../../shared/evidence/event';
import type { AuditEvent } from '../../../../shared/evidence/types';

const HOME = 'cn-hangzhou';
const TO = '2026-05-20T12:00:00.000Z';
const call = (eventId: string, more: object = {}): AuditEvent =>
  parseAuditEvent({
    ...{ eventId, eventName: 'CreateUser', serviceName: 'Ram', eventTime: '2026-05-20T04:00:00Z', acsRegion: HOME },
    ...{ sourceIpAddress: '203.0.113.7', requestParameters: { UserName: 'svc' } },
    ...more,
  });
const source = (kind: Look['kind']) => ({ kind, slices: () => [{ id: 's', lane: 's', source: 's', file: 's' }] });
const done = (look: Look, problems: string[] = []): Look => ({
  ...look,
  slices: look.slices.map((slice) => ({ ...slice, done: true, problems })),
});
const trail = done(newLook(source('trail'), 0, { ...NOBODY, keyIds: ['LTAI1'] }));
const witness = (
  deciding: readonly AuditEvent[],
  known: readonly AuditEvent[] = [],
  looks: readonly Look[] = [trail],
) => newWitness(looks, deciding, known, HOME);
const slices = (look: Look | undefined) => look?.slices.map(({ id }) => id);

describe('who is asked for', () => {
  test.each<[string, readonly AuditEvent[], readonly AuditEvent[], string[] | undefined]>([
    ['nothing decides', [], [], undefined],
    ['what LookupEvents gave already', [call('a')], [call('a')], undefined],
    ['what it gave otherwise', [call('a')], [call('a', { sourceIpAddress: '198.51.100.1' })], [`${HOME} EventId a`]],
    [
      'one of another region: there and at home',
      [call('a', { acsRegion: 'cn-beijing' })],
      [],
      [`${HOME} EventId a`, 'cn-beijing EventId a'],
    ],
    ['a region that is no name', [call('a', { acsRegion: 'cn.evil.example/' })], [], [`${HOME} EventId a`]],
    ['without an id: nobody, and it stays open', [call('')], [], []],
    ['under a masked id: the same', [call('a****b')], [], []],
  ])('%s', (_, deciding, known, expected) => expect(slices(witness(deciding, known))).toEqual(expected));

  test('nobody, where LookupEvents itself was read', () => {
    expect(witness([call('a')], [], [done(newLook(source('lookup-events'), 0, NOBODY))])).toBeUndefined();
  });

  test('three hundred at most: the others stay open', () => {
    const look = witness(Array.from({ length: 302 }, (_, n) => call(`e-${n}`)));
    expect(look?.calls).toHaveLength(300);
    expect([...openCalls(look === undefined ? [] : [look])]).toEqual(['e-300', 'e-301']);
  });

  test('each once: what was asked for, or stays open, is asked for no more; another call under its id is heard at once', () => {
    const first = done(witness([call('a'), call('')]) as Look);
    expect(witness([call('a'), call('')], [call('a')], [trail, first])).toBeUndefined();
    const other = witness([call('a'), call('a', { eventName: 'CreateRole' })], [call('a')], [trail, first]);
    expect([slices(other), other?.calls, other?.folder]).toEqual([[], ['a'], 'beside-calls-2']);
  });
});

describe('what is concluded', () => {
  const heard = (problems: string[] = [], at = '04:00:00') => {
    const event = call('a', { eventTime: `2026-05-20T${at}Z` });
    const look = done(witness([event]) as Look, problems);
    return { look, of: (known: AuditEvent[]) => testimony(look, [event], known, TO) };
  };
  test.each<[string, ReturnType<typeof heard>, AuditEvent[], number, number]>([
    ['it is there', heard(), [call('a')], 0, 0],
    ['it is not there', heard(), [], 1, 0],
    ['it is there otherwise', heard(), [call('a', { requestParameters: { UserName: 'bob' } })], 1, 0],
    ['it could not be asked for', heard(['Throttling']), [], 0, 1],
    ['it is half an hour old, and not there', heard([], '11:29:59'), [], 1, 0],
    ['it is younger: it may come yet', heard([], '11:30:00'), [], 0, 1],
  ])('%s', (_, { of }, known, forged, open) => {
    const told = of(known);
    expect([told.forged.length, told.open.length]).toEqual([forged, open]);
  });

  test('a forged call: nothing of that kind of source is believed any more, and each of its looks says why', () => {
    const { look, of } = heard();
    const after = afterTestimony([trail, look], look, of([]), new Set(['trail']));
    expect(believed(after).map(({ kind }) => kind)).toEqual(['lookup-events']);
    expect(after[0]?.slices[0]?.problems).toEqual([
      'it holds calls that LookupEvents does not know, or knows otherwise: Ram CreateUser at 2026-05-20T04:00:00.000Z (a). Nothing in it is believed',
    ]);
    expect(after[0]?.held).toEqual({
      ...{ missing: 0, named: [], isSure: false },
      forged: [{ id: 'a', at: '2026-05-20T04:00:00.000Z', call: 'Ram CreateUser' }],
    });
  });

  test('what stays open: the witness is not whole, and the trail is believed', () => {
    const { look, of } = heard([], '11:59:00');
    const after = afterTestimony([trail, look], look, of([]), new Set());
    expect(after[0]).toBe(trail);
    expect([...openCalls(after)]).toEqual(['a']);
    expect(after[1]?.slices[0]?.problems).toEqual([
      'it may not know these calls yet: Ram CreateUser at 2026-05-20T11:59:00.000Z (a)',
    ]);
  });
});
