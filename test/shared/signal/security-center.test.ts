import type { LeakRecord } from '../../../shared/aliyun/security-center';
import { signalsOf } from '../../../shared/signal/security-center';

const KEY = 'LTAI5tExampleLeakedKey01';
const OTHER = 'LTAI5tExampleOtherKey002';
const URL = 'https://github.com/acme/app/blob/main/.env';

const record = (more: Partial<LeakRecord> = {}): LeakRecord => ({
  id: '389357',
  accessKeyId: KEY,
  userName: 'ci-bot',
  userType: 'ram',
  status: 'pending',
  dealType: 'pending',
  dealTime: undefined,
  foundAt: new Date('2026-05-20T04:00:00Z'),
  url: URL,
  ...more,
});
const signal = (more: object = {}) => ({
  leakId: 'sas:389357',
  accessKeyId: KEY,
  source: 'security-center',
  foundAt: new Date('2026-05-20T04:00:00Z'),
  claims: { userName: 'ci-bot', userType: 'ram' },
  link: URL,
  securityCenterId: '389357',
  ...more,
});

describe('a record of the leak list', () => {
  test.each<[string, Partial<LeakRecord>, object]>([
    ['of a RAM user', {}, {}],
    ['of root', { userName: 'acme', userType: 'master' }, { claims: { userName: 'acme', userType: 'root' } }],
    ['that names no user', { userName: undefined }, { claims: { userType: 'ram' } }],
    ['whose user name is empty', { userName: '' }, { claims: { userType: 'ram' } }],
    ['that names no type of user', { userType: undefined }, { claims: { userName: 'ci-bot' } }],
    ['whose user name is longer than any', { userName: 'n'.repeat(65) }, { claims: { userType: 'ram' } }],
    ['of a long address', { url: `${URL}${'x'.repeat(2_000)}` }, { link: `${URL.padEnd(1_000, 'x')}… [1000/2042]` }],
    ['without a time', { foundAt: undefined }, { foundAt: undefined }],
  ])('%s', (_, more, expected) => {
    expect(signalsOf([record(more)])).toEqual({ signals: [signal(expected)], unread: [] });
  });

  test.each([undefined, ''])('without an address (%j) has no link', (url) => {
    const { link: _, ...bare } = signal();
    const { signals } = signalsOf([record({ url })]);
    expect(signals).toEqual([bare]);
    expect(signals[0]).not.toHaveProperty('link');
  });

  test.each<[string | undefined, string | undefined, string | undefined]>([
    ['pending', 'pending', undefined],
    ['pending', undefined, undefined],
    [undefined, undefined, undefined],
    ['dealed', 'manual', 'manual'],
    ['dealed', 'disable', 'disable'],
    ['dealed', 'add-whitelist', 'add-whitelist'],
    // The two disagree: either of them is somebody's mark.
    ['pending', 'disable', 'disable'],
    [undefined, 'add-whitelist', 'add-whitelist'],
    ['dealed', undefined, 'dealed'],
  ])('its status %j and its deal type %j: it is a signal, dealt with as %j', (status, dealType, dealt) => {
    const { signals, unread } = signalsOf([record({ status, dealType })]);
    expect(signals).toEqual([signal(dealt === undefined ? {} : { dealt })]);
    expect(unread).toEqual([]);
    expect('dealt' in (signals[0] ?? {})).toBe(dealt !== undefined);
  });
});

test('records keep their order, and one that names no key takes no other along', () => {
  const masked = record({ id: '2', accessKeyId: 'LTAI****************' });
  const session = record({ id: '3', accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs1234' });
  expect(signalsOf([record(), masked, session, record({ id: '4', accessKeyId: OTHER })])).toEqual({
    signals: [signal(), signal({ leakId: 'sas:4', accessKeyId: OTHER, securityCenterId: '4' })],
    unread: [
      {
        record: masked,
        why: 'Not an AccessKey id: LTAI… (20 characters). A long-lived id begins with LTAI.',
      },
      {
        record: session,
        why: "STS.NUQN… is an STS session's key: it ends by itself, and no policy on a user stops it.",
      },
    ],
  });
});

test('one key at two places is two leaks', () => {
  const { signals } = signalsOf([record(), record({ id: '389358' })]);
  expect(signals.map(({ leakId }) => leakId)).toEqual(['sas:389357', 'sas:389358']);
});

test('no records: nothing to do', () => {
  expect(signalsOf([])).toEqual({ signals: [], unread: [] });
});

test('a mistake of ours passes for no record that names no key', () => {
  const broken = Object.defineProperty({ ...record() }, 'accessKeyId', {
    get: () => {
      throw new RangeError('ours');
    },
  });
  expect(() => signalsOf([broken])).toThrow(RangeError);
});
