import { CloudError } from '../../kernel/types';

/** Status and meaning of ECS errors, as the error tables of the operations' pages have them (ECS 2014-05-26). */
const TABLE = {
  'CmdContent.DecodeError': [400, 'The CommandContent can not be base64 decoded.'],
  'CmdContent.ExceedLimit': [403, 'The length of the command content exceeds the upper limit.'],
  'CmdCount.ExceedQuota': [403, 'The total number of commands in the current region exceeds the quota.'],
  'CmdName.ExceedLimit': [403, 'The length of the command name exceeds the upper limit.'],
  DryRunOperation: [400, 'Request validation has been passed with DryRun flag set.'],
  IncorrectInstanceStatus: [403, 'The current status of the resource does not support this operation.'],
  'InstanceIds.ExceedLimit': [403, 'The number of instance IDs exceeds the upper limit.'],
  'InvalidCmdId.NotFound': [404, 'The specified command ID does not exist.'],
  'InvalidCmdType.NotFound': [404, 'The specified command type does not exist.'],
  'InvalidInstance.NotFound': [404, 'The specified instances does not exist.'],
  'InvalidInstanceId.NotFound': [404, 'The specified InstanceId does not exist.'],
  InvalidInstanceStatus: [400, 'The status of the specified instance does not allow this operation.'],
  'InvalidInstanceType.ValueNotSupported': [
    400,
    'The specified InstanceType does not exist or beyond the permitted range.',
  ],
  'InvalidMinAmount.Malformed': [400, 'The specified parameter MinAmount is not valid.'],
  'InvalidRegionId.NotFound': [404, 'The specified RegionId does not exist.'],
  'InvalidUserData.Base64FormatInvalid': [400, 'The specified UserData is not valid.'],
  'InvalidUserData.SizeExceeded': [400, 'The specified parameter "UserData" exceeds the size.'],
  'QuotaExceed.ElasticQuota': [403, 'No additional quota is available for the specified ECS instance type.'],
  SandboxNotImplemented: [501, 'The sandbox sells pay-as-you-go instances only.'],
} as const;

export type EcsErrorCode = keyof typeof TABLE;

export function ecsError(code: EcsErrorCode): CloudError {
  const [status, message] = TABLE[code];
  return new CloudError(status, code, message);
}
