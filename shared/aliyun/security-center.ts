import { CloudAnswerMalformed } from '../errors';
import { bareId } from '../ids';
import { dateOf } from '../moment';
import { withoutHandedSecrets } from '../secrecy/named';
import { type CallPatience, countIn, ORDINARY, promised, recordsIn, URGENT, wholeNumber } from './call';
import type { Connection } from './connection';
import { RpcClient } from './rpc';

/** One record of Security Center's leak list, as it came: nothing in it is believed before a live call confirms it. */
export interface LeakRecord {
  readonly id: string;
  readonly accessKeyId: string;
  /** Documented only as "account name" [U]. */
  readonly userName: string | undefined;
  readonly userType: 'master' | 'ram' | undefined;
  readonly status: string | undefined;
  readonly dealType: string | undefined;
  readonly dealTime: string | undefined;
  readonly foundAt: Date | undefined;
  readonly url: string | undefined;
}

export interface LeakPage {
  readonly records: readonly LeakRecord[];
  /** Of the whole list; undefined: it is not told. */
  readonly totalCount: number | undefined;
}

/** What the detail call adds. Its `Code` (the leaked snippet, which may hold the secret) is dropped here and nowhere kept. */
export interface LeakDetail {
  /** 1 valid, 2 invalid, 0 unconfirmed; undefined: it tells none of these. */
  readonly tokenValid: 0 | 1 | 2 | undefined;
  readonly repository: string | undefined;
  readonly fileUrl: string | undefined;
  readonly fileName: string | undefined;
  readonly publisher: string | undefined;
  readonly publishedAt: Date | undefined;
}

/** How Security Center tells of one kind of finding. */
export interface NoticeConfig {
  readonly project: string;
  /** Of 1 text message, 2 e-mail, 4 internal message: their sum; 0 none. */
  readonly route: number;
  /** 0 at any hour, 1 from 08:00 to 22:00. */
  readonly timeLimit: number | undefined;
}

/** Endpoints: products.json of aliyun-openapi-meta; every region outside the mainland is served from Singapore. */
export function securityCenterHost({ site, sasEndpoint }: Pick<Connection, 'site' | 'sasEndpoint'>): string {
  return sasEndpoint ?? (site === 'china' ? 'tds.aliyuncs.com' : 'tds.ap-southeast-1.aliyuncs.com');
}

/** DescribeAccesskeyLeakList takes at most 100 a page. */
const LEAK_PAGE_SIZE = 100;

/**
 * Security Center 2018-12-03. Its typed package is not on the registry: the generic signed call, methods named as the
 * package would name them.
 */
export class SecurityCenterService {
  private readonly rpc: RpcClient;

  constructor(connection: Connection) {
    this.rpc = new RpcClient(connection, 'sas', '2018-12-03', securityCenterHost(connection));
  }

  /**
   * One page of the leak list, every status: a thief needs one call to mark his leak as dealt with. `page` from 1. All of it:
   * `readLeakList`.
   */
  async describeAccesskeyLeakList(page: number, patience: CallPatience = ORDINARY): Promise<LeakPage> {
    const action = 'DescribeAccesskeyLeakList';
    const body = await this.rpc.call(action, { CurrentPage: page, PageSize: LEAK_PAGE_SIZE }, patience);
    const list = promised('sas', action, 'AccessKeyLeakList', body['AccessKeyLeakList']);
    if (!Array.isArray(list)) {
      throw new CloudAnswerMalformed('sas', action, 'NotAList', 200, undefined, 'AccessKeyLeakList is not a list');
    }
    const count = body['TotalCount'] ?? undefined;
    return {
      records: list.map(leakRecord),
      totalCount: count === undefined ? undefined : countIn('sas', action, 'TotalCount', count),
    };
  }

  /** How the account's contacts are told, one entry a kind (`yundun_sas_ak_leakage` for leaked AccessKeys). */
  async describeNoticeConfig(patience: CallPatience = ORDINARY): Promise<NoticeConfig[]> {
    const action = 'DescribeNoticeConfig';
    const body = await this.rpc.call(action, {}, patience);
    return recordsIn('sas', action, 'NoticeConfigList', body['NoticeConfigList']).map((item) => ({
      project: text(item['Project']) ?? '',
      route: Number(item['Route'] ?? 0),
      timeLimit: item['TimeLimit'] === undefined ? undefined : Number(item['TimeLimit']),
    }));
  }

  async describeAccessKeyLeakDetail(id: string, patience: CallPatience = URGENT): Promise<LeakDetail> {
    const body = await this.rpc.call('DescribeAccessKeyLeakDetail', { Id: id }, patience);
    const valid = wholeNumber(body['TokenValid']);
    return {
      tokenValid: valid === 0 || valid === 1 || valid === 2 ? valid : undefined,
      repository: published(body['GithubRepoName']),
      fileUrl: published(body['GithubFileUrl']),
      fileName: published(body['GithubFileName']),
      publisher: published(body['GithubUser']),
      publishedAt: date(body['GithubFileUpdateTime']),
    };
  }
}

/** A record of whatever form: an odd one hides no other. What bears no number of its own is known by its key. */
function leakRecord(given: unknown): LeakRecord {
  const item = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const userType = item['UserType'];
  const accessKeyId = bareId(text(item['AccesskeyId']) ?? text(item['AccessKeyId']) ?? '');
  const id = typeof item['Id'] === 'number' ? String(item['Id']) : text(item['Id']);
  return {
    id: id ?? accessKeyId,
    accessKeyId,
    userName: text(item['AliUserName']),
    userType: userType === 'master' || userType === 'ram' ? userType : undefined,
    status: text(item['Status']),
    dealType: text(item['DealType']),
    dealTime: text(item['DealTime']),
    foundAt: date(item['GmtModified']),
    url: published(item['Url']),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Milliseconds, or the text forms of the samples (without a zone: Beijing time by the sample's pair of fields [I]). */
function date(value: unknown): Date | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const ms = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : Date.parse(`${value}Z`);
  return dateOf(ms);
}

/** What whoever published the key has named, as it may be told: he may have written the secret there as well. */
function published(value: unknown): string | undefined {
  const given = text(value);
  return given === undefined ? undefined : withoutHandedSecrets(given);
}
