import { hygiene } from '../../../functions/hygiene/hygiene';
import { aSandbox, aUser } from '../../builders';
import { Night } from './arrange';

const english = { TOURNIQUET_LANGUAGE: 'en' };
let night: Night;

test("a look that somebody asks for in the daytime is told, and does not silence the night's", async () => {
  night = await Night.in(aSandbox().withUser(aUser('two').withKey('a')));
  try {
    const asked = await hygiene(Buffer.from('{"command":"hygiene"}'), await night.run(english));
    expect([asked.alert, (await night.pass(english)).alert, (await night.pass(english)).alert]).toEqual([
      'sent',
      'sent',
      'sent before',
    ]);
    expect(night.sandbox.inbox.mail).toHaveLength(2);
  } finally {
    await night.stop();
  }
});

test('an alert that nobody took is sent by the next delivery, not taken for one at work', async () => {
  night = await Night.in(aSandbox().withUser(aUser('two').withKey('a')));
  try {
    night.fault('smtp', 'send', '500', 20);
    night.fault('dingtalk', 'send', '500', 20);
    night.fault('oss', 'PutObject', 'deny', 1000);
    await expect(night.pass(english)).rejects.toThrow();
    night.sandbox.kernel.faults.clear();
    expect((await night.pass(english)).alert).toBe('sent');
    expect((await night.pass(english)).alert).toBe('sent before');
    expect(night.sandbox.inbox.mail).toHaveLength(1);
  } finally {
    await night.stop();
  }
});
