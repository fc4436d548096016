import type { RpcService } from '../../kernel/types';
import type { Buses } from '../../world/buses';
import { invalid, Parameters } from '../parameters';

export interface BusSource {
  readonly accountId: string;
  readonly region: string;
  readonly buses: Buses;
  readonly now: () => Date;
}

const MOST = 100;

/** EventBridge 2020-04-01, as far as looking at rules goes. */
export function eventbridgeService(source: BusSource): RpcService {
  const arn = (bus: string): string => `acs:eventbridge:${source.region}:${source.accountId}:eventbus/${bus}`;
  return {
    service: 'eventbridge',
    serviceName: 'EventBridge',
    version: '2020-04-01',
    isGlobal: false,
    operations: {
      ListRules: {
        required: ['EventBusName'],
        write: false,
        permission: ({ parameters }) => ({
          actions: ['eventbridge:ListRules'],
          resources: [arn(parameters['EventBusName'] ?? '')],
        }),
        run: ({ parameters }) => listRules(source, new Parameters(parameters), arn),
      },
    },
  };
}

/** EventBridge says what is wrong in an answer of HTTP 200: `Success` false, with a code. */
function listRules(source: BusSource, p: Parameters, arn: (bus: string) => string): Record<string, unknown> {
  const bus = p.text('EventBusName');
  const rules = source.buses.get(bus);
  if (rules === undefined)
    return { Success: false, Code: 'EventBusNotExist', Message: 'The event bus does not exist!', Data: {} };
  const limit = Number(p.optional('Limit') ?? MOST);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw invalid('Limit');
  const from = Number(p.optional('NextToken') ?? 0);
  const prefix = p.optional('RuleNamePrefix') ?? '';
  const named = rules.filter(({ name }) => name.startsWith(prefix));
  return {
    Success: true,
    Code: 'Success',
    Message: '',
    Data: {
      Total: named.length,
      Rules: named.slice(from, from + limit).map(({ name, status, description, pattern, targets }) => ({
        RuleName: name,
        EventBusName: bus,
        RuleARN: `${arn(bus)}/rule/${name}`,
        Status: status,
        Description: description,
        FilterPattern: pattern,
        CreatedTimestamp: source.now().getTime(),
        Targets: targets.map(({ id, type, endpoint }) => ({ Id: id, Type: type, Endpoint: endpoint })),
      })),
      ...(from + limit < named.length ? { NextToken: String(from + limit) } : {}),
    },
  };
}
