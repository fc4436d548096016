import { nameFailure, ORDINARY, promised, recordsIn } from './call';
import type { Connection } from './connection';
import { pagesOf } from './pages';
import { RpcClient } from './rpc';

/** A rule of a bus: which events it takes, and whom it hands them to. */
export interface BusRule {
  readonly name: string;
  readonly isOn: boolean;
  /** JSON text. */
  readonly pattern: string;
  /** ARNs. */
  readonly targets: readonly string[];
}

/** ListRules takes at most 100 a page. */
const RULE_PAGE = 100;

/** EventBridge 2020-04-01, the region's buses. Its typed package is not used: the generic signed call. */
export class EventBridgeService {
  private readonly rpc: RpcClient;

  constructor(connection: Connection) {
    // Endpoints: Alibaba Cloud's own metadata of this API.
    const host = `eventbridge-console.${connection.region}.aliyuncs.com`;
    this.rpc = new RpcClient(connection, 'eventbridge', '2020-04-01', host);
  }

  /** Every rule of a bus, all pages. Throws CloudNotFound where there is no such bus. */
  async listRules(bus: string): Promise<BusRule[]> {
    const all: BusRule[] = [];
    const pages = pagesOf(
      'eventbridge',
      'ListRules',
      (token) => this.rulePage(bus, token),
      ({ NextToken }) => (typeof NextToken === 'string' && NextToken !== '' ? NextToken : undefined),
    );
    for await (const data of pages) {
      all.push(...recordsIn('eventbridge', 'ListRules', 'Data.Rules', data['Rules']).map(readRule));
    }
    return all;
  }

  private async rulePage(bus: string, NextToken: string | undefined): Promise<Readonly<Record<string, unknown>>> {
    const body = await this.rpc.call('ListRules', { EventBusName: bus, Limit: RULE_PAGE, NextToken }, ORDINARY);
    if (body['Success'] === false)
      throw nameFailure('eventbridge', 'ListRules', { code: body['Code'], status: 400, message: body['Message'] });
    return promised('eventbridge', 'ListRules', 'Data', body['Data']) as Readonly<Record<string, unknown>>;
  }
}

function readRule(rule: Readonly<Record<string, unknown>>): BusRule {
  const targets = Array.isArray(rule['Targets']) ? (rule['Targets'] as { readonly Endpoint?: unknown }[]) : [];
  return {
    name: String(rule['RuleName'] ?? ''),
    isOn: rule['Status'] === 'ENABLE',
    pattern: String(rule['FilterPattern'] ?? ''),
    targets: targets.map(({ Endpoint }) => String(Endpoint ?? '')),
  };
}
