import { UNDOING_CALLS } from '../shared/signal/undoing';
import { ACCOUNT, DEAD_LETTERS, type Json, REGION, sub } from './ros-values';

/** The bus for an owner's own scanners. */
export const OWN_BUS = {
  name: 'ak-tourniquet',
  rule: 'leak-notice',
  pattern: { data: { accessKeyId: [{ exists: true }] } },
} as const;

/** The patterns of s.yaml's triggers on the default bus, held against it by a test. */
export const DEFAULT_BUS_RULES = {
  LeakRefusedRule: {
    trigger: 'leak-refused',
    name: 'ak-tourniquet-leak-refused',
    description: 'A call that Alibaba Cloud refused, because the AccessKey is at risk',
    pattern: {
      type: [{ suffix: ':ActionTrail:ApiCall' }, { suffix: ':ActionTrail:ConsoleOperation' }],
      data: { errorMessage: [{ contains: 'There is a risk of leakage of this AccessKey' }] },
    },
  },
  DenyUndoneRule: {
    trigger: 'deny-undone',
    name: 'ak-tourniquet-deny-undone',
    description: 'A call that may have undone a containment: look at once whether it did',
    pattern: {
      type: [{ suffix: ':ActionTrail:ApiCall' }, { suffix: ':ActionTrail:ConsoleOperation' }],
      data: { eventName: UNDOING_CALLS },
    },
  },
  ConfigRule: {
    trigger: 'config-rule',
    name: 'ak-tourniquet-config-rule',
    description: "Cloud Config's rule security-center-leak-ak-check: poll now",
    pattern: {
      type: [{ suffix: ':Config:NonCompliantNotification' }],
      data: {
        evaluationResultIdentifier: {
          evaluationResultQualifier: { configRuleName: [{ contains: 'security-center-leak-ak-check' }] },
        },
      },
    },
  },
} as const;

/** The custom bus with its rule, and the rules on the default bus for accounts where Serverless Devs cannot make them. */
export function events(): Json {
  return {
    Bus: {
      Type: 'ALIYUN::EventBridge::EventBus',
      Condition: 'WithRules',
      Properties: { EventBusName: OWN_BUS.name, Description: 'ak-tourniquet: your own scanners put leak notices here' },
    },
    BusRule: {
      Condition: 'WithRules',
      DependsOn: 'Bus',
      ...rule(OWN_BUS.name, OWN_BUS.rule, 'Whatever names an AccessKey', OWN_BUS.pattern),
    },
    ...Object.fromEntries(
      Object.entries(DEFAULT_BUS_RULES).map(([id, { name, description, pattern }]) => [
        id,
        { Condition: 'WithDefaultBusRules', ...rule('default', name, description, pattern) },
      ]),
    ),
  };
}

/** A rule that hands an event to respond, asynchronously, and keeps what it cannot hand over. */
function rule(bus: string, name: string, description: string, pattern: Json): Json {
  return {
    Type: 'ALIYUN::EventBridge::Rule',
    Properties: {
      EventBusName: bus,
      RuleName: name,
      Description: description,
      Status: 'ENABLE',
      FilterPattern: pattern,
      Targets: [
        {
          Id: 'respond',
          Type: 'acs.fc.function',
          Endpoint: sub(`acs:fc:${REGION}:${ACCOUNT}:functions/ak-tourniquet-respond`),
          PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY',
          ErrorsTolerance: 'ALL',
          DeadLetterQueue: { Arn: sub(`acs:mns:${REGION}:${ACCOUNT}:queues/${DEAD_LETTERS}`) },
          ParamList: [
            { ResourceKey: 'functionName', Form: 'CONSTANT', Value: 'ak-tourniquet-respond' },
            { ResourceKey: 'Qualifier', Form: 'CONSTANT', Value: 'LATEST' },
            { ResourceKey: 'InvocationType', Form: 'CONSTANT', Value: 'ASYNC' },
            { ResourceKey: 'Body', Form: 'ORIGINAL' },
          ],
        },
      ],
    },
  };
}
