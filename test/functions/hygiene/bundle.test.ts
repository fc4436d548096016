import path from 'node:path';
import { Platform } from '../../../sandbox/fc/platform';
import { aSandbox, aUser } from '../../builders';
import { withBuilt } from '../../built';
import { expectToAddUp, Night } from './arrange';

const NAME = 'ak-tourniquet-hygiene';
const bundleDir = path.resolve(__dirname, '../../../dist/hygiene');
const built = withBuilt('hygiene', 'the built function.');

built.test('the built function, on the timer, as the platform runs it', async () => {
  const night = await Night.in(aSandbox().withUser(aUser('two').withKey('a').withKey('b', { createdDaysAgo: 3 })));
  const { sandbox } = night;
  let runs = 0;
  const platform = new Platform({
    functions: new Map([
      [NAME, { bundleDir, env: sandbox.endpointEnv, roleName: NAME, timeoutSeconds: 600, memoryMb: 512 }],
    ]),
    openSession: () => sandbox.openFunctionSession('hygiene'),
    region: sandbox.region,
    accountId: sandbox.accountId,
    newRequestId: () => {
      runs += 1;
      return `request-${runs}`;
    },
  });
  try {
    const event = { triggerTime: '2026-05-20T18:30:00Z', triggerName: 'nightly', payload: '' };
    const result = await platform.invoke(NAME, Buffer.from(JSON.stringify(event)));
    expect(result.error).toBeUndefined();
    expect(JSON.parse(result.payload.toString())).toMatchObject({ keys: { total: 3 }, complete: true, alert: 'sent' });
    expectToAddUp(night.report());
    expect(sandbox.inbox.mail).toHaveLength(1);
    for (const secret of [
      sandbox.endpointEnv['TOURNIQUET_STATE_KEY'],
      sandbox.endpointEnv['TOURNIQUET_DINGTALK_SECRET'],
    ])
      expect(result.logs).not.toContain(secret);
    const refused = await platform.invoke(NAME, Buffer.from('{"command":"release"}'));
    expect(refused.error?.errorMessage).toContain('The event cannot be understood');
  } finally {
    await platform.stop();
    await night.stop();
  }
});
