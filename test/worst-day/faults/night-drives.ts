import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { keepTrails, outOfTime, people } from '../../functions/hygiene/an-account';
import { NIGHTLY, recordBucketUse } from '../../functions/hygiene/arrange';
import { type Drive, ENGLISH, type Env, keepStateKey, OF_KMS } from './drives';
import { withBystander } from './respond-drives';

const event = JSON.parse(NIGHTLY.toString());

interface More {
  readonly env?: Env;
  readonly account?: () => SandboxBuilder;
  readonly prepare?: (sandbox: RunningSandbox) => void;
  readonly but?: Drive['but'];
}

const night = (name: string, { env = {}, account = people, prepare, but }: More = {}): Drive => ({
  name,
  role: 'hygiene',
  env: { ...ENGLISH, ...env },
  leaked: [],
  account,
  async before(sandbox) {
    prepare?.(sandbox);
    return event;
  },
  ...(but ? { but } : {}),
});

/** Nobody can be read from the report: each is asked himself. */
const withoutReport = ({ kernel }: RunningSandbox): void =>
  kernel.faults.add({ match: { service: 'ims', action: 'GetCredentialReport' }, fault: '500', times: 1_000 });

export const NIGHT_DRIVES: readonly Drive[] = [
  night('a night in an account that has something of everything, of a function whose state key KMS holds', {
    env: OF_KMS,
    prepare(sandbox) {
      keepStateKey(sandbox);
      keepTrails(sandbox);
      const user = sandbox.keys.get('deploy')?.key.accessKeyId ?? '';
      for (const bucket of ['audit-bucket', 'ak-tourniquet-evidence']) recordBucketUse(sandbox, user, bucket);
    },
  }),
  night('a night with users who may climb by a role and a group', {
    account: () =>
      withBystander(aSandbox())
        .withPolicy(
          'steps',
          { Effect: 'Allow', Action: 'ram:AttachPolicyToGroup', Resource: '*' },
          { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'acs:ram:*:*:role/boss' },
        )
        .withUser(aUser('climber').withKey('climber').withPolicy('Custom/steps'))
        .withRole('boss', 'System/AdministratorAccess'),
  }),
  night('a night without a credential report', { prepare: withoutReport }),
  night('a night that runs out of time', { prepare: withoutReport, but: outOfTime }),
];
