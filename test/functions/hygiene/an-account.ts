import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import type { Clock } from '../../../shared/clock';
import { aSandbox, aUser } from '../../builders';

/** People, programs and a root key: something of everything that a night looks at. */
export const people = () =>
  aSandbox()
    .withUser(
      aUser('ci-bot').withKey('ci-bot', { createdDaysAgo: 200, lastUsedDaysAgo: 1 }),
      aUser('alice').withKey('alice').withConsole().withMfa(),
      aUser('empty'),
      aUser('deploy')
        .withKey('deploy', { createdDaysAgo: 20, lastUsedDaysAgo: 1 })
        .withPolicy('System/AliyunECSFullAccess', 'Custom/jobs')
        .inGroup('ops'),
      aUser('off').withKey('off', { createdDaysAgo: 200, status: 'Inactive' }),
    )
    .withPolicy('jobs', { Effect: 'Allow', Action: 'ram:CreateUser', Resource: '*' })
    .withGroup('ops', 'System/AliyunRDSFullAccess')
    .withBucket('audit-bucket')
    .withLogProjects({ name: 'deploy-logs', serviceLog: ['operation_log'] })
    .withEvents({
      ...{ key: 'deploy', daysAgo: 2, service: 'sls', action: 'UpdateLogStore' },
      resources: { 'ACS::SLS::Project': ['deploy-logs'] },
    })
    .withRootKey('root', { lastUsedDaysAgo: 5 })
    .withLeak('ci-bot');

/** Two trails that deliver into buckets of the account, our own among them. */
export function keepTrails({ world, clock }: RunningSandbox): void {
  const at = clock.now();
  // Somebody may keep the record beside our own.
  for (const bucket of ['audit-bucket', 'ak-tourniquet-evidence'])
    world.trails.set(bucket, {
      ...{ name: bucket, homeRegion: 'cn-hangzhou', trailRegion: 'All', eventRW: 'All', status: 'Enable' },
      ...{ ossBucketName: bucket, ossKeyPrefix: '', slsProjectArn: '', createTime: at, startLoggingTime: at },
    } as never);
}

/** A run whose time is over as soon as it asks users one by one. */
export function outOfTime(run: Run, { kernel }: RunningSandbox): Run {
  const isOver = () => kernel.calls.all().some(({ action }) => action === 'ListAccessKeys');
  const clock: Clock = Object.create(run.clock);
  clock.elapsedMs = () => run.clock.elapsedMs() + (isOver() ? 3_600_000 : 0);
  return { ...run, clock };
}
