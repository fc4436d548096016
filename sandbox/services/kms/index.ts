import { isoSeconds } from '../../kernel/trail';
import { CloudError, type RpcCall, type RpcOperation, type RpcService } from '../../kernel/types';
import type { SecretVersion } from '../../world/secrets';
import type { World } from '../../world/world';
import { invalid, Parameters } from '../parameters';

type SecretSource = Pick<World, 'accountId' | 'region' | 'secrets'>;

/** KMS keeps the value of a secret of at most so many bytes (KMS CreateSecret). */
const LONGEST_VALUE = 30_720;

/** Key Management Service, 2016-01-20, as far as generic secrets go. */
export function kmsService(source: SecretSource): RpcService {
  const operation = (
    action: string,
    required: readonly string[],
    write: boolean,
    run: (parameters: Parameters) => Record<string, unknown>,
  ): RpcOperation => ({
    required,
    write,
    permission: (call) => ({
      actions: [`kms:${action}`],
      resources: [
        `acs:kms:${source.region}:${source.accountId}:${action === 'CreateSecret' ? 'secret' : `secret/${nameOf(call)}`}`,
      ],
    }),
    resource: (call) => ({ type: 'ACS::KMS::Secret', name: nameOf(call) }),
    run: (call) => run(new Parameters(call.parameters)),
  });
  const { secrets } = source;
  return {
    service: 'kms',
    serviceName: 'Kms',
    version: '2016-01-20',
    isGlobal: false,
    noPermissionCode: 'Forbidden.NoPermission',
    operations: {
      CreateSecret: operation('CreateSecret', ['SecretName', 'VersionId', 'SecretData'], true, (p) => {
        const name = p.text('SecretName');
        if (!/^[A-Za-z0-9_/+=.@-]{1,64}$/.test(name)) throw invalid('SecretName');
        const secret = secrets.create(name, p.optional('Description') ?? '', versionOf(p));
        const [first] = secret.versions;
        return { Arn: arnOf(source, name), SecretName: name, SecretType: secret.type, VersionId: first?.id ?? '' };
      }),
      PutSecretValue: operation('PutSecretValue', ['SecretName', 'VersionId', 'SecretData'], true, (p) => {
        const name = p.text('SecretName');
        const stages = p.optional('VersionStages');
        const version = secrets.put(name, versionOf(p), stages === undefined ? undefined : stagesOf(stages));
        return { SecretName: name, VersionId: version.id, VersionStages: { VersionStage: [...version.stages] } };
      }),
      UpdateSecretVersionStage: operation('UpdateSecretVersionStage', ['SecretName', 'VersionStage'], true, (p) => {
        const name = p.text('SecretName');
        secrets.moveStage(name, p.text('VersionStage'), p.optional('RemoveFromVersion'), p.optional('MoveToVersion'));
        return { SecretName: name };
      }),
      GetSecretValue: operation('GetSecretValue', ['SecretName'], false, (p) => {
        const name = p.text('SecretName');
        const version = secrets.version(name, p.optional('VersionId'), p.optional('VersionStage'));
        return {
          SecretName: name,
          SecretType: secrets.named(name).type,
          SecretData: version.data,
          SecretDataType: version.type,
          VersionId: version.id,
          VersionStages: { VersionStage: [...version.stages] },
          CreateTime: isoSeconds(version.createdAt),
        };
      }),
      DescribeSecret: operation('DescribeSecret', ['SecretName'], false, (p) => {
        const secret = secrets.named(p.text('SecretName'));
        return {
          Arn: arnOf(source, secret.name),
          SecretName: secret.name,
          SecretType: secret.type,
          Description: secret.description,
          CreateTime: isoSeconds(secret.createdAt),
          UpdateTime: isoSeconds(secret.updatedAt),
          ...(secret.plannedDeleteAt ? { PlannedDeleteTime: isoSeconds(secret.plannedDeleteAt) } : {}),
          AutomaticRotation: 'Disabled',
        };
      }),
      ListSecretVersionIds: operation('ListSecretVersionIds', ['SecretName'], false, (p) => {
        const secret = secrets.named(p.text('SecretName'));
        const all = p.flag('IncludeDeprecated') ? secret.versions : secret.versions.filter((v) => v.stages.size > 0);
        const pageNumber = p.integer('PageNumber') ?? 1;
        const pageSize = p.integer('PageSize') ?? 20;
        if (pageNumber < 1) throw invalid('PageNumber');
        if (pageSize < 1 || pageSize > 100) throw invalid('PageSize');
        const page = all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
        return {
          SecretName: secret.name,
          PageNumber: pageNumber,
          PageSize: pageSize,
          TotalCount: all.length,
          VersionIds: { VersionId: page.map(versionView) },
        };
      }),
    },
  };
}

const nameOf = ({ parameters }: RpcCall): string => parameters.SecretName ?? '';
const arnOf = ({ region, accountId }: SecretSource, name: string): string =>
  `acs:kms:${region}:${accountId}:secret/${name}`;

function versionOf(p: Parameters): Pick<SecretVersion, 'id' | 'data' | 'type'> {
  const id = p.text('VersionId');
  if (!/^[A-Za-z0-9_/+=.@-]{1,64}$/.test(id)) throw invalid('VersionId');
  const data = p.text('SecretData');
  if (Buffer.byteLength(data) > LONGEST_VALUE) throw invalid('SecretData');
  const type = p.optional('SecretDataType') ?? 'text';
  if (type !== 'text' && type !== 'binary') throw invalid('SecretDataType');
  return { id, data, type };
}

/** A list of stages, as a JSON array of names. */
function stagesOf(text: string): string[] {
  const stages = new Parameters({ VersionStages: text }).list('VersionStages');
  if (stages.length === 0) throw new CloudError(400, 'InvalidParameter', 'VersionStages names no stage.');
  return stages;
}

function versionView({ id, createdAt, stages }: SecretVersion): Record<string, unknown> {
  return { VersionId: id, CreateTime: isoSeconds(createdAt), VersionStages: { VersionStage: [...stages] } };
}
