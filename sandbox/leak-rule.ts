import type { World } from './world/world';

const RULE = 'security-center-leak-ak-check';

/**
 * What Cloud Config tells EventBridge when it evaluates its managed rule on leaked AccessKeys: one notification for each
 * leak that nobody has dealt with (EventBridge, "Cloud Config events"). The event's product and what it takes for the
 * resource are not documented for this rule.
 */
export function evaluateLeakRule(world: Pick<World, 'leaks' | 'accountId' | 'region' | 'now' | 'newId'>): object[] {
  const time = world.now().toISOString();
  return world.leaks
    .filter(({ status }) => status === 'pending')
    .map(({ accessKeyId }) => ({
      id: world.newId('request'),
      source: 'acs.ram',
      specversion: '1.0',
      type: 'ram:Config:NonCompliantNotification',
      subject: `acs:ram::${world.accountId}:accesskey/${accessKeyId}`,
      time,
      datacontenttype: 'application/json;charset=utf-8',
      aliyunaccountid: world.accountId,
      aliyunpublishtime: time,
      aliyuneventbusname: 'default',
      aliyunregionid: world.region,
      data: {
        annotation: '{"reason":"the AccessKey is public"}',
        riskLevel: 1,
        dataType: 'NonCompliantNotification',
        complianceType: 'NON_COMPLIANT',
        accountId: world.accountId,
        evaluationResultIdentifier: {
          orderingTimestamp: Date.parse(time),
          evaluationResultQualifier: {
            configRuleId: 'cr-626280ecba9a00c54e83',
            configRuleName: RULE,
            configRuleArn: `acs:config::${world.accountId}:rule/cr-626280ecba9a00c54e83`,
            resourceId: accessKeyId,
            resourceOwnerId: world.accountId,
            resourceType: 'ACS::RAM::AccessKey',
            regionId: 'global',
          },
        },
      },
    }));
}
