import type { AuditAnalysis } from '../../shared/evidence/analyse';
import { NOT_ASKED } from '../../shared/evidence/data/types';
import type { BillDay } from '../../shared/evidence/types';
import { readBills } from '../../shared/findings/bill-lines';
import { judgeCost } from '../../shared/findings/cost/judge';
import type { ReportModel } from '../../shared/report/model';
import { ACCOUNT, LEAKED } from './events';

interface Window {
  readonly from: string;
  readonly to: string;
  readonly began: string;
  readonly denyAt: string;
}

const CHECK = {
  ...{ business: 0, businessAllowed: 0, businessRefused: [], attack: 0, attackAllowed: 0 },
  ...{ stillAllowed: [], newPower: [] },
};

/** A report about these calls, with thirty days of bills and a finding that names a hundred events. */
export function reportModel(audit: AuditAnalysis, { from, to, began, denyAt }: Window): ReportModel {
  const days = Array.from({ length: 30 }, (_, i): BillDay => {
    const day = new Date(Date.parse(to) - (29 - i) * 86_400_000).toISOString().slice(0, 10);
    const amount = (200 + ((i * 37) % 29)).toFixed(2);
    return { day, currency: 'CNY', total: amount, byProduct: [{ product: 'ecs', amount }] };
  });
  const bills = { asked: days.map(({ day }) => day), days, failures: [], ordersFrom: from };
  const thief = { seen: 'yes', dataUpTo: to } as const;
  const calls = audit.calls.slice(0, 30);
  return {
    schema: 1,
    createdAt: to,
    round: 1,
    language: 'zh',
    site: 'china',
    incident: {
      incidentId: `${ACCOUNT}/${LEAKED}`,
      accountId: ACCOUNT,
      accessKeyId: LEAKED,
      mode: 'enforce',
      row: 'in-use',
      verdict: 'contain',
      reason: 'the key is in use',
      plan: [],
      findings: [],
      window: { signalAt: began, denyAt },
      thief,
      owner: {
        type: 'ram-user',
        userName: 'ci-bot',
        administrator: { value: true },
        otherKeys: [],
        console: { value: false },
      },
      attached: 'quarantine',
      keyDisabled: false,
      published: {},
      source: 'security-center',
      steps: [{ step: 'attach-quarantine', ok: true, detail: 'attached', at: denyAt }],
      heldUntilDecision: false,
      caveats: [],
    },
    moments: [
      { at: began, what: 'found' },
      { at: denyAt, what: 'deny' },
    ],
    thief,
    audit,
    auditComplete: true,
    actors: [{ type: 'access-key', id: LEAKED, name: LEAKED, parent: null, how: 'leaked' }],
    findings: Array.from({ length: 40 }, (_, i) => ({
      rule: `rule-${i}`,
      kind: 'compute',
      severity: 'high',
      technique: 'T1496',
      actors: [LEAKED],
      eventIds: calls.map(({ eventId }) => eventId),
      text: { zh: '启动了计算资源', en: 'Compute was started' },
      count: 100,
      targets: [],
      events: calls.map(({ eventId: id, at, service, name, ip, outcome }) => ({
        id,
        at,
        call: `${service} ${name}`,
        ip,
        outcome,
      })),
    })),
    others: [],
    leastPrivilege: { schema: 1, policies: [], actions: [], grouped: [], check: CHECK, notes: [] },
    origins: { sources: [], madeOf: [] },
    notes: [],
    auditWindow: { from, to },
    usage: { products: [], events: [], ips: [], resources: [], failures: [] },
    bills,
    data: NOT_ASKED,
    dataParties: {},
    cost: judgeCost({ bills, lines: readBills({}), resources: [], since: began, earlier: [] }).answer,
    sources: [],
    items: [],
    evidenceAt: { bucket: 'bench', prefix: 'bench' },
  };
}
