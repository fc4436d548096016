import { CloudError, type RpcCall, type RpcService } from '../../kernel/types';
import type { World } from '../../world/world';

type SecretSource = Pick<World, 'accountId' | 'region' | 'secrets'>;

/** Key Management Service, 2016-01-20, as far as reading a secret goes. Each secret has its first version alone. */
export function kmsService(source: SecretSource): RpcService {
  return {
    service: 'kms',
    serviceName: 'Kms',
    version: '2016-01-20',
    isGlobal: false,
    noPermissionCode: 'Forbidden.NoPermission',
    operations: {
      GetSecretValue: {
        required: ['SecretName'],
        write: false,
        permission: (call) => ({
          actions: ['kms:GetSecretValue'],
          resources: [`acs:kms:${source.region}:${source.accountId}:secret/${nameOf(call)}`],
        }),
        resource: (call) => ({ type: 'ACS::KMS::Secret', name: nameOf(call) }),
        run: (call) => secretValue(source, nameOf(call)),
      },
    },
  };
}

const nameOf = ({ parameters }: RpcCall): string => parameters.SecretName ?? '';

function secretValue({ secrets }: SecretSource, name: string): Record<string, unknown> {
  const text = secrets.get(name);
  if (text === undefined)
    throw new CloudError(404, 'Forbidden.ResourceNotFound', 'Resource not found or resource does not exist.');
  return {
    SecretName: name,
    SecretType: 'Generic',
    SecretData: text,
    SecretDataType: 'text',
    VersionId: 'v1',
    VersionStages: { VersionStage: ['ACSCurrent'] },
  };
}
