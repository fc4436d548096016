import { parameter } from '../parameters';
import type { Rule } from './model';

const opensLock = (value: string | undefined): boolean => value === undefined || /^(false|0|off)$/i.test(value);

/**
 * Domains at their registrar, where whoever holds the name can take it away whole (Domains, 2018-01-29; its calls are
 * tasks: `SaveSingleTaskFor…` and `SaveBatchTaskFor…`).
 */
export const DOMAINS: readonly Rule[] = [
  {
    id: 'domain-transfer',
    kind: 'dns',
    severity: 'critical',
    technique: 'T1584.001',
    text: {
      zh: '索取了域名转移码或批准了转出',
      en: 'The code that moves a domain elsewhere was asked for, or a move was let go',
    },
    advice: {
      zh: '立即在域名控制台打开禁止转移锁和禁止更新锁、取消转出任务并更换转移码，同时提交工单。',
      en: 'Close both locks in the Domains console now, cancel the transfer and have a new code made, and open a ticket: once it is moved, only the other registrar can give it back.',
    },
    services: /^(domain|domains)$/i,
    calls:
      /^(Save(Single|Batch)TaskFor(QueryingTransferAuthorizationCode|ApprovingTransferOut)|QueryTransferAuthorizationCode)$/,
    // It is done once in years, by a person at a console.
    weight: 'grave',
    fires: [
      {
        call: 'Domain SaveSingleTaskForQueryingTransferAuthorizationCode',
        request: { DomainName: 'example.com' },
        weight: 'grave',
      },
    ],
    silent: [
      { call: 'Domain QueryTransferOutInfo', request: { DomainName: 'example.com' } },
      { call: 'Domain SaveSingleTaskForCancelingTransferOut', request: { DomainName: 'example.com' } },
    ],
  },
  {
    id: 'domain-unlocked',
    kind: 'dns',
    severity: 'high',
    technique: 'T1584.001',
    text: { zh: '解除了域名的转移锁或更新锁', en: "A domain's lock against transfer or change was opened" },
    advice: {
      zh: '重新打开该锁，检查域名的持有者、联系人和 DNS 服务器是否已被更改，并查看是否有转出任务。',
      en: "Close the lock again, see whether the domain's owner, contacts or name servers were changed meanwhile, and look for a transfer under way.",
    },
    services: /^(domain|domains)$/i,
    calls: /^Save(Single|Batch)TaskFor(Transfer|Update)ProhibitionLock$/,
    holds: (event) => opensLock(parameter(event, 'Status')),
    weight: 'strong',
    fires: [
      {
        call: 'Domain SaveBatchTaskForTransferProhibitionLock',
        request: { 'DomainName.1': 'example.com', Status: 'false' },
        weight: 'strong',
      },
    ],
    silent: [{ call: 'Domain SaveBatchTaskForTransferProhibitionLock', request: { Status: 'true' } }],
  },
  {
    id: 'domain-servers',
    kind: 'dns',
    severity: 'high',
    technique: 'T1584.001',
    text: {
      zh: '更改了域名的 DNS 服务器或持有者信息',
      en: "A domain's name servers, or who owns it, were changed at the registrar",
    },
    advice: {
      zh: '把 DNS 服务器和持有者信息改回原值：在此期间整个域名由对方解析；并检查其间签发的证书。',
      en: 'Put name servers and owner back: meanwhile somebody else answers for the whole domain, its mail among it. Look for certificates that were issued in that time.',
    },
    services: /^(domain|domains)$/i,
    calls:
      /^Save(Single|Batch)?TaskFor(ModifyingDomainDns|(Modifying|Creating|Deleting)DnsHost|Updating(Contact|Registrant)Info.*|(Adding|Deleting|Synchronizing)DSRecord)$/,
    weight: 'strong',
    fires: [
      {
        call: 'Domain SaveBatchTaskForModifyingDomainDns',
        request: { 'DomainName.1': 'example.com', 'DomainNameServer.1': 'ns1.elsewhere.example' },
        weight: 'strong',
      },
    ],
    silent: [{ call: 'Domain QueryDnsHost', request: { DomainName: 'example.com' } }],
  },
];
