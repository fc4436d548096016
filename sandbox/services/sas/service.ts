import { CloudError, type PermissionRequest, type RpcCall, type RpcService } from '../../kernel/types';
import type { LeakRecord } from '../../world/entities';
import type { LeakSource } from './leaks';

const DEAL_TYPES: readonly string[] = ['manual', 'disable', 'add-whitelist'] satisfies LeakRecord['dealType'][];

/** Security Center 2018-12-03, as far as leaked AccessKeys go. */
export function sasService(source: LeakSource): RpcService {
  return {
    service: 'sas',
    serviceName: 'Sas',
    version: '2018-12-03',
    isGlobal: false,
    operations: {
      DescribeAccesskeyLeakList: {
        required: ['CurrentPage', 'PageSize'],
        write: false,
        permission: () => power('DescribeAccesskeyLeakList'),
        run: (call) => list(source, call),
      },
      DescribeAccessKeyLeakDetail: {
        required: ['Id'],
        write: false,
        permission: () => power('DescribeAccessKeyLeakDetail'),
        run: (call) => detail(find(source, call.parameters.Id ?? '')),
      },
      DescribeNoticeConfig: {
        required: [],
        write: false,
        permission: () => power('DescribeNoticeConfig'),
        run: () => ({
          NoticeConfigList: [...source.notices].map(([Project, { route, timeLimit }]) => ({
            Project,
            Route: route,
            TimeLimit: timeLimit,
          })),
        }),
      },
      ModifyNoticeConfig: {
        required: ['Project'],
        write: true,
        permission: () => power('ModifyNoticeConfig'),
        run: ({ parameters }) => {
          const project = parameters.Project ?? '';
          const before = source.notices.get(project) ?? { route: 0, timeLimit: 0 };
          source.notices.set(project, {
            route: parameters.Route ? wholeNumber(parameters, 'Route', 0, 7) : before.route,
            timeLimit: parameters.TimeLimit ? wholeNumber(parameters, 'TimeLimit', 0, 1) : before.timeLimit,
          });
          return {};
        },
      },
      ModifyAccessKeyLeakDeal: {
        required: ['Type'],
        write: true,
        permission: () => power('ModifyAccessKeyLeakDeal'),
        run: (call) => deal(source, call),
      },
    },
  };
}

/** Security Center's RAM codes; which of them an operation answers to is not documented for all of them. */
function power(api: string): PermissionRequest {
  return { actions: [`yundun-sas:${api}`, `yundun-aegis:${api}`], resources: ['*'] };
}

function list(source: LeakSource, { parameters }: RpcCall): Record<string, unknown> {
  const page = wholeNumber(parameters, 'CurrentPage', 1, 1_000_000);
  const size = wholeNumber(parameters, 'PageSize', 1, 100);
  const after = parameters.StartTs ? wholeNumber(parameters, 'StartTs', 0, Number.MAX_SAFE_INTEGER) : 0;
  const status = parameters.Status || undefined;
  if (status !== undefined && status !== 'pending' && status !== 'dealed') throw illegal('Status');
  // The parameter's page asks for the bare id; Alibaba's own published skill writes `ak:<id>`.
  const accessKeyId = parameters.Query?.replace(/^ak:/, '') || undefined;
  const matching = source.leaks
    .filter((leak) => status === undefined || leak.status === status)
    .filter((leak) => accessKeyId === undefined || leak.accessKeyId === accessKeyId)
    .filter((leak) => leak.foundAt.getTime() > after)
    .sort((a, b) => b.foundAt.getTime() - a.foundAt.getTime() || b.id - a.id);
  return {
    CurrentPage: page,
    PageSize: size,
    TotalCount: matching.length,
    AkLeakCount: source.leaks.filter((leak) => leak.status === 'pending').length,
    GmtLast: matching[0]?.foundAt.getTime() ?? 0,
    AccessKeyLeakList: matching.slice((page - 1) * size, page * size).map(listed),
  };
}

function listed(leak: LeakRecord): Record<string, unknown> {
  return {
    Id: leak.id,
    AccesskeyId: leak.accessKeyId,
    AliUserName: leak.userName,
    UserType: leak.userType,
    Status: leak.status,
    DealType: leak.dealType,
    DealTime: leak.dealTime ? beijingTime(leak.dealTime) : '',
    Type: 'AccessKey',
    Asset: '云平台',
    Url: leak.url,
    GmtModified: leak.foundAt.getTime(),
  };
}

function detail(leak: LeakRecord): Record<string, unknown> {
  const whitelisted = leak.dealType === 'add-whitelist';
  return {
    Type: 'AccessKey',
    Source: 'GitHub',
    Asset: '云平台',
    AccesskeyId: leak.accessKeyId,
    TokenValid: leak.tokenValid,
    Code: leak.code,
    DealType: leak.dealType,
    DealTime: leak.dealTime ? beijingTime(leak.dealTime) : '',
    Remark: leak.remark,
    WhitelistStatus: whitelisted ? 'yes' : 'no',
    ...(whitelisted && leak.dealTime ? { WhitelistTime: leak.dealTime.getTime() } : {}),
    GmtCreate: beijingTime(leak.foundAt),
    GmtModified: beijingTime(leak.foundAt),
    GithubUser: leak.githubUser,
    GithubUserPicUrl: `https://avatars.githubusercontent.com/${leak.githubUser}`,
    GithubRepoName: leak.repository,
    GithubRepoUrl: `https://github.com/${leak.githubUser}/${leak.repository}`,
    GithubFileName: leak.fileName,
    GithubFileType: 'Python',
    GithubFileUrl: leak.url,
    // The contract's sample has this one in UTC, beside the others in Beijing time.
    GithubFileUpdateTime: leak.foundAt.toISOString().slice(0, 19),
  };
}

/** Marks records; that `disable` turned the key itself off is not documented, so it does not. */
function deal(source: LeakSource, { parameters }: RpcCall): Record<string, unknown> {
  const type = parameters.Type ?? '';
  if (!DEAL_TYPES.includes(type)) throw illegal('Type');
  const listedIds = Object.keys(parameters).filter((name) => /^IdList\.\d+$/.test(name));
  const ids = [...(parameters.Id ? [parameters.Id] : []), ...listedIds.map((name) => parameters[name] ?? '')];
  if (ids.length === 0) throw illegal('Id');
  const leaks = ids.map((id) => find(source, id));
  for (const leak of leaks) {
    leak.status = 'dealed';
    leak.dealType = type as LeakRecord['dealType'];
    leak.dealTime = source.now();
    leak.remark = parameters.Remark ?? leak.remark;
  }
  return {};
}

function find(source: LeakSource, id: string): LeakRecord {
  const leak = source.leaks.find((candidate) => String(candidate.id) === id);
  if (!leak) throw new CloudError(400, 'DataNotExists', `The leak record ${id} does not exist.`);
  return leak;
}

function wholeNumber(parameters: RpcCall['parameters'], name: string, least: number, most: number): number {
  const value = Number(parameters[name]);
  if (!Number.isSafeInteger(value) || value < least || value > most) throw illegal(name);
  return value;
}

function illegal(name: string): CloudError {
  return new CloudError(400, 'IllegalParam', `The parameter ${name} is invalid.`);
}

/** Security Center writes times of day in China Standard Time, without saying so: `2020-12-03 21:23:38`. */
function beijingTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
