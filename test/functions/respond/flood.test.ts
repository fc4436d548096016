import { UnparseableEvent } from '../../../shared/errors';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const HOUR_MS = 3_600_000;
let account: Account;
afterEach(() => account.stop());

describe('a flood of events that nobody can read', () => {
  beforeEach(async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()));
    // The hour of the clock has most of itself before it.
    account.sandbox.clock.advance(HOUR_MS - (account.sandbox.clock.now().getTime() % HOUR_MS));
  });
  const garbage = (text: string) => account.respond(Buffer.from(text), ENGLISH);
  const subjects = () => account.mails.map(({ subject }) => subject);

  test('is one alert an hour, and each of them is kept', async () => {
    for (let n = 0; n < 12; n += 1) await expect(garbage(`garbage ${n}`)).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(1);
    expect(account.mails[0]?.text).toMatch(/kept there too, and is not told again/);
    expect(account.chats).toHaveLength(1);
    expect(account.objects('outbox/')).toEqual([]);
    expect(account.objects('unparsed/')).toHaveLength(12);
    account.sandbox.clock.advance(HOUR_MS);
    // Delivered once more, it has been told of by the alert of its hour.
    await expect(garbage('garbage 1')).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(1);
    await expect(garbage('garbage 12')).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(2);
  });

  test('hides none that fails in another way', async () => {
    for (let n = 0; n < 3; n += 1) await expect(garbage(`garbage ${n}`)).rejects.toThrow(UnparseableEvent);
    const others = [
      `"${'x'.repeat(1024 * 1024)}"`,
      '{"hello":"world"}',
      '{"command":"delete"}',
      JSON.stringify(busEvent('a key cut sh')),
    ];
    for (const [told, text] of others.entries()) {
      await garbage(text).catch(() => undefined);
      await garbage(text.replace(/[ex]/, '-')).catch(() => undefined);
      expect(subjects()).toHaveLength(told + 2);
    }
    expect(account.objects('unparsed/')).toHaveLength(3 + 2 * others.length);
  });

  test('that comes at the same moment is told by one run, and none of the others takes it for told before it is', async () => {
    const all = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => garbage(`garbage ${n}`)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(account.mails).toHaveLength(1);
    for (let n = 0; n < 6; n += 1) await expect(garbage(`garbage ${n}`)).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(1);
  });
});
